// Deleting repositories: by one request where the registry offers that, or manifest by manifest.

import type { Locator, Page } from '@playwright/test'
import { bench } from '../support/bench.ts'
import { expect, test } from '../support/fixtures.ts'
import { begin, beginning, freedBy, plannedItems } from '../support/dialog.ts'
import { deletes } from '../support/sample.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { table } from '../support/views.ts'

const dialogOf = (page: Page) => page.getByRole('dialog')

async function confirmAndClose(dialog: Locator, title: string, typed: string, done: string): Promise<void> {
  await expect(dialog).toHaveAccessibleName(title)
  const button = beginning(dialog)
  await expect(button).toHaveText(title)
  const field = dialog.getByRole('textbox', { name: `Type ${typed} to confirm` })
  await expect(button).toBeDisabled()
  await field.fill(`${typed}x`)
  await expect(button).toBeDisabled()
  await field.fill(typed)
  await button.click()
  await expect(dialog.getByRole('status')).toContainText(`Done${done}`)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toBeHidden()
}

test('distribution 2.8: every manifest by itself, indexes first, and it frees what the plan said', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await at.open('web/api')
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  const dialog = dialogOf(page)
  const frees = await freedBy(dialog)
  expect(frees).toBeGreaterThan(0)
  const count = await plannedItems(dialog).count()
  await expect(dialog.getByRole('note').filter({ hasText: /^This registry/ })).toContainText('may stay in its list')
  await confirmAndClose(dialog, 'Delete repository web/api', 'web/api', `${count} manifests deleted.`)

  await at.expectWithout('web/api', Object.keys(stock.fleet.tags['web/api']!))
  await expect(page.getByText('No tags')).toBeVisible()
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('two repositories at once, from their table', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}/repositories`)
  for (const name of ['tools/report', 'charts/storefront']) {
    await table(page, 'Repositories').getByRole('checkbox', { name, exact: true }).check()
  }
  const selection = page.getByRole('region', { name: 'Selection' })
  await expect(selection).toContainText('2 repositories · frees')
  await selection.getByRole('button', { name: 'Delete…' }).click()
  const dialog = dialogOf(page)
  const frees = await freedBy(dialog)
  const count = await plannedItems(dialog).count()
  // Both are named right above the field.
  await expect(dialog.locator('footer')).toContainText('Deletes with everything in them: charts/storefront, tools/report')
  await confirmAndClose(dialog, 'Delete 2 repositories', '2', `${count} manifests deleted.`)
  expect(await at.api.tags('tools/report')).toEqual([])
  expect(await at.api.tags('charts/storefront')).toEqual([])
  expect(await at.weighGarbage()).toBe(frees)
})

test('Azure: one request, and the page knows that it is gone', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['library/redis', 'web/checkout'] })
  await openScanned(page, `${url}${repositoryPath('library/redis')}`)
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await confirmAndClose(dialogOf(page), 'Delete repository library/redis', 'library/redis', '1 repository deleted.')
  expect(await deletes(sample)).toEqual(['/acr/v1/library/redis'])
  await expect(page.getByText('This repository was deleted').locator('visible=true').first()).toBeVisible()
  await page.getByRole('link', { name: 'All repositories' }).click()
  await expect(table(page, 'Repositories').getByRole('checkbox', { name: 'web/checkout', exact: true })).toBeVisible()
  await expect(table(page, 'Repositories').getByRole('checkbox', { name: 'library/redis', exact: true })).toHaveCount(0)
})

test('Azure: an empty repository is kept by the registry, and the page says so and what to do', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['sandbox/scratchpad', 'web/checkout'] })
  await openScanned(page, `${url}${repositoryPath('sandbox/scratchpad')}`)
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  const dialog = dialogOf(page)
  await dialog.getByRole('textbox', { name: 'Type sandbox/scratchpad to confirm' }).fill('sandbox/scratchpad')
  await begin(dialog)
  await expect(dialog.getByRole('status')).toContainText('Not all')
  await expect(dialog).toContainText('Azure keeps an empty repository: push something into it, then delete it.')
  await expect(dialog).not.toContainText('already gone')
  expect(await deletes(sample)).toEqual(['/acr/v1/sandbox/scratchpad'])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: 'Repositories', exact: true }).click()
  await expect(table(page, 'Repositories').getByRole('checkbox', { name: 'sandbox/scratchpad', exact: true })).toBeVisible()
})

test('Azure: a lock in it keeps the whole, by name', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['legacy/billing'] })
  await openScanned(page, `${url}${repositoryPath('legacy/billing')}`)
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  const dialog = dialogOf(page)
  await expect(dialog).toHaveAccessibleName('Nothing can be deleted')
  await expect(dialog.getByRole('note').filter({ hasText: 'Left out' })).toContainText(/legacy\/billing: It contains .*locked [a-z]+ \(.*final/)
  await expect(dialog.getByRole('button')).toHaveText(['Delete the rest', 'Close'])
  await dialog.getByRole('button', { name: 'Delete the rest' }).click()
  await expect(dialogOf(page)).toHaveAccessibleName(/^Delete \d+ manifests$/)
  await expect(dialogOf(page).getByRole('note').filter({ hasText: 'Left out' })).toContainText('Show the locked manifest')
  expect(await deletes(sample)).toEqual([])
})
