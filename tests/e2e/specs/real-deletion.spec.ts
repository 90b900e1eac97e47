// Deleting images from a registry that skopeo filled: the manifests that are deleted, those that stay, and the freed bytes.

import { bench } from '../support/bench.ts'
import { askToDelete, confirmAndClose, freedBy, plannedItems, short } from '../support/dialog.ts'
import { freed } from '../support/oracle/freed.ts'
import { expect, test } from '../support/fixtures.ts'
import { manifestPath, openScanned } from '../support/pages.ts'
import { table } from '../support/views.ts'

test('one image, by its tag', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('web/storefront', '1.0.0')
  await at.open('web/storefront')
  const dialog = await askToDelete(page, 'Tags', ['1.0.0'])
  await expect(dialog).toHaveAccessibleName('Delete web/storefront:1.0.0')
  await expect(dialog).toContainText(`from ${at.registry.host}`)
  await expect(plannedItems(dialog)).toHaveCount(1)
  await expect(plannedItems(dialog)).toContainText('1.0.0')
  await expect(plannedItems(dialog)).toContainText(short(digest))
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'web/storefront', [digest]))
  expect(frees).toBeGreaterThan(0)
  await confirmAndClose(dialog, 1)

  await at.expectWithout('web/storefront', ['1.0.0'])
  expect(await at.api.has('web/storefront', digest)).toBe(false)
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '1.0.0', exact: true })).toHaveCount(0)
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '1.1.0', exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Selection' })).toHaveCount(0)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('an image that other repositories share frees nothing', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await at.open('prod/storefront')
  const dialog = await askToDelete(page, 'Tags', ['1.1.0'])
  expect(await freedBy(dialog)).toBe(0)
  await confirmAndClose(dialog, 1)
  await at.expectWithout('prod/storefront', ['1.1.0'])
  expect(await at.api.has('web/storefront', stock.fleet.digest('prod/storefront', '1.1.0'))).toBe(true)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(0)
})

test('the other tag on the same digest is named, and goes too', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const before = await at.api.everything()
  await at.open('data/worker')
  let dialog = await askToDelete(page, 'Tags', ['3.0.0'])
  await expect(plannedItems(dialog)).toContainText('3.0.0, stable')
  await expect(dialog.getByRole('note').filter({ hasText: 'Also deleted' })).toContainText('stable is the same image as 3.0.0, so it is deleted, too.')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect(await at.api.everything()).toEqual(before)

  // Chosen both: there is nothing to warn of.
  dialog = await askToDelete(page, 'Tags', ['stable'])
  await expect(plannedItems(dialog)).toHaveCount(1)
  await expect(dialog.getByRole('note').filter({ hasText: 'Also deleted' })).toHaveCount(0)
  const frees = await freedBy(dialog)
  await confirmAndClose(dialog, 1)
  await at.expectWithout('data/worker', ['3.0.0', 'stable'])
  await expect(table(page, 'Tags').getByRole('checkbox', { name: /^(3\.0\.0|stable)$/ })).toHaveCount(0)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('several at once, after typing how many', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const tags = ['3.1.0', 'doubled', 'stable']
  const digests = tags.map((tag) => stock.fleet.digest('data/worker', tag))
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', tags)
  await expect(plannedItems(dialog)).toHaveCount(3)
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'data/worker', digests))
  await confirmAndClose(dialog, 3)

  await at.expectWithout('data/worker', ['3.0.0', ...tags])
  for (const digest of digests) expect(await at.api.has('data/worker', digest)).toBe(false)
  await expect(page.getByText('No tags')).toBeVisible()
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('one manifest, from its own page', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('web/storefront', 'nightly')
  await openScanned(page, `${at.home}${manifestPath('web/storefront', digest)}`)
  await page.getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog')
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'web/storefront', [digest]))
  await confirmAndClose(dialog, 1)

  await at.expectWithout('web/storefront', ['nightly'])
  await expect(page.getByText('The registry does not show this manifest')).toBeVisible()
  await page.getByRole('link', { name: 'To its repository' }).click()
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '1.0.0', exact: true })).toBeVisible()
  await expect(table(page, 'Tags').getByRole('checkbox', { name: 'nightly', exact: true })).toHaveCount(0)
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('a signed image, from the table of manifests: its signature stays, or goes along', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('web/storefront', '1.2.0')
  const signature = `${digest.replace(':', '-')}.sig`
  await at.open('web/storefront', 'manifests')
  const dialog = await askToDelete(page, 'Manifests', [short(digest)])
  await expect(plannedItems(dialog)).toContainText('1.2.0, latest')
  await expect(dialog.getByRole('note').filter({ hasText: /^Stays/ })).toContainText('1 signature would be left without its image')
  await expect(dialog.getByRole('heading', { level: 1 })).toHaveText('Delete web/storefront:1.2.0 and 1 more tag')

  await dialog.getByRole('checkbox', { name: 'Also delete 1 signature or referrer' }).check()
  await expect(plannedItems(dialog)).toHaveCount(2)
  const frees = await freedBy(dialog)
  const both = [digest, stock.fleet.digest('web/storefront', signature)]
  expect(frees).toBe(freed(at.registry.storage, 'web/storefront', both))
  await confirmAndClose(dialog, 2)
  await at.expectWithout('web/storefront', ['1.2.0', 'latest', signature])
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})
