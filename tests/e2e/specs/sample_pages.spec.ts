// The pages of the sample registry in memory, as a person walks through them.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { inOrder, type Kind } from '../support/order.ts'
import { bodyRows, columnCells, scanEnds, scanStatus, showParts, table } from '../support/views.ts'

/** The columns of "Repositories" and what each is sorted by. */
const COLUMNS: [title: string, kind: Kind][] = [
  ['Tags', 'number'],
  ['Manifests', 'number'],
  ['Untagged', 'number'],
  ['Logical', 'bytes'],
  ['Stored', 'bytes'],
  ['Only here · shared', 'rounded bytes'],
  ['Only here', 'bytes'],
  ['Reclaimable', 'bytes'],
  ['Last updated', 'moment'],
  ['Repository', 'name'],
]

const section = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name })

test('the entrance leads into the sample; its overview tells what fills it', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await page.goto(url)
  await page.getByRole('link', { name: 'Open the sample registry' }).click()
  await expect(page).toHaveURL(`${url}/r/sample`)
  await expect(page.getByRole('heading', { level: 1, name: 'Sample registry' })).toBeVisible()
  await scanEnds(page)
  const main = page.getByRole('main')
  await expect(main).toContainText('all 27 repositories read')
  await expect(main.getByRole('term')).toHaveText(['Stored', 'Logical', 'Shared', 'Reclaimable'])
  const figure = main.getByRole('definition').filter({ hasText: /^(at least )?[\d.]+ [KMGT]iB$/ })
  await expect(figure).toHaveCount(4)
  await expect(main.getByRole('definition').filter({ hasText: 'untagged manifests that nothing uses (orphans)' })).toBeVisible()

  const largest = page.getByRole('region', { name: 'Largest repositories' })
  await expect(largest.getByRole('listitem')).toHaveCount(12)
  await expect(largest.getByRole('img')).toHaveCount(12)
  const sizes = await largest.getByRole('listitem').evaluateAll((items) =>
    items.map((item) => Number(item.querySelector('[title$="bytes"]')!.getAttribute('title')!.replace(/\D/g, ''))),
  )
  expect(inOrder(sizes, 'descending'), String(sizes)).toBe(true)
  await expect(page.getByRole('region', { name: 'Could not be read' })).toHaveCount(0)

  const [namespace, leaf] = await largest.getByRole('listitem').first().getByRole('link').all()
  const name = await leaf!.innerText()
  const before = await namespace!.innerText()
  await leaf!.click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.goBack()
  await largest.getByRole('link', { name: `Repositories in ${before}` }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: before })).toBeVisible()
  for (const { text } of await columnCells(table(page, 'Repositories'), 'Repository')) expect(text).toContain(before)
  await page.goBack()
  await largest.getByRole('link', { name: 'All 27' }).click()
  await expect(table(page, 'Repositories')).toBeVisible()
})

test('repositories sort by every column, in both directions, by what they are and not by how it is written', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample`)
  await scanEnds(page)
  await section(page, 'Repositories').click()
  const repositories = table(page, 'Repositories')
  await expect(repositories).toHaveAttribute('aria-rowcount', '28')
  await expect(bodyRows(repositories)).toHaveCount(27)
  // One more selects them all.
  await expect(repositories.getByRole('columnheader')).toHaveCount(COLUMNS.length + 1)
  for (const [title, kind] of COLUMNS) {
    const heading = repositories.getByRole('columnheader', { name: title, exact: true })
    const seen = new Set<string | null>()
    for (const click of ['first', 'second']) {
      const before = await heading.getAttribute('aria-sort')
      await heading.getByRole('button').click()
      await expect(heading, `${title}, ${click} click`).not.toHaveAttribute('aria-sort', before ?? 'unsorted')
      await expect(heading).toHaveAttribute('aria-sort', /^(a|de)scending$/)
      const direction = (await heading.getAttribute('aria-sort')) as 'ascending' | 'descending'
      seen.add(direction)
      await expect.poll(async () => inOrder(await columnCells(repositories, title), direction, kind), `${title} ${direction}`).toBe(true)
      await expect(repositories.getByRole('columnheader').and(page.locator('[aria-sort]'))).toHaveCount(1)
    }
    expect([...seen].sort(), title).toEqual(['ascending', 'descending'])
  }
})

test('a filter finds by every word, says how many, and can be cleared', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample/repositories`)
  const repositories = table(page, 'Repositories')
  const rows = bodyRows(repositories)
  await expect(rows).toHaveCount(27)
  const filter = page.getByRole('searchbox', { name: 'Filter repositories' })
  await filter.fill('WEB s')
  await expect(rows).toHaveCount(3)
  // Their order is that of their sizes, which the scan is still reading.
  await expect.poll(async () => (await rows.getByRole('link', { name: /^web\// }).allInnerTexts()).sort()).toEqual(['assets', 'search', 'storefront'])
  await expect(page.getByRole('region', { name: 'Repositories' })).toContainText('3 of 27 repositories')
  await filter.fill('web/')
  await expect(page.getByRole('region', { name: 'Repositories' })).toContainText('4 of 27 repositories')
  await filter.fill('no such thing')
  await expect(rows).toHaveCount(0)
  await expect(page.getByText('No repositories match')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(filter).toHaveValue('')
  await expect(rows).toHaveCount(27)
})

test('a repository has its tags and its manifests, each in a tab of its own', async ({ page, team }) => {
  const { url } = await team({ repositories: ['web/checkout'] })
  await page.goto(`${url}/repositories/web%2Fcheckout`)
  await scanEnds(page)
  await expect(page.getByRole('heading', { level: 1, name: 'checkout' })).toBeVisible()
  const tab = (name: RegExp) => page.getByRole('tab', { name })
  await expect(tab(/^Tags/)).toHaveAccessibleName('Tags 43')
  await expect(tab(/^Tags/)).toHaveAttribute('aria-selected', 'true')
  await expect(table(page, 'Tags')).toHaveAttribute('aria-rowcount', '44')
  await expect(table(page, 'Manifests')).toHaveCount(0)
  await tab(/^Manifests/).click()
  await expect(tab(/^Manifests/)).toHaveAccessibleName('Manifests 234')
  await expect(page).toHaveURL(/tab=manifests/)
  await expect(page.getByRole('tabpanel')).toContainText(/234 manifests, \d+ of them folded/)
  await showParts(page)
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', '235')
  await page.getByRole('searchbox', { name: 'Filter manifests' }).fill('orphan')
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', '73')
  await expect(page.getByRole('main').getByText(/^72 orphans/)).toBeVisible()
  for (const text of await bodyRows(table(page, 'Manifests')).allInnerTexts()) expect(text).toContain('orphan')
  await page.goBack()
  await expect(table(page, 'Tags')).toBeVisible()
  await expect(scanStatus(page)).toHaveText('Scan complete')
})
