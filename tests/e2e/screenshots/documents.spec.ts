// Each test takes one picture for the documents, of the sample registry.

import { fileURLToPath } from 'node:url'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { choose, dialog, plannedItems, openDeletion } from '../support/dialog.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { table } from '../support/views.ts'

/** The sample's own present: ages in the pictures do not depend on the day on which they are taken. */
const PRESENT = Date.parse('2026-11-20T12:00:00Z')

async function take(what: Page | Locator, name: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../../docs/${name}.png`, import.meta.url))
  await what.screenshot({ path, animations: 'disabled', caret: 'hide' })
}

test.use({ colorScheme: 'light', deviceScaleFactor: 1, timezoneId: 'UTC', locale: 'en-GB' })
test.beforeEach(({ page }) => page.addInitScript((present) => (Date.now = () => present), PRESENT))

test('the overview', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.setViewportSize({ width: 1440, height: 710 })
  await openScanned(page, `${url}/r/sample`)
  await take(page, 'overview')
})

test('a repository', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.setViewportSize({ width: 1280, height: 540 })
  await openScanned(page, `${url}/r/sample${repositoryPath('web/storefront')}`)
  await expect(table(page, 'Tags')).toBeVisible()
  await take(page, 'repository')
})

test('a plan', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.setViewportSize({ width: 1100, height: 720 })
  await openScanned(page, `${url}/r/sample${repositoryPath('legacy/billing')}`)
  await choose(page, ['7.0', '7.10'])
  await openDeletion(page)
  await expect(plannedItems(dialog(page)).first()).toBeVisible()
  await take(dialog(page), 'plan')
})
