// The answer at the head of the overview, the page "What uses the space", and the load line.

import type { Locator, Page } from '@playwright/test'
import { survey } from '../support/oracle/report.ts'
import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { atLeast, bytesIn, openScanned, readRows } from '../support/pages.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const TABLES = ['By kind', 'By platform', 'By age']

/** The exact bytes in the titles of a table's lines, its last line ("Stored") apart. */
async function linesOf(lines: Locator): Promise<{ parts: number[]; stored: number }> {
  const all = await lines.getByTitle(/bytes$/).evaluateAll((figures) => figures.map((one) => Number(one.getAttribute('title')!.replace(/\D/g, ''))))
  return { parts: all.slice(0, -1), stored: all.at(-1)! }
}

async function addsUp(page: Page): Promise<number> {
  let whole = 0
  for (const name of TABLES) {
    const { parts, stored } = await linesOf(table(page, name))
    expect(parts.length, name).toBeGreaterThan(1)
    expect(parts.reduce((sum, part) => sum + part, 0), name).toBe(stored)
    whole = stored
  }
  return whole
}

test('the overview answers first, and leads to what can go and to what uses the space', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample`)
  const main = page.getByRole('main')
  await expect(main.getByText(/^[\d.]+ GiB of at least [\d.]+ GiB can go: [\d\u202f]+ orphans in \d+ repositories\./)).toBeVisible()
  await main.getByRole('link', { name: 'Review them' }).click()
  await expect(page.getByRole('button', { name: 'Orphans' })).toHaveAttribute('aria-pressed', 'true')
  await expect(table(page, 'Images').getByRole('columnheader', { name: 'Frees' })).toHaveAttribute('aria-sort', 'descending')
  await page.goBack()
  await main.getByRole('link', { name: 'What uses the space' }).click()
  await expect(page).toHaveURL(`${url}/r/sample/space`)
  await expect(page.getByRole('heading', { level: 1, name: 'What uses the space' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Overview' })).toHaveAttribute('aria-current', 'page')
})

test('the lines of each table add up to what the sample stores, for everybody', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/space`)
  await addsUp(page)
  for (const line of ['Images', 'Charts', 'Shared by several platforms', 'No platform']) {
    await expect(page.getByRole('rowheader', { name: line, exact: true })).toBeVisible()
  }
  await expectForEverybody(page)
})

test('a registry without lists of untagged manifests says what that means; its lines are bounds and add up', async ({ page, dashboard, registry, stock }) => {
  test.slow()
  const { url, host, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team`)
  const main = page.getByRole('main')
  await expect(main.getByText(/^At least [\d.]+ [KMG]iB stored\. How much of it can go is not known\./)).toBeVisible()
  await expect(main.getByText('This registry does not list untagged manifests: when a tag is pushed again')).toBeVisible()
  await expect(main.getByRole('link', { name: 'Review them' })).toHaveCount(0)
  await expectForEverybody(page)

  await main.getByRole('link', { name: 'What uses the space' }).click()
  const { totals } = survey(storage, { host, kind: 'distribution2' }).report
  await expect(table(page, 'By kind').getByTitle(atLeast(totals.stored_bytes), { exact: true })).toBeVisible()
  expect(await addsUp(page)).toBe(totals.stored_bytes)
  await expect(page.getByRole('region', { name: 'By kind' }).getByText('about', { exact: true })).toBeVisible()
  // The sizes that Azure's plans include are none of this registry's.
  await expect(page.getByRole('group', { name: 'Sizes that a plan includes' })).toHaveCount(0)
  await expectForEverybody(page)
})

test('while the registry is read, the answer says so', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing'] })
  // One manifest, so that the others are read.
  const { tags } = await (await fetch(`${sample.url}/acr/v1/legacy/billing/_tags?n=1`)).json()
  await sample.hold(`GET /v2/legacy/billing/manifests/${tags[0].digest}`)
  await page.goto(url)
  await expect(page.getByRole('main').getByText(/of at least [\d.]+ [KMG]iB .*so far/)).toBeVisible()
  await sample.release()
  await scanEnds(page)
  await expect(page.getByText('so far')).toHaveCount(0)
})

test('the stored bytes against a limit, which the next visit knows', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook', 'sandbox/scratchpad'] })
  await openScanned(page, `${url}/space`)
  const line = page.getByRole('region', { name: 'Load line' })
  await expect(line.getByRole('img')).toHaveCount(0)
  await line.getByRole('button', { name: 'Basic, 10 GiB' }).click()
  await expect(line.getByRole('button', { name: 'Basic, 10 GiB' })).toHaveAttribute('aria-pressed', 'true')
  await expect(line.getByText(/^[\d.]+ MiB of 10 GiB, [\d.]+ GiB left$/)).toBeVisible()
  await expect(line.getByRole('img', { name: /% of its limit/ })).toBeVisible()

  const field = line.getByRole('textbox', { name: 'Limit' })
  await expect(field).toHaveValue('10 GiB')
  await field.fill('ten apples')
  await line.getByRole('button', { name: 'Set limit' }).click()
  await expect(line.getByText('Type a number and a unit')).toBeVisible()
  await field.fill('1 MiB')
  await line.getByRole('button', { name: 'Set limit' }).click()
  await expect(line.getByText(/^[\d.]+ MiB of 1 MiB, [\d.]+ MiB over the limit$/)).toBeVisible()
  await expectForEverybody(page)

  await openScanned(page, `${url}/space`)
  await expect(line.getByText(/of 1 MiB, .* over the limit$/)).toBeVisible()
  await field.fill('')
  await line.getByRole('button', { name: 'Set limit' }).click()
  await expect(line.getByRole('img')).toHaveCount(0)
})

test('common bases: the image that is one, the images on it, and what it costs once and apart', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/space`)
  const bases = table(page, 'Common bases')
  const rows = await readRows(bases)
  for (const row of rows) {
    const [images, repositories] = row['Used by']!.match(/[\d\u202f]+/g)!.map(Number)
    expect(repositories).toBeGreaterThan(1)
    expect(bytesIn(row['Costs apart']!)).toBe(bytesIn(row['Costs once']!) * images!)
  }
  const within = page.getByRole('button', { name: 'Also within one repository' })
  await within.click()
  await expect(within).toHaveAttribute('aria-pressed', 'true')
  await expect(bases.getByText('in 1 repository', { exact: false }).first()).toBeVisible()
  await within.click()

  await page.getByRole('searchbox', { name: 'Filter bases' }).fill('base/debian')
  const first = bodyRows(bases).first()
  const [images] = (await readRows(bases))[0]!['Used by']!.match(/\d+/)!
  await first.getByRole('link').last().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Layer /)
  // Nothing else has the one layer of a Debian.
  await expect(page.getByRole('region', { name: 'Used by' })).toContainText(`${images} images`)
  await page.goBack()
  await first.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/repositories\/base%2Fdebian\/manifests\//)
})
