// A table as CSV, as it is filtered and sorted; and a printed page.

import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { exportReport, openScanned, repositoryPath } from '../support/pages.ts'
import { columnTexts, table } from '../support/views.ts'

/** The lines of the table's CSV, by their headings. */
async function csvOf(page: Page): Promise<Record<string, string>[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
  const text = await readFile(await download.path(), 'utf8')
  expect(text.endsWith('\r\n')).toBe(true)
  // Names and figures of the sample have no quotes in them.
  const [head, ...lines] = text.trimEnd().split('\r\n').map((line) => line.split(','))
  return lines.map((line) => Object.fromEntries(head!.map((title, at) => [title, line[at] ?? ''])))
}

test('the CSV of repositories has the exact figures of the report, in the order of the table', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/repositories?sort=name`)
  const { repositories } = await exportReport(page)
  const lines = await csvOf(page)
  expect(lines.map(({ Repository }) => Repository)).toEqual(repositories.map(({ name }) => name))
  for (const [at, line] of lines.entries()) {
    expect(line['Stored (bytes)']).toBe(String(repositories[at]!.stored_bytes))
    expect(line['Only here (bytes)']).toBe(String(repositories[at]!.exclusive_bytes))
    expect(line.Tags).toBe(String(repositories[at]!.tags))
  }
})

test('the CSV of tags has the rows that a filter shows', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample${repositoryPath('web/storefront')}?q=1.`)
  await expect(page.getByText(/^\d+ of \d+ tags/)).toBeVisible()
  const lines = await csvOf(page)
  expect(lines.length).toBeGreaterThan(3)
  await expect(table(page, 'Tags')).toHaveAttribute('aria-rowcount', String(lines.length + 1))
  expect(lines[0]!.Digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  const shown = await columnTexts(table(page, 'Tags'), 'Tag')
  expect(shown[0]).toContain(lines[0]!.Tag)
})

test('a printed overview has the figures and nothing to press', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample`)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export' })).toBeHidden()
  await expect(page.getByText(/can go: [\d\u202f]+ orphans/)).toBeVisible()
  await expect(page.getByRole('banner')).toContainText(/read/)
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toMatch(/rgb\(2[0-9]{2}, 2[0-9]{2}, 2[0-9]{2}\)/)
})
