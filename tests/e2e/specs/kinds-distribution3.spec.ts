// Real distribution 3: the same figures and deletions as with 2.8, and lists in pages.

import { bench } from '../support/bench.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose, freedBy, plannedItems, short } from '../support/dialog.ts'
import { freed } from '../support/oracle/freed.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { exportReport, openScanned, repositoryPath } from '../support/pages.ts'
import { missing } from '../support/registry.ts'
import { table } from '../support/views.ts'

const version = 3

test.skip(() => missing(version) !== undefined, missing(version) ?? '')

test('the exported report is what lies in storage, field by field', async ({ page, dashboard, registry, stock }) => {
  const { url, host, kind, storage } = await registry({ version, stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  const missed: string[] = []
  page.on('response', (response) => /\/referrers\//.test(response.url()) && missed.push(String(response.status())))
  await openScanned(page, `${home}/r/team`)
  const { report } = survey(storage, { host, kind })
  expect(report.totals).toMatchObject({ repositories: 8, tags: 27 })
  expect(comparable(await exportReport(page))).toEqual(comparable(report))
  // It has no list of referrers, either, and is not asked for one with each manifest.
  expect(new Set(missed)).toEqual(new Set(['404']))
  expect(missed.length).toBeLessThan(16)
})

test('tags come in pages, and all of them count', async ({ page, dashboard, registry, stock }) => {
  const { url, host, kind, storage } = await registry({ version, stored: stock.stored, mostTags: 2 })
  const { url: home } = await dashboard({ registries: { team: url } })
  const pages: string[] = []
  page.on('request', (request) => /worker\/tags\/list/.test(request.url()) && pages.push(new URL(request.url()).search))
  await openScanned(page, `${home}/r/team`)
  // Four tags need two pages.
  expect(pages.length).toBeGreaterThanOrEqual(2)
  expect(pages[1]).toContain('last=')
  expect(comparable(await exportReport(page))).toEqual(comparable(survey(storage, { host, kind }).report))
})

test('a manifest with two tags goes, both tags with it, and frees what was said', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock, version })
  const digest = stock.fleet.digest('data/worker', '3.0.0')
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', ['3.0.0'])
  await expect(plannedItems(dialog)).toContainText('3.0.0, stable')
  await expect(plannedItems(dialog)).toContainText(short(digest))
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'data/worker', [digest]))
  await confirmAndClose(dialog, 1)
  await at.expectWithout('data/worker', ['3.0.0', 'stable'])
  expect(await at.api.has('data/worker', digest)).toBe(false)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('a repository that lost everything is empty, now and after a reload', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock, version })
  await at.open('charts/storefront')
  await page.getByRole('checkbox', { name: 'Select all tags' }).check()
  await confirmAndClose(await askToDelete(page, 'Tags', []), 2)
  expect(await (await fetch(`${at.registry.url}/v2/charts/storefront/tags/list`)).json()).toEqual({ name: 'charts/storefront', tags: [] })
  await expect(page.getByText('No tags')).toBeVisible()
  await openScanned(page, `${at.home}${repositoryPath('charts/storefront')}`)
  await expect(page.getByText('No tags')).toBeVisible()
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '0.2.0', exact: true })).toHaveCount(0)
  await at.expectTrueReport()
})
