// Images: the table of the whole registry, its chips, and deleting across repositories.

import { bench } from '../support/bench.ts'
import { confirm, endsWith, freedBy, openDeletion, selection } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { exportReport, openScanned } from '../support/pages.ts'
import { deletes } from '../support/sample.ts'
import { bodyRows, columnTexts, scanEnds, table } from '../support/views.ts'

test('all orphans of a registry are deleted in three clicks and a confirmation, and nothing else', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout', 'web/search', 'docs/handbook'] })
  await openScanned(page, url)
  const before = await exportReport(page)
  const orphans = before.manifests.filter(({ role }) => role === 'orphan')
  expect(new Set(orphans.map(({ repository }) => repository)).size).toBeGreaterThan(1)

  await page.getByRole('link', { name: 'Review them' }).click()
  await expect(page).toHaveURL(/\/images\?orphans=1$/)
  await page.getByRole('checkbox', { name: 'Select all images' }).check()
  const deletion = await openDeletion(page)
  await expect(deletion).toHaveAccessibleName(`Delete ${orphans.length} manifests`)
  expect(await freedBy(deletion)).toBe(before.totals.reclaimable_bytes)
  await confirm(deletion, orphans.length)
  await endsWith(deletion, `.*${orphans.length} manifests deleted`)

  await expect(page.getByText('No image matches')).toBeVisible()
  const sent = (await deletes(sample)).map((path) => decodeURIComponent(path))
  const named = orphans.map(({ repository, digest }) => `${repository}@${digest}`)
  for (const path of sent) expect(named.some((one) => path.includes(one.split('@')[0]!) && path.includes(one.split('@')[1]!)), path).toBe(true)
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  const after = await exportReport(page)
  const places = (all: typeof before.manifests) => all.map(({ repository, digest }) => `${repository}@${digest}`).sort()
  expect(places(after.manifests)).toEqual(places(before.manifests).filter((place) => !named.includes(place)))
  expect(after.totals.stored_bytes).toBe(before.totals.stored_bytes - before.totals.reclaimable_bytes!)
})

test('images of two repositories of distribution are deleted in one plan, and free what it says', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const chosen = [['web/storefront', '1.0.0'], ['data/worker', '3.0.0']] as const
  await openScanned(page, `${at.home}/images`)
  for (const [repository, tag] of chosen) {
    await page.getByRole('searchbox', { name: 'Filter images' }).fill(`${repository} ${tag}`)
    await table(page, 'Images').getByRole('checkbox', { name: new RegExp(`^${repository} `) }).first().check()
  }
  await expect(selection(page)).toContainText('2 images selected, 1 shown')
  await expect(selection(page)).toContainText(/frees .* logical/)
  const deletion = await openDeletion(page)
  await expect(deletion).toHaveAccessibleName('Delete 2 manifests')
  for (const [repository] of chosen) await expect(deletion.getByText(repository, { exact: true })).toBeVisible()
  const frees = await freedBy(deletion)
  expect(frees).toBeGreaterThan(0)
  await confirm(deletion, 2)
  await endsWith(deletion, '.*2 manifests deleted')
  const expected = structuredClone(at.fleet.tags)
  for (const [repository, tag] of chosen) delete expected[repository]![tag]
  // The same image as data/worker:3.0.0.
  delete expected['data/worker']!.stable
  expect(await at.api.everything()).toEqual(expected)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('chips filter, stand in the address, and are cleared together', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/images`)
  const images = table(page, 'Images')
  await expect(bodyRows(images).first()).toBeVisible()
  await page.getByRole('combobox', { name: 'Namespace' }).selectOption('web')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('index')
  await page.getByRole('combobox', { name: 'Older than' }).selectOption('Older than 90 days')
  await expect(page).toHaveURL(/in=web/)
  await expect(page).toHaveURL(/kind=index/)
  await expect(page).toHaveURL(/older=90/)
  const expectFiltered = async () => {
    for (const name of await columnTexts(images, 'Repository')) expect(name).toMatch(/^web\//)
    expect(new Set(await columnTexts(images, 'Kind'))).toEqual(new Set(['index']))
    for (const age of await columnTexts(images, 'Last updated')) expect(age).toMatch(/months? ago|year/)
  }
  await expectFiltered()
  await page.reload()
  await scanEnds(page)
  await expect(bodyRows(images).first()).toBeVisible()
  await expectFiltered()
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('index')

  await page.getByRole('combobox', { name: 'At least' }).selectOption('10 GiB or more')
  await expect(page.getByText('No image matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await expect(page).toHaveURL(/\/images$/)
  expect(new Set(await columnTexts(images, 'Kind')).size).toBeGreaterThan(1)
})

test('a row opens its parts, and leads to its repository and manifest', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/images?q=web/search+1.7`)
  const rows = bodyRows(table(page, 'Images'))
  await expect(rows).toHaveCount(1)
  await rows.first().getByRole('button', { name: /parts/ }).click()
  expect(await rows.count()).toBeGreaterThan(2)
  await rows.first().getByRole('link', { name: '1.7' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1.7')
})
