// Long tables: only the rows in view are in the document; sorting, search and selection work on all rows.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { serveManyTags } from '../support/many_tags.ts'
import { drawn, scrollTo } from '../support/scrolling.ts'
import { bodyRows, columnTexts, scanEnds, table } from '../support/views.ts'

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f')
const selection = (page: Page) => page.getByRole('region', { name: 'Selection' })
const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true })
const tagFilter = (page: Page) => page.getByRole('searchbox', { name: 'Filter tags' })
const found = (page: Page, words: string) => expect(page.getByRole('tabpanel')).toContainText(words)

/** Goes up and down a table of `count` rows and looks at each stop. */
async function noBlanks(page: Page, count: number) {
  const tags = table(page, 'Tags')
  await expect(tags).toHaveAttribute('aria-rowcount', String(count + 1))
  for (const part of [0, 0.02, 0.5, 0.501, 0.9, 1, 0.25, 0]) {
    await scrollTo(page, part)
    const { rows, from, to, holes, covered } = await drawn(tags)
    const stop = `at ${part}: rows ${from} to ${to}`
    expect(covered, stop).toBe(true)
    expect(holes, stop).toBe(0)
    expect(rows, stop).toBeGreaterThan(20)
    expect(rows, stop).toBeLessThan(200)
    if (part === 0) expect(from, stop).toBe(2)
    if (part === 1) expect(to, stop).toBe(count + 1)
  }
}

test.describe('1 200 tags', () => {
  test.beforeEach(async ({ page, team }) => {
    test.slow()
    const { url } = await team({ repositories: ['web/assets'] })
    await page.goto(`${url}/repositories/web%2Fassets?sort=tag`)
    await expect(page.getByRole('tab', { name: 'Tags 1\u202f200' })).toBeVisible()
  })

  test('scroll without a blank row, with under 200 rows in the document', async ({ page }) => {
    await noBlanks(page, 1200)
    // With the wheel, a screen at a time, as people do.
    await page.mouse.move(600, 500)
    for (let turn = 0; turn < 12; turn++) {
      await page.mouse.wheel(0, 700)
      await expect.poll(async () => (await drawn(table(page, 'Tags'))).covered).toBe(true)
    }
    expect((await drawn(table(page, 'Tags'))).from).toBeGreaterThan(50)
  })

  test('select-all selects all, also those that are not drawn; one taken out makes it partial', async ({ page }) => {
    const all = page.getByRole('checkbox', { name: 'Select all tags' })
    await all.check()
    await expect(selection(page)).toContainText(`${grouped(1200)} tags`)
    await scrollTo(page, 1)
    const last = bodyRows(table(page, 'Tags')).last().getByRole('checkbox')
    await expect(last).toBeChecked()
    await last.uncheck()
    await expect(selection(page)).toContainText(`${grouped(1199)} tags`)
    await scrollTo(page, 0)
    await expect(all).toBeChecked({ indeterminate: true })
    await all.check()
    await expect(selection(page)).toContainText(`${grouped(1200)} tags`)
    await all.uncheck()
    await expect(selection(page)).toHaveCount(0)
  })

  test('shift selects everything in between, drawn or not', async ({ page }) => {
    const tags = table(page, 'Tags')
    const third = bodyRows(tags).nth(2).getByRole('checkbox')
    await third.click()
    await expect(selection(page)).toContainText('1 tag')
    await scrollTo(page, 0.7)
    const target = bodyRows(tags).nth(50)
    const place = Number(await target.getAttribute('aria-rowindex'))
    expect(place).toBeGreaterThan(500)
    await target.getByRole('checkbox').click({ modifiers: ['Shift'] })
    // The third row has aria-rowindex 4.
    await expect(selection(page)).toContainText(`${grouped(place - 4 + 1)} tags`)
    await expect(target.getByRole('checkbox')).toBeChecked()
    await expect(bodyRows(tags).nth(51).getByRole('checkbox')).not.toBeChecked()
  })

  test('select-all takes what the filter finds; the selection survives filtering and sorting', async ({ page }) => {
    await tagFilter(page).fill('202411')
    await expect(table(page, 'Tags')).not.toHaveAttribute('aria-rowcount', '1201')
    const count = Number(await table(page, 'Tags').getAttribute('aria-rowcount')) - 1
    expect(count).toBeGreaterThan(5)
    const names = (await columnTexts(table(page, 'Tags'), 'Tag')).map((text) => text.split(' ')[0]!.slice(0, 16))
    expect(names.every((name) => name.startsWith('202411'))).toBe(true)
    await found(page, `${count} of ${grouped(1200)} tags`)
    await page.getByRole('checkbox', { name: 'Select all tags' }).check()
    await expect(selection(page)).toContainText(`${count} tags`)
    await tagFilter(page).fill('20251')
    await expect(selection(page)).toContainText(`${count} tags`)
    for (const one of await bodyRows(table(page, 'Tags')).getByRole('checkbox').all()) await expect(one).not.toBeChecked()
    await tagFilter(page).fill('')
    await page.getByRole('columnheader', { name: 'Last updated' }).getByRole('button').click()
    await page.getByRole('columnheader', { name: 'Last updated' }).getByRole('button').click()
    await expect(page.getByRole('columnheader', { name: 'Last updated' })).toHaveAttribute('aria-sort', 'ascending')
    await expect(selection(page)).toContainText(`${count} tags`)
    await expect(box(page, names[0]!)).toBeChecked()
    await expect(page.getByRole('checkbox', { name: 'Select all tags' })).toBeChecked({ indeterminate: true })
    await selection(page).getByRole('button', { name: 'Clear' }).click()
    await expect(box(page, names[0]!)).not.toBeChecked()
  })

  test('the filter finds a row at the far end', async ({ page }) => {
    await scrollTo(page, 1)
    const name = await bodyRows(table(page, 'Tags')).last().getByRole('link').first().innerText()
    await scrollTo(page, 0)
    await expect(box(page, name)).toHaveCount(0)
    await tagFilter(page).fill(name)
    await expect(bodyRows(table(page, 'Tags'))).toHaveCount(1)
    await expect(box(page, name)).toBeVisible()
  })
})

