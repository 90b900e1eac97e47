// about.ts: the page "About this registry", which shows values as text until somebody wants to change one.

import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** Presses "Change…" and returns the field of the registry's kind. */
export async function kindField(page: Page): Promise<Locator> {
  const field = page.getByRole('combobox', { name: 'Kind' })
  await page.getByRole('button', { name: 'Change…' }).click()
  await expect(field).toBeVisible()
  return field
}

/** Expects the page to say that the registry is of this kind. */
export async function expectKind(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('region', { name: 'Kind of registry' })).toContainText(name)
  await expect(page.getByRole('main').getByRole('combobox')).toHaveCount(0)
}
