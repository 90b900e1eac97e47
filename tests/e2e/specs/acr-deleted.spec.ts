// Soft delete: manifests that were deleted from an Azure registry are listed, and restored whole.

import { expect, test } from '../support/fixtures.ts'
import { begin, beginning, dialog as dialogOf } from '../support/dialog.ts'
import { tagsOf, type Sample } from '../support/sample.ts'
import { valueOf } from '../support/pages.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const BILLING = 'legacy/billing'
const ACCEPT = { accept: 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json' }

/** Deletes the index 7.12 with its two children, and the image 7.2. */
async function deleteSome(sample: Sample): Promise<{ index: string; children: string[] }> {
  const tags = await tagsOf(sample, BILLING)
  const manifest = (digest: string) => `${sample.url}/v2/${BILLING}/manifests/${digest}`
  const index = tags['7.12']!
  const { manifests } = await (await fetch(manifest(index), { headers: ACCEPT })).json()
  const children: string[] = manifests.map(({ digest }: { digest: string }) => digest)
  for (const digest of [index, ...children, tags['7.2']!]) {
    expect((await fetch(manifest(digest), { method: 'DELETE' })).status).toBe(202)
  }
  return { index, children }
}

const short = (digest: string) => digest.replace('sha256:', '').slice(0, 12)

test('what was deleted is listed; an index comes back with its platform images and its tag', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING], soft_delete: {} })
  const before = await tagsOf(sample, BILLING)
  const { index, children } = await deleteSome(sample)
  await page.goto(url)
  await scanEnds(page)
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Deleted' }).click()
  const deleted = table(page, 'Deleted')
  await expect(bodyRows(deleted)).toHaveCount(4)
  const row = bodyRows(deleted).filter({ hasText: short(index) })
  await expect(row).toContainText('7.12')
  await expect(row).toContainText('index')
  await expect(row.getByRole('time')).toBeVisible()

  await row.getByRole('checkbox', { name: `${BILLING}:7.12` }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Restore…' }).click()
  const dialog = dialogOf(page)
  await expect(dialog).toHaveAccessibleName(`Restore ${BILLING}:7.12`)
  await expect(dialog.getByRole('checkbox', { name: /^Also restore the platform images/ })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: /^Move back tags/ })).not.toBeChecked()
  const came = dialog.getByRole('list', { name: 'Restored manifests' }).getByRole('listitem')
  await expect(came).toHaveText(`${short(index)}${BILLING} · 7.12`)
  await begin(dialog)
  await expect(dialog.getByRole('status')).toContainText('3 manifests restored.')
  await expect(came).toHaveCount(3)
  for (const child of children) await expect(came.filter({ hasText: short(child) })).toContainText(`with its index ${short(index)}`)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(bodyRows(deleted)).toHaveCount(1)
  expect((await tagsOf(sample, BILLING))['7.12']).toBe(before['7.12'])
  await scanEnds(page)
  await page.goto(`${url}/repositories/${encodeURIComponent(BILLING)}`)
  await scanEnds(page)
  await expect(page.getByRole('checkbox', { name: '7.12', exact: true })).toBeVisible()
})

