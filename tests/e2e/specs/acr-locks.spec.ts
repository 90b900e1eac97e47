// Locks of an Azure registry: shown, filtered by, changed from the page; what the registry refuses.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { begin, beginning, choose, dialog, selection, short } from '../support/dialog.ts'
import { tagsOf, type Sample } from '../support/sample.ts'
import { bodyRows, columnTexts, scanEnds, table } from '../support/views.ts'

const BILLING = 'legacy/billing'
const PAGE = `/repositories/${encodeURIComponent(BILLING)}`

const rowOf = (page: Page, caption: string, name: string) =>
  bodyRows(table(page, caption)).filter({ has: page.getByRole('checkbox', { name, exact: true }) })
const locked = { deleteEnabled: false, writeEnabled: false }

async function attributes(sample: Sample, path = ''): Promise<Record<string, boolean>> {
  const answer = await (await fetch(`${sample.url}/acr/v1/${BILLING}${path}`)).json()
  return (answer.tag ?? answer.manifest ?? answer).changeableAttributes
}

test('locks are shown with their attributes, and the address filters by them', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING, 'base/debian'] })
  await page.goto(url + PAGE)
  await scanEnds(page)
  await expect(rowOf(page, 'Tags', 'final').getByText('locked', { exact: true })).toHaveAttribute(
    'title',
    'tag: deleteEnabled off, writeEnabled on, readEnabled on, listEnabled on; manifest: deleteEnabled on, writeEnabled off, readEnabled on, listEnabled on',
  )
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  // All three are on the manifest that is locked.
  await expect.poll(async () => (await columnTexts(table(page, 'Tags'), 'Tag')).map((text) => text.split(/(?:manifest )?locked|=/)[0]!.trim()).sort()).toEqual(['7.17', 'final', 'production'])
  await expect(page).toHaveURL(/show=locked/)
  await page.reload()
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Tags')).filter({ hasText: 'locked' })).toHaveCount(3)
  await page.getByRole('button', { name: 'Locked', exact: true, pressed: true }).click()
  await expect(page).not.toHaveURL(/show=locked/)
  await page.goto(`${url}/repositories?show=locked`)
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Repositories')).filter({ hasText: 'locked' })).toHaveText(/^base\/debian/)
})

test('tags are locked and unlocked from the page; the tables are true at once, and a locked tag is not deleted', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  await page.goto(url + PAGE)
  await scanEnds(page)
  await choose(page, ['7.2', '7.3'])
  await selection(page).getByRole('button', { name: 'Lock…', exact: true }).click()
  await expect(dialog(page).getByRole('heading', { level: 1 })).toHaveText('Lock 2 tags')
  await expect(dialog(page).getByRole('note')).toContainText('The tag cannot be deleted or moved, and its manifest cannot be deleted.')
  await dialog(page).getByRole('radio', { name: 'Against deleting only' }).check()
  await expect(dialog(page).getByRole('note')).toContainText('A push can still move the tag')
  await dialog(page).getByRole('radio', { name: 'Against deleting and overwriting' }).check()
  await dialog(page).getByRole('button', { name: 'Lock 2 tags' }).click()
  await expect(dialog(page).getByRole('status')).toContainText('Done')
  await expect(dialog(page).getByRole('listitem').filter({ hasText: 'done' })).toHaveCount(2)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(rowOf(page, 'Tags', '7.2').getByText('locked', { exact: true })).toBeVisible()
  expect(await attributes(sample, '/_tags/7.2')).toMatchObject(locked)

  await selection(page).getByRole('button', { name: 'Delete…' }).click()
  await expect(dialog(page).getByRole('note').filter({ hasText: 'Left out' })).toContainText('7.2: It is locked.')
  await dialog(page).getByRole('button', { name: 'Close' }).click()

  await selection(page).getByRole('button', { name: 'Unlock…', exact: true }).click()
  await dialog(page).getByRole('button', { name: 'Unlock 2 tags' }).click()
  await expect(dialog(page).getByRole('status')).toContainText('Done')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(rowOf(page, 'Tags', '7.2').getByText('locked', { exact: true })).toHaveCount(0)
  expect(await attributes(sample, '/_tags/7.3')).toMatchObject({ deleteEnabled: true, writeEnabled: true })
})

