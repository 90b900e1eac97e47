// views.ts: the parts of the page that all tests use, found by role and name.

import { expect, type Locator, type Page } from '@playwright/test'

/** The longest time for a scan of the sample, on a busy machine. */
const PATIENCE = { timeout: 120_000 }

/** The words in the header about the scan. */
export function scanStatus(page: Page): Locator {
  return page.getByRole('banner').getByRole('status')
}

/** Waits until the scan has ended with these words. */
export async function scanEnds(page: Page, how: 'Scan complete' | 'Scan incomplete' = 'Scan complete'): Promise<void> {
  await expect(scanStatus(page)).toHaveText(new RegExp(`${how}$`), PATIENCE)
}

/** The table with this caption. */
export function table(page: Page, caption: string): Locator {
  return page.getByRole('table', { name: caption, exact: true })
}

/** The rows of a table without its headings and without the room for rows that are not drawn. */
export function bodyRows(table: Locator): Locator {
  return table.getByRole('rowgroup').nth(1).getByRole('row')
}

/** Shows the parts of all indexes in the table "Manifests", or the signature tags in "Tags". */
export async function showParts(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Show (parts of indexes|signature tags) \(/, pressed: false }).click()
}

/** The same, if the table has any. */
export async function showAllParts(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: /^Show (parts of indexes|signature tags) \(/, pressed: false })
  if ((await button.count()) > 0) await button.click()
}

/** The texts of one column, in the order of the rows drawn. `column` is its heading. */
export async function columnTexts(table: Locator, column: string): Promise<string[]> {
  return (await columnCells(table, column)).map(({ text }) => text)
}

/** The text of a cell, and its exact value: bytes, or a moment. */
export interface CellText {
  text: string
  exact: string
}

/** The title of a column: its heading without the arrow and without the bound. */
export function titleOf(heading: string): string {
  return heading.replace(/[↑↓]/, '').trim().replace(/,\s*(at least|up to|about|listed as)$/, '')
}

/** The cells of one column, in the order of the rows drawn. */
export async function columnCells(table: Locator, column: string): Promise<CellText[]> {
  const headings = await table.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.textContent ?? ''))
  const index = headings.map(titleOf).indexOf(column)
  expect(index, `a column "${column}" among ${headings.join(', ')}`).toBeGreaterThanOrEqual(0)
  return bodyRows(table).evaluateAll(
    (rows, index) =>
      rows.map((row) => {
        const cell = row.children[index]!
        const exact = cell.querySelector('time')?.dateTime ?? cell.querySelector('[title]:not(.fold)')?.getAttribute('title') ?? ''
        return { text: cell.textContent!.trim(), exact }
      }),
    index,
  )
}
