// Deleting from an Azure registry: the dialog's words before, the requests, its words after, and what the registry
// itself holds then.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { begin, beginning, choose, dialog, openDeletion, plannedItems } from '../support/dialog.ts'
import { deletes, tagsOf } from '../support/sample.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { scanEnds, table } from '../support/views.ts'

const BILLING = 'legacy/billing'
const at = (url: string, repository: string) => `${url}/repositories/${encodeURIComponent(repository)}`

async function visit(page: Page, url: string, repository: string): Promise<void> {
  await page.goto(at(url, repository))
  await scanEnds(page)
}

test('one tag: named beforehand, gone afterwards, and nothing else', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  const before = await tagsOf(sample, BILLING)
  await visit(page, url, BILLING)
  await choose(page, ['7.0'])
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText(/1 tag · frees [\d.]+ MiB/)
  await openDeletion(page)
  await expect(dialog(page)).toHaveAccessibleName('Delete legacy/billing:7.0')
  await expect(beginning(dialog(page))).toHaveText('Delete 7.0')
  await expect(beginning(dialog(page))).toHaveAttribute('title', 'Delete legacy/billing:7.0')
  await expect(dialog(page).getByText('from team.azurecr.io', { exact: true })).toBeVisible()
  await expect(plannedItems(page)).toHaveCount(1)
  await expect(plannedItems(page)).toContainText('7.0')
  expect(await deletes(sample), 'opening the dialog sends nothing').toEqual([])
  await begin(dialog(page))
  await expect(plannedItems(page)).toContainText('deleted')
  await expect(dialog(page).getByRole('status').filter({ hasText: 'Done' })).toContainText('1 manifest deleted')
  await expect(dialog(page)).toHaveAccessibleName('Deleted legacy/billing:7.0')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Selection' })).toHaveCount(0)
  await expect(page.getByRole('checkbox', { name: '7.0', exact: true })).toHaveCount(0)
  await expect(page.getByRole('tab', { name: 'Tags 19' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Manifests 35' })).toBeVisible()

  expect(await deletes(sample)).toEqual([`/v2/${BILLING}/manifests/${before['7.0']}`])
  const { '7.0': _, ...rest } = before
  expect(await tagsOf(sample, BILLING)).toEqual(rest)
})

test('several: only after their number was typed', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  const before = await tagsOf(sample, BILLING)
  await visit(page, url, BILLING)
  await choose(page, ['7.1', '7.2', '7.3'])
  await openDeletion(page)
  const confirm = dialog(page).getByRole('button', { name: 'Delete 3 manifests' })
  await expect(confirm).toBeDisabled()
  await dialog(page).getByRole('textbox').fill('2')
  await expect(confirm).toBeDisabled()
  await dialog(page).getByRole('textbox').fill('3')
  await confirm.click()
  await expect(plannedItems(page).filter({ hasText: 'deleted' })).toHaveCount(3)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('tab', { name: 'Tags 17' })).toBeVisible()
  const wanted = ['7.1', '7.2', '7.3'].map((tag) => `/v2/${BILLING}/manifests/${before[tag]}`)
  expect((await deletes(sample)).sort()).toEqual(wanted.sort())
  expect(Object.keys(await tagsOf(sample, BILLING))).toHaveLength(17)
})

test('an index alone leaves its platforms behind, as orphans, and says so', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  await visit(page, url, BILLING)
  await choose(page, ['7.10'])
  await openDeletion(page)
  await dialog(page).getByRole('checkbox', { name: /Also delete its 2 platform images/ }).uncheck()
  await expect(plannedItems(page)).toHaveCount(1)
  await expect(dialog(page).getByRole('note').filter({ hasText: /^Stays/ })).toContainText('2 manifests become orphans')
  await begin(dialog(page))
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('main')).toContainText('2 orphans')
  await page.getByRole('tab', { name: 'Manifests 35' }).click()
  await page.getByRole('searchbox', { name: 'Filter manifests' }).fill('orphan')
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', '3')
  expect(await deletes(sample)).toHaveLength(1)
})