test('a tag that is in use by now stays where it is unless asked otherwise', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING], soft_delete: {} })
  const tags = await tagsOf(sample, BILLING)
  await deleteSome(sample)
  // The tag 7.2 is pushed again, with the bytes of 7.3.
  const other = await fetch(`${sample.url}/v2/${BILLING}/manifests/${tags['7.3']}`, { headers: ACCEPT })
  const type = other.headers.get('content-type')!
  const pushed = await fetch(`${sample.url}/v2/${BILLING}/manifests/7.2`, { method: 'PUT', headers: { 'content-type': type }, body: await other.text() })
  expect(pushed.status).toBe(201)
  await page.goto(`${url}/deleted`)
  const restore = async () => {
    await page.getByRole('checkbox', { name: `${BILLING}:7.2`, exact: true }).check()
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Restore…' }).click()
  }
  const dialog = page.getByRole('dialog', { name: `Restore ${BILLING}:7.2` })
  await restore()
  // The image has no platform images to offer.
  await expect(dialog.getByRole('checkbox', { name: /platform images/ })).toHaveCount(0)
  await expect(dialog).not.toContainText('platform images')
  await begin(dialog)
  await expect(dialog.getByRole('status')).toContainText('Not all')
  await expect(dialog.getByRole('listitem')).toContainText('one of its tags now points to another manifest')
  await expect(dialog.getByRole('listitem')).toContainText('the tag is in use')
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect((await tagsOf(sample, BILLING))['7.2']).toBe(tags['7.3'])
  await restore()
  await dialog.getByRole('checkbox', { name: /^Move back tags/ }).check()
  await begin(dialog)
  await expect(dialog.getByRole('status')).toContainText('1 manifest restored.')
  expect((await tagsOf(sample, BILLING))['7.2']).toBe(tags['7.2'])
})

test('where a bin is, a deletion says that its space is not free at once; where none is, the page says so', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING], soft_delete: {} })
  const open = async () => {
    await page.goto(`${url}/repositories/${encodeURIComponent(BILLING)}`)
    await scanEnds(page)
    await page.getByRole('checkbox', { name: '7.4', exact: true }).check()
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
  }
  const bin = page.getByRole('dialog').getByRole('note').filter({ hasText: 'Not free at once' })
  await open()
  await expect(bin).toContainText('keep using space until they are purged')
  const space = valueOf(page.getByRole('dialog'), 'Space is freed')
  await expect(space).toHaveText('after the purge')
  await sample.configure({ repositories: [BILLING] })
  await open()
  await expect(beginning(dialogOf(page))).toBeEnabled()
  await expect(bin).toHaveCount(0)
  await expect(space).toHaveText('automatically')
  await page.goto(`${url}/deleted`)
  await expect(page.getByRole('main')).toContainText('Deletions are finalSoft delete is off.')
  await expect(page.getByRole('main')).not.toContainText('keep using space')
})

test('a repository leads to what was deleted of it, and back', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING, 'charts/platform'], soft_delete: {} })
  await deleteSome(sample)
  expect((await fetch(`${sample.url}/acr/v1/charts/platform`, { method: 'DELETE' })).status).toBe(202)
  await page.goto(`${url}/repositories/${encodeURIComponent(BILLING)}`)
  await scanEnds(page)
  await page.getByRole('link', { name: 'Deleted from this repository' }).click()
  await expect(page).toHaveURL(`${url}/deleted?q=${encodeURIComponent(BILLING)}`)
  const deleted = table(page, 'Deleted')
  await expect(bodyRows(deleted)).toHaveCount(4)
  await bodyRows(deleted).first().getByRole('link', { name: BILLING }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('billing')
  await page.goto(`${url}/repositories/charts%2Fplatform`)
  await scanEnds(page)
  await expect(page.getByRole('button', { name: 'Lock…', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('link', { name: 'Deleted from this repository' }).click()
  await expect(bodyRows(deleted).first()).toContainText('charts/platform')
  // The repository was deleted as a whole, so there is no page to link to.
  await expect(bodyRows(deleted).first().getByRole('link', { name: 'charts/platform' })).toHaveCount(0)
})

test('reading the bin again leaves what stands there until it was read', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING], soft_delete: {} })
  await deleteSome(sample)
  await page.goto(`${url}/deleted`)
  await expect(bodyRows(table(page, 'Deleted'))).toHaveCount(4)
  await sample.hold('GET /acr/v1/_deleted/')
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect.poll(() => sample.held()).toBe(1)
  await expect(page.getByText('4 manifests, sorted by Deleted, still filling')).toBeVisible()
  await expect(bodyRows(table(page, 'Deleted'))).toHaveCount(4)
  await sample.release()
  await expect(page.getByText('4 manifests', { exact: true })).toBeVisible()
})
