// pages.ts: addresses of pages, the exported report, and the figures on a page.

import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Report } from './oracle/report.ts'
import { scanEnds, titleOf } from './views.ts'

/** Opens an address inside the page and waits until the scan is complete. */
export async function openScanned(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await scanEnds(page)
}

/** The path of a repository's page, below `/r/<registry>`. */
export function repositoryPath(name: string, tab?: 'manifests' | 'layers'): string {
  return `/repositories/${encodeURIComponent(name)}${tab ? `?tab=${tab}` : ''}`
}

/** The path of a manifest's page, below `/r/<registry>`. */
export function manifestPath(name: string, digest: string): string {
  return `${repositoryPath(name)}/manifests/${digest}`
}

/** The path of a layer's page, below `/r/<registry>`. */
export function layerPath(digest: string): string {
  return `/layers/${digest}`
}

/** The downloaded "Report (JSON)", as text. */
export async function exportText(page: Page): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Report (JSON)' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^plimsoll-.*\.json$/)
  return readFile(await file.path(), 'utf8')
}

/** The downloaded "Report (JSON)". */
export async function exportReport(page: Page): Promise<Report> {
  return JSON.parse(await exportText(page)) as Report
}

/** An exact byte count as it stands in the title of a size: `1 234 bytes`, with narrow no-break spaces. */
export function bytes(count: number): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f')} bytes`
}

/** The title of a stored size where untagged manifests are not listed. */
export function atLeast(count: number): string {
  return `at least ${bytes(count)}`
}

/** The title of a freed size where untagged manifests are not listed. Nothing frees exactly nothing. */
export function upTo(count: number): string {
  return count === 0 ? bytes(0) : `up to ${bytes(count)}`
}

/** The byte count in such a title; for a freed size, the most. */
export function bytesIn(title: string): number {
  const digits = /^(?:up to )?([\d\u202f]+) bytes/.exec(title)?.[1]
  if (digits === undefined) throw new Error(`"${title}" is not an exact byte count`)
  return Number(digits.replaceAll('\u202f', ''))
}

/** The rows of a table: each cell by its column's title, with the exact value if hovering shows one. */
export async function readRows(tableOf: Locator): Promise<Record<string, string>[]> {
  const titles = await tableOf.getByRole('columnheader').allInnerTexts()
  const rows = await tableOf.getByRole('row').evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('td')]
        .filter((cell) => cell.checkVisibility())
        .map((cell) => cell.querySelector('[title]:not(.fold)')?.getAttribute('title') ?? cell.innerText.trim()),
    ),
  )
  const named = (cells: string[]) => titles.map((title, at) => [titleOf(title), cells[at] ?? ''])
  return rows.filter((cells) => cells.length > 0).map((cells) => Object.fromEntries(named(cells)))
}

/** The value of a term in a description list, the first one in `place`. */
export function valueOf(place: Page | Locator, term: string): Locator {
  return place.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }).locator('xpath=following-sibling::dd[1]').first()
}
