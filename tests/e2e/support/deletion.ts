// deletion.ts: the steps of a deletion on the page, and what a sample registry was asked to delete.

import type { Locator, Page } from '@playwright/test'
import type { Sample } from './sample.ts'

export function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

/** The lines of the dialog's list "What goes". */
export function goes(page: Page): Locator {
  return dialog(page).getByRole('list', { name: 'What goes' }).getByRole('listitem')
}

/** Selects rows by their names. */
export async function choose(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name, exact: true }).check()
}

/** Opens the dialog for what is selected. */
export async function openDeletion(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
}

/** The paths of all DELETE requests so far, in their order. */
export async function deletes(sample: Sample): Promise<string[]> {
  return (await sample.requests()).filter(([method]) => method === 'DELETE').map(([, path]) => path)
}

/** Where every tag of a repository points. */
export async function tagsOf(sample: Sample, repository: string): Promise<Record<string, string>> {
  const { tags } = await (await fetch(`${sample.url}/acr/v1/${repository}/_tags?n=1000`)).json()
  return Object.fromEntries((tags ?? []).map(({ name, digest }: { name: string; digest: string }) => [name, digest]))
}