test('of what is selected the locked part is said to stay, and its bytes are not promised', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await page.goto(`${url}/repositories/${encodeURIComponent(BILLING)}`)
  await scanEnds(page)
  await choose(page, ['7.2'])
  const alone = /frees [\d.]+ MiB/.exec(await selection(page).innerText())![0]
  await choose(page, ['final'])
  await expect(selection(page)).toContainText(`2 tags · 1 of 2 is locked and stays · ${alone}`)
  await page.getByRole('checkbox', { name: '7.2', exact: true }).uncheck()
  await expect(selection(page)).toContainText('1 tag · locked, so it stays')
  await expect(rowOf(page, 'Tags', 'final').getByTitle(/bytes.*, once it is unlocked: until then it stays$/)).toBeVisible()
})

test('a manifest and the repository are locked by themselves; each failure says why', async ({ page, team }) => {
  const refusal = JSON.stringify({ errors: [{ code: 'REGISTRY_DISALLOWED_OPERATION', message: 'no' }] })
  const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'PATCH', times: 1, answer: { status: [405, refusal] } }] })
  const { '7.1': digest } = await tagsOf(sample, BILLING)
  await page.goto(`${url}${PAGE}/manifests/${digest}`)
  await scanEnds(page)
  const lock = page.getByRole('button', { name: 'Lock…', exact: true })
  await lock.click()
  await expect(dialog(page)).toHaveAccessibleName(`Lock ${BILLING}@sha256:${short(digest!)}…`)
  await expect(beginning(dialog(page))).toHaveText(`Lock ${short(digest!)}`)
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('Not all')
  await expect(dialog(page).getByRole('listitem')).toContainText('a lock, a quarantine, or because its storage is full')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('main').getByText('locked', { exact: true })).toHaveCount(0)
  await lock.click()
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('Done')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('main').getByText('locked', { exact: true })).toBeVisible()
  expect(await attributes(sample, `/_manifests/${digest}`)).toMatchObject(locked)

  await page.getByRole('link', { name: BILLING }).click()
  await page.getByRole('button', { name: 'Lock…', exact: true }).click()
  await expect(dialog(page).getByRole('note')).toContainText('nothing in it can be pushed, overwritten or deleted')
  await expect(dialog(page)).toHaveAccessibleName(`Lock repository ${BILLING}`)
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('Done')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Unlock…', exact: true })).toBeVisible()
  expect(await attributes(sample)).toMatchObject(locked)
  await choose(page, ['7.5'])
  await selection(page).getByRole('button', { name: 'Delete…' }).click()
  await expect(dialog(page).getByRole('note').filter({ hasText: 'Left out' })).toContainText('Its repository is locked')
})

test('what was locked since the scan is left alone, and a 405 of the registry is told as what it is', async ({ page, team }) => {
  const refusal = JSON.stringify({ errors: [{ code: 'REGISTRY_DISALLOWED_OPERATION', message: 'no' }] })
  const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'DELETE', times: 1, answer: { status: [405, refusal] } }] })
  await page.goto(url + PAGE)
  await scanEnds(page)
  const remove = async (tag: string) => {
    await choose(page, [tag])
    await selection(page).getByRole('button', { name: 'Delete…' }).click()
    await begin(dialog(page))
    await expect(dialog(page).getByRole('status')).toContainText('0 of 1 manifest')
  }
  await remove('7.2')
  await expect(dialog(page).getByRole('list', { name: 'Planned items' })).toContainText('because of a lock')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await selection(page).getByRole('button', { name: 'Clear' }).click()
  await fetch(`${sample.url}/acr/v1/${BILLING}/_tags/7.3`, { method: 'PATCH', body: JSON.stringify(locked), headers: { 'content-type': 'application/json' } })
  await remove('7.3')
  await expect(dialog(page).getByRole('list', { name: 'Planned items' })).toContainText('Its tag 7.3 is locked now.')
})
