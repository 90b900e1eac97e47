// dialog.ts: the dialog that deletes, untags, locks or restores, from the selection to its end.

import { expect, type Locator, type Page } from '@playwright/test'
import { bytesIn, valueOf } from './pages.ts'
import { table } from './views.ts'

/** The dialog that is open. */
export function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

/** The bar that a selection brings up. */
export function selection(page: Page): Locator {
  return page.getByRole('region', { name: 'Selection' })
}

/** Selects rows by their names, in one table or on the whole page. */
export async function choose(place: Page | Locator, names: readonly string[]): Promise<void> {
  for (const name of names) await place.getByRole('checkbox', { name, exact: true }).check()
}

/** Opens the dialog that deletes what is selected. */
export async function openDeletion(page: Page): Promise<Locator> {
  await selection(page).getByRole('button', { name: 'Delete…' }).click()
  return dialog(page)
}

/** Selects rows of a table by their names and opens the dialog that deletes them. */
export async function askToDelete(page: Page, caption: 'Tags' | 'Manifests', names: string[]): Promise<Locator> {
  await choose(table(page, caption), names)
  return openDeletion(page)
}

/** The check box that has to be ticked before a tag is removed from distribution 2.8. */
export const PLACEHOLDER = 'Untag by way of a placeholder'

/** Selects tags and opens the dialog that untags them. */
export async function askToUntag(page: Page, tags: string[]): Promise<Locator> {
  await choose(table(page, 'Tags'), tags)
  await selection(page).getByRole('button', { name: 'Untag…' }).click()
  await expect(dialog(page)).toHaveAccessibleName(/^Untag/)
  return dialog(page)
}

/** Waits until a run has ended with these words, and closes its dialog. */
export async function endsWith(dialog: Locator, words: string): Promise<void> {
  await expect(dialog.getByRole('status')).toContainText(new RegExp(`^(Done|Not all)${words}`))
  await close(dialog)
}

/** The bytes that the dialog says are freed, exactly or at most. */
export async function freedBy(dialog: Locator): Promise<number> {
  const title = await valueOf(dialog, 'Frees').getByTitle(/bytes$/).getAttribute('title')
  return bytesIn(title ?? '')
}

/** The lines of the dialog's list: every manifest of the plan, by its short digest and tags. */
export function plannedItems(place: Page | Locator): Locator {
  return place.getByRole('list', { name: 'Planned items' }).getByRole('listitem')
}

/** Expects that each line gives this reason, or refers to the line above that gives it. */
export async function expectAllFor(place: Page | Locator, why: string): Promise<void> {
  await expect(plannedItems(place).first()).toContainText(why)
  for (const line of await plannedItems(place).filter({ hasNotText: why }).all()) await expect(line).toContainText('For the same reason.')
}

/** The button that begins what the dialog shows. It names a single item, and else says how many there are. */
export function beginning(dialog: Locator): Locator {
  return dialog.locator('footer').getByRole('button', { name: /^(Delete|Untag|Lock|Unlock|Restore) / })
}

/** Presses the button that begins. */
export async function begin(dialog: Locator): Promise<void> {
  await beginning(dialog).click()
}

/** Types the number if the dialog asks for it, and presses the confirming button. */
export async function confirm(dialog: Locator, manifests: number): Promise<void> {
  // A single manifest is named: `web/api:1.4`, `web/api@sha256:3f2a9b1c0d4e…`.
  const title = manifests === 1 ? /^Delete \S+[:@]\S+/ : `Delete ${manifests} manifests`
  await expect(dialog.getByRole('heading', { level: 1 })).toHaveText(title)
  const button = beginning(dialog)
  const field = dialog.getByRole('textbox', { name: /^Type .* to confirm$/ })
  if (manifests === 1) {
    await expect(field).toHaveCount(0)
  } else {
    await expect(button).toBeDisabled()
    await field.fill(String(manifests + 1))
    await expect(button).toBeDisabled()
    await field.fill(String(manifests))
  }
  await button.click()
}

/** Confirms, waits until every manifest is gone, and closes the dialog. */
export async function confirmAndClose(dialog: Locator, manifests: number): Promise<void> {
  await confirm(dialog, manifests)
  await expect(dialog.getByRole('status')).toContainText(`${manifests} ${manifests === 1 ? 'manifest' : 'manifests'} deleted.`)
  await expect(plannedItems(dialog).getByText('deleted', { exact: true })).toHaveCount(manifests)
  await close(dialog)
}

/** Closes a dialog that has ended. */
export async function close(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toBeHidden()
}

/** A digest as the page shortens it. */
export function short(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12)
}
