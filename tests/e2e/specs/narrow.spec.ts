// A screen of 390 px: controls stay in view, and nothing moves, widens or covers the page.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { choose, selection } from '../support/dialog.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { bodyRows, scanEnds, showParts, table } from '../support/views.ts'

const NARROW = { width: 390, height: 844 }
const WIDE = { width: 1440, height: 900 }

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

test('a manifest is called by more than its hash: by its tag, by what lists it, or an orphan', async ({ page, team }) => {
  const { url } = await team({ repositories: ['legacy/billing', 'web/checkout'] })
  await page.setViewportSize(NARROW)
  await openScanned(page, `${url}${repositoryPath('legacy/billing', 'manifests')}`)
  const rows = bodyRows(table(page, 'Manifests'))
  await showParts(page)
  await expect(rows.getByText('part of 7.16').filter({ visible: true })).toHaveCount(2)
  await expect(rows.getByText('7.8', { exact: true }).filter({ visible: true })).toHaveCount(1)
  // A row has room for two lines and is as high as any other. Otherwise the rows in view would be the wrong ones.
  const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height))
  expect(new Set(heights)).toEqual(new Set([34]))
  await page.goto(`${url}${repositoryPath('web/checkout', 'manifests')}&q=orphan`)
  await scanEnds(page)
  await expect(rows.first().getByText('orphan', { exact: true }).filter({ visible: true })).toBeVisible()
  expect(await widthOf(page)).toBeLessThanOrEqual(NARROW.width)
  // On a screen with room for the column, the value is shown once.
  await page.setViewportSize(WIDE)
  await expect(rows.first().getByText('orphan', { exact: true })).toHaveCount(1)
})

test('where nobody can know what is reclaimable, the place is taken by what is only here; a bound is said in the heading', async ({ page, dashboard, registry, stock }) => {
  const { url } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await page.setViewportSize(NARROW)
  await openScanned(page, `${home}/r/team/repositories`)
  const repositories = table(page, 'Repositories')
  await expect(repositories.getByRole('columnheader')).toHaveText(['', 'Repository', /Stored, at least$/, 'Only here, up to'])
  await expect(bodyRows(repositories).getByText('at least')).toHaveCount(0)
  await page.setViewportSize(WIDE)
  await expect(repositories.getByRole('columnheader', { name: 'Untagged, at least', exact: true })).toBeVisible()
  await expect(repositories.getByRole('columnheader', { name: 'Reclaimable', exact: true })).toBeVisible()
  await page.goto(`${home}/r/team`)
  await scanEnds(page)
  await expect(page.getByRole('main')).toContainText(/\d+ tags lead to \d+ manifests, \d+ of them without a tag of their own\./)
  await expect(page.getByRole('region', { name: 'Largest repositories' })).toContainText('by stored size, at least')
})

test('why a button is off stands in the bar, and widens nothing before it is asked for', async ({ page, dashboard, registry, stock }) => {
  const { url } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team/about`)
  await page.getByRole('button', { name: 'Check delete support' }).click()
  await expect(page.getByText('The registry refuses every deletion.')).toBeVisible()
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await page.getByRole('link', { name: 'data/worker' }).click()
  await choose(table(page, 'Tags'), ['3.1.0'])
  const reason = /^Deletes are switched off in this registry/
  const button = selection(page).getByRole('button', { name: 'Delete…' })
  await expect(button).toHaveAccessibleDescription(reason)
  await expect(selection(page).getByText(reason).filter({ visible: true })).toHaveCount(0)
  await button.focus()
  await expect(selection(page).getByRole('tooltip').filter({ visible: true })).toHaveText(reason)
  await page.setViewportSize(NARROW)
  expect(await widthOf(page)).toBeLessThanOrEqual(NARROW.width)
  await expect(selection(page).getByRole('paragraph')).toHaveText(reason)
  await expect(selection(page).getByRole('tooltip').filter({ visible: true })).toHaveCount(0)
})

test('the overview keeps its places while figures come', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing', 'web/checkout'] })
  // Only the lists of web/checkout are held: three requests. Of its manifests as many would be held as are sent at once.
  await sample.hold('GET /acr/v1/web/checkout')
  await page.setViewportSize(NARROW)
  await page.goto(url)
  const largest = page.getByRole('region', { name: 'Largest repositories' })
  const top = async () => Math.round((await largest.boundingBox())!.y)
  await expect(page.getByRole('term').first()).toBeVisible()
  const before = await top()
  await expect(largest.getByRole('listitem')).toHaveCount(2)
  expect(await top(), 'with the first figures').toBe(before)
  const height = (await largest.boundingBox())!.height
  await sample.release()
  await scanEnds(page)
  await expect(largest.getByRole('listitem')).toHaveCount(3)
  expect(await top(), 'with the last').toBe(before)
  expect((await largest.boundingBox())!.height, 'the room for the bars').toBe(height)
})

test('a selected row under the pointer is still a selected one', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook'] })
  await openScanned(page, `${url}/repositories`)
  const row = bodyRows(table(page, 'Repositories')).first()
  const colour = () => row.getByRole('cell').nth(1).evaluate((cell) => getComputedStyle(cell).backgroundColor)
  const seen = [await colour()]
  await row.hover()
  seen.push(await colour())
  await row.getByRole('checkbox').check()
  seen.push(await colour())
  await page.getByRole('heading', { level: 1 }).hover()
  seen.push(await colour())
  expect(new Set(seen).size, seen.join(' · ')).toBe(4)
})