test('an index takes its platforms along by default, after the index itself', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  const before = await tagsOf(sample, BILLING)
  const types = { accept: 'application/vnd.docker.distribution.manifest.list.v2+json' }
  const index = await (await fetch(`${sample.url}/v2/${BILLING}/manifests/7.10`, { headers: types })).json()
  const children = index.manifests.map(({ digest }: { digest: string }) => digest)
  await visit(page, url, BILLING)
  await choose(page, ['7.10'])
  await openDeletion(page)
  await expect(dialog(page).getByRole('checkbox', { name: /Also delete its 2 platform images/ })).toBeChecked()
  await expect(plannedItems(page)).toHaveCount(3)
  await expect(dialog(page)).toHaveAccessibleName('Delete 3 manifests')
  await expect(dialog(page).getByText('from team.azurecr.io/legacy/billing', { exact: true })).toBeVisible()
  await dialog(page).getByRole('textbox').fill('3')
  await dialog(page).getByRole('button', { name: 'Delete 3 manifests' }).click()
  await expect(plannedItems(page).filter({ hasText: 'deleted' })).toHaveCount(3)
  const sent = (await deletes(sample)).map((path) => path.split('/').at(-1))
  expect(sent[0]).toBe(before['7.10'])
  expect(sent.slice(1).sort()).toEqual([...children].sort())
  const api = new RegistryApi(sample.url)
  for (const digest of [before['7.10'], ...children]) expect(await api.has(BILLING, digest)).toBe(false)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('main')).not.toContainText('orphan')
})

test('what is locked is left out and named; what else was chosen goes', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  await visit(page, url, BILLING)
  await choose(page, ['final', '7.0'])
  await openDeletion(page)
  await expect(plannedItems(page)).toHaveCount(1)
  await expect(plannedItems(page)).toContainText('7.0')
  await expect(dialog(page).getByRole('note').filter({ hasText: 'Left out' })).toContainText('final: Its manifest is locked.')
  await begin(dialog(page))
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  const after = await tagsOf(sample, BILLING)
  expect(Object.keys(after)).toEqual(expect.arrayContaining(['final', '7.17', 'production']))
  expect(after).not.toHaveProperty(['7.0'])
  expect(await deletes(sample)).toHaveLength(1)

  await choose(page, ['final'])
  await openDeletion(page)
  await expect(dialog(page)).toHaveAccessibleName('Nothing can be deleted')
  await expect(dialog(page).getByRole('button')).toHaveText(['Close'])
})

test('every tag on a digest is named, also those that nobody chose', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  await visit(page, url, 'web/checkout')
  await page.getByRole('searchbox', { name: 'Filter tags' }).fill('2.9')
  await choose(page, ['2.9.1'])
  await openDeletion(page)
  const note = dialog(page).getByRole('note').filter({ hasText: 'Also deleted' })
  for (const tag of ['2.9', 'latest', 'main']) await expect(note).toContainText(tag)
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(page)).toHaveCount(0)
  expect(await deletes(sample)).toEqual([])
  await expect(page.getByRole('checkbox', { name: '2.9.1', exact: true })).toBeChecked()
})

test('what the registry deletes along is named one by one, and gone from the tables too', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const before = await tagsOf(sample, 'web/checkout')
  const { manifests } = await (await fetch(`${sample.url}/v2/web/checkout/referrers/${before['2.0']}`)).json()
  const referrers = manifests.map(({ digest }: { digest: string }) => digest) as string[]
  expect(referrers.length).toBeGreaterThan(1)
  await page.goto(`${at(url, 'web/checkout')}/manifests/${before['2.0']}`)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Delete…' }).click()
  await dialog(page).getByRole('checkbox', { name: /Also delete its 4 platform images/ }).uncheck()
  for (const digest of referrers) await expect(plannedItems(page)).toContainText(digest.slice(7, 19))
  await expect(plannedItems(page)).toContainText('the registry also deletes ')
  // The index, three referrers, and one that is about a referrer.
  await expect(dialog(page)).toContainText('on 1 manifest, plus 4 untagged')
  await begin(dialog(page))
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('The registry does not show this manifest')).toBeVisible()
  await page.getByRole('link', { name: 'To its repository' }).click()
  await expect(page.getByRole('tab', { name: 'Manifests 229' })).toBeVisible()
  const api = new RegistryApi(sample.url)
  for (const digest of referrers) expect(await api.has('web/checkout', digest)).toBe(false)
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  await expect(page.getByRole('tab', { name: 'Manifests 229' })).toBeVisible()
})
