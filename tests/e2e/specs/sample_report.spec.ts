// The exported report, compared with an oracle that reads everything from the sample's API and computes the figures by
// brute force.

import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { begin, dialog } from '../support/dialog.ts'
import { surveyAzure } from '../support/oracle/azure.ts'
import { comparable, type Report } from '../support/oracle/report.ts'
import { scanEnds } from '../support/views.ts'

/** The content and the name of the file from Export → Report (JSON). */
async function exported(page: Page): Promise<{ name: string; report: Report }> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Report (JSON)' }).click()
  const file = await download
  return { name: file.suggestedFilename(), report: JSON.parse(await readFile(await file.path(), 'utf8')) }
}

test('the report of the sample is true, to the byte, for every repository and manifest', async ({ page, dashboard, sample }) => {
  test.slow()
  const [{ url }, http] = await Promise.all([dashboard(), sample()])
  await page.goto(`${url}/r/sample`)
  const expected = await surveyAzure(http.url, { host: 'sample.invalid', kind: 'sample' })
  expect(expected.totals.manifests).toBeGreaterThan(2500)
  expect(expected.totals.reclaimable_bytes).toBeGreaterThan(2 ** 30)
  await scanEnds(page)
  const { name, report } = await exported(page)
  expect(name).toMatch(/^plimsoll-sample\.invalid-\d{4}-\d\d-\d\d\.json$/)
  expect(Math.abs(Date.parse(report.taken_at) - Date.now())).toBeLessThan(120_000)
  expect(report.totals).toEqual(expected.totals)
  expect(comparable(report)).toEqual(comparable(expected))

  // The page shows the same figures as the report.
  const main = page.getByRole('main')
  const shown = await main.locator('dd [title$="bytes"]').evaluateAll((all) => all.map((one) => Number(one.getAttribute('title')!.replace(/\D/g, ''))))
  const { stored_bytes, logical_bytes, reclaimable_bytes } = expected.totals
  const shared = stored_bytes - expected.repositories.reduce((sum, { exclusive_bytes }) => sum + exclusive_bytes, 0)
  expect(shown).toEqual([stored_bytes, logical_bytes, shared, reclaimable_bytes])
})

test('a report taken from a registry over HTTP is as true, and stays so after a deletion', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing', 'legacy/mainframe'] })
  const registry = { host: 'team.azurecr.io', kind: 'acr' }
  await page.goto(url)
  await scanEnds(page)
  expect(comparable((await exported(page)).report)).toEqual(comparable(await surveyAzure(sample.url, registry)))

  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await scanEnds(page)
  await page.getByRole('checkbox', { name: '7.3', exact: true }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
  await begin(dialog(page))
  await page.getByRole('button', { name: 'Close' }).click()
  const after = await surveyAzure(sample.url, registry)
  expect(after.totals.tags).toBe(34)
  expect(comparable((await exported(page)).report)).toEqual(comparable(after))
})
