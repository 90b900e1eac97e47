// dialog.ts: the dialog of a deletion, from the selection to its end.

import { expect, type Locator, type Page } from '@playwright/test'
import { bytesIn, valueOf } from './pages.ts'
import { table } from './views.ts'

/** Selects rows of a table by their names and asks to delete them: the dialog. */
export async function askToDelete(page: Page, caption: 'Tags' | 'Manifests', names: string[]): Promise<Locator> {
  for (const name of names) await table(page, caption).getByRole('checkbox', { name, exact: true }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
  return dialogOf(page)
}

/** The dialog that is open. */
export function dialogOf(page: Page): Locator {
  return page.getByRole('dialog', { name: /^(Delete|Nothing)/ })
}

/** How many bytes the dialog says are freed. */
export async function freedBy(dialog: Locator): Promise<number> {
  const title = await valueOf(dialog, 'Frees').getByTitle(/bytes$/).getAttribute('title')
  return bytesIn(title ?? '')
}

/** What the dialog lists: every manifest that goes, by its short digest and tags. */
export function goes(dialog: Locator): Locator {
  return dialog.getByRole('list', { name: 'What goes' }).getByRole('listitem')
}

/** Types the number where the dialog asks for it, and presses the button that says what it does. */
export async function confirm(dialog: Locator, manifests: number): Promise<void> {
  const title = `Delete ${manifests} ${manifests === 1 ? 'manifest' : 'manifests'}`
  await expect(dialog.getByRole('heading', { level: 1 })).toHaveText(title)
  const button = dialog.getByRole('button', { name: title, exact: true })
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

/** Confirms, and waits until every manifest is gone; then the dialog is closed. */
export async function confirmAndClose(dialog: Locator, manifests: number): Promise<void> {
  await confirm(dialog, manifests)
  await expect(dialog.getByRole('status')).toContainText(`${manifests} ${manifests === 1 ? 'manifest' : 'manifests'} deleted.`)
  await expect(goes(dialog).getByText('deleted', { exact: true })).toHaveCount(manifests)
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