test('50 000 tags: the same, and the page stays light', async ({ page, dashboard }) => {
  test.slow()
  const registry = await serveManyTags(50_000)
  try {
    const { url } = await dashboard({ registries: { big: registry.url }, publicHosts: { big: 'big.azurecr.io' } })
    await page.goto(`${url}/r/big/repositories/big%2Fbuilds?sort=tag`)
    await scanEnds(page)
    await noBlanks(page, 50_000)
    await expect(bodyRows(table(page, 'Tags')).first()).toContainText(registry.tags[0]!)
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length)
    expect(await elements()).toBeLessThan(8000)

    await page.getByRole('checkbox', { name: 'Select all tags' }).check()
    await expect(selection(page)).toContainText(`${grouped(50_000)} tags`)
    await scrollTo(page, 1)
    await expect(box(page, registry.tags.at(-1)!)).toBeChecked()
    await scrollTo(page, 0)
    await tagFilter(page).fill('build-04999')
    await expect(bodyRows(table(page, 'Tags'))).toHaveCount(10)
    await found(page, `10 of ${grouped(50_000)} tags`)
    await page.getByRole('checkbox', { name: 'Select all tags' }).uncheck()
    await expect(selection(page)).toContainText(`${grouped(49_990)} tags`)
    await tagFilter(page).fill('')
    await page.getByRole('columnheader', { name: 'Last updated' }).getByRole('button').click()
    await expect(bodyRows(table(page, 'Tags')).first()).toContainText(registry.tags.at(-1)!)
    expect(await elements()).toBeLessThan(8000)
  } finally {
    await registry.stop()
  }
})

test('parts that come and go above a table move it without a blank row', async ({ page, team }) => {
  const { url } = await team({ repositories: ['web/assets'] })
  await page.goto(`${url}/repositories/web%2Fassets?sort=tag`)
  await scanEnds(page)
  await page.evaluate(() => {
    document.documentElement.style.overflowAnchor = 'none'
    const above = document.createElement('div')
    above.id = 'above'
    above.style.height = '12000px'
    document.querySelector('main')!.before(above)
    window.scrollTo(0, 16_000)
  })
  await expect.poll(async () => (await drawn(table(page, 'Tags'))).covered).toBe(true)
  await page.evaluate(() => document.getElementById('above')!.remove())
  expect(await page.evaluate(() => scrollY)).toBe(16_000)
  await expect.poll(async () => (await drawn(table(page, 'Tags'))).covered).toBe(true)
  expect((await drawn(table(page, 'Tags'))).from).toBeGreaterThan(300)
})
