// Lists of an Azure registry: figures before any manifest is read, and whether the lists are whole.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { choose, dialog, openDeletion } from '../support/dialog.ts'
import { tagsOf, type Sample } from '../support/sample.ts'
import { bodyRows, columnCells, columnTexts, scanEnds, showParts, table } from '../support/views.ts'

const BILLING = 'legacy/billing'
const main = (page: Page) => page.getByRole('main')
const row = (page: Page, name: string) => bodyRows(table(page, 'Repositories')).filter({ hasText: name })

async function hide(sample: Sample, path: string): Promise<void> {
  const response = await fetch(`${sample.url}/acr/v1/${BILLING}/${path}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ listEnabled: false }),
  })
  expect(response.status).toBe(200)
}

test('counts, dates, platforms and sizes stand before any manifest is read; what is shared waits', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  const listed = await (await fetch(`${sample.url}/acr/v1/${BILLING}`)).json()
  await sample.hold(`GET /v2/${BILLING}/manifests/`)
  await page.goto(url)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  const counts = `${listed.tagCount} tags. ${listed.manifestCount} manifests; `
  await expect(main(page).getByRole('paragraph').filter({ hasText: counts })).toContainText('Sharing is known when the scan is done.')
  await expect(main(page)).toContainText("by the registry's lists")
  await expect(main(page)).toContainText('No orphans found so far')
  await expect(main(page)).not.toContainText('does not list untagged manifests')

  await page.goto(`${url}/repositories`)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  const billing = row(page, BILLING)
  // A bound that holds for every figure of a column stands in its heading.
  await expect(table(page, 'Repositories').getByRole('columnheader', { name: 'Logical, listed as', exact: true })).toBeVisible()
  await expect(billing.getByTitle(/^[\d\u202f]+ bytes, as the registry lists it$/)).toHaveText(/^[\d.]+ GiB$/)
  await expect(billing.getByRole('cell', { name: String(listed.manifestCount), exact: true })).toBeVisible()
  await expect(billing.getByRole('img', { name: 'not read yet' })).toBeVisible()

  await page.getByRole('link', { name: BILLING }).click()
  await expect(main(page).getByRole('paragraph').filter({ hasText: counts })).toContainText('. The tags add up to ')
  const sizes = await columnCells(table(page, 'Tags'), 'Size')
  expect(sizes).toHaveLength(listed.tagCount)
  for (const size of sizes) expect(size.exact).toMatch(/^[\d\u202f]+ bytes, as the registry lists it$/)
  expect(await columnTexts(table(page, 'Tags'), 'Frees if deleted')).toEqual(sizes.map(() => '…'))
  expect((await columnTexts(table(page, 'Tags'), 'Last updated')).every((text) => text !== '…')).toBe(true)
  await page.getByRole('tab', { name: `Manifests ${listed.manifestCount}` }).click()
  await expect(bodyRows(table(page, 'Manifests')).filter({ hasText: 'index' }).first()).toBeVisible()
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', String(listed.manifestCount + 1))

  await sample.release()
  await scanEnds(page)
  await expect.poll(async () => (await columnCells(table(page, 'Manifests'), 'Size')).filter(({ exact }) => exact.endsWith('lists it'))).toEqual([])
  await expect(main(page)).not.toContainText('by the lists')
  await showParts(page)
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', String(listed.manifestCount + 1))
})

test('a list that is shorter than the registry counts may be incomplete: it says so, and nothing there is deleted', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  const { '7.3': digest } = await tagsOf(sample, BILLING)
  await hide(sample, `_manifests/${digest}`)
  await page.goto(`${url}/repositories`)
  await scanEnds(page, 'Scan incomplete')
  await expect(row(page, BILLING).getByText('may be incomplete')).toHaveAttribute('title', /^The registry counts \d+ manifests here and lists \d+: the list may be incomplete/)
  await page.getByRole('link', { name: BILLING }).click()
  const note = main(page).getByRole('note').filter({ hasText: 'May be incomplete' })
  await expect(note).toContainText('hidden (listEnabled switched off)')
  await expect(note).toContainText('Scan again first')
  await expect(main(page)).not.toContainText(/\d orphans?\b/)
  await choose(page, ['7.5'])
  await openDeletion(page)
  await expect(dialog(page).getByRole('note').filter({ hasText: 'Left out' })).toContainText('not read whole')
  await expect(dialog(page).getByRole('button', { name: /^Delete/ })).toHaveCount(0)
})

for (const named of [true, false]) {
  test(`a tag that is hidden keeps its manifest from being an orphan, ${named ? 'named' : 'not named'} in the list of manifests`, async ({ page, team }) => {
    const { url, sample } = await team({ repositories: [BILLING], hidden_tags_named: named })
    const { '7.4': digest } = await tagsOf(sample, BILLING)
    await hide(sample, '_tags/7.4')
    await page.goto(`${url}/repositories/${encodeURIComponent(BILLING)}?tab=manifests`)
    // If neither list names the tag, only the registry's count shows that something is missing.
    await scanEnds(page, named ? 'Scan complete' : 'Scan incomplete')
    const short = digest!.replace('sha256:', '').slice(0, 12)
    await expect(bodyRows(table(page, 'Manifests')).filter({ hasText: short })).toContainText(named ? 'hidden tag' : 'untagged')
    await expect(bodyRows(table(page, 'Manifests')).filter({ hasText: short })).not.toContainText('orphan')
    if (!named) await expect(bodyRows(table(page, 'Manifests')).filter({ hasText: 'orphan' })).toHaveCount(0)
  })
}
