// Parts of an index and tags of signatures are folded below their image, and a hidden selection says so.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { selection } from '../support/dialog.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { bodyRows, columnTexts, scanEnds, showParts, table } from '../support/views.ts'

const BILLING = 'legacy/billing'
const filter = (page: Page, nouns: string) => page.getByRole('searchbox', { name: `Filter ${nouns}` })
const found = (page: Page) => page.getByRole('tabpanel')

test('parts of an index stand below it once it is unfolded, in any order', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, url + repositoryPath(BILLING, 'manifests'))
  const manifests = table(page, 'Manifests')
  const index = bodyRows(manifests).filter({ has: page.getByText('7.16', { exact: true }) })
  const parts = bodyRows(manifests).filter({ hasText: 'part of 7.16' })
  const button = index.getByRole('button', { name: /^\d+ parts?$/ })
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await expect(parts).toHaveCount(0)
  // By keyboard, as by mouse.
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await expect(parts).toHaveCount(2)
  const isBelow = async () => {
    const names = await columnTexts(manifests, 'Tags')
    const at = names.findIndex((name) => name.startsWith('7.16'))
    expect(names.slice(at + 1, at + 3).every((name) => name.startsWith('part of 7.16')), names.join(' · ')).toBe(true)
  }
  await isBelow()
  // A screen reader reads a digest with the check box and the link of a row, and with nothing else.
  const digest = (await parts.first().getByRole('checkbox').getAttribute('aria-label'))!
  await expect(parts.first().getByRole('button', { name: 'Copy digest', exact: true })).toHaveCount(1)
  await expect(parts.first().getByRole('link', { name: digest, exact: true })).not.toHaveAttribute('title')
  for (const column of ['Size', 'Digest', 'Kind']) {
    await page.getByRole('columnheader', { name: column, exact: true }).getByRole('button').click()
    await isBelow()
  }
  // Its parts are not selected with an index.
  await index.getByRole('checkbox').check()
  await expect(selection(page)).toContainText('1 manifest ·')
  for (const part of await parts.all()) await expect(part.getByRole('checkbox')).not.toBeChecked()
  await selection(page).getByRole('button', { name: 'Clear' }).click()

  // A selected part that is folded away is told, and shown again.
  await parts.first().getByRole('checkbox').check()
  await button.click()
  await expect(parts).toHaveCount(0)
  await expect(selection(page)).toContainText('1 manifest selected, 0 shown')
  await selection(page).getByRole('button', { name: 'Show them' }).click()
  await expect(parts).toHaveCount(2)
  await expect(selection(page)).toContainText('1 manifest ·')
})

test('a filter that finds a part shows it with its index; all parts are shown by the address', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, url + repositoryPath(BILLING, 'manifests'))
  const manifests = table(page, 'Manifests')
  await expect(found(page)).toContainText(/\d+ of them folded/)
  await showParts(page)
  await expect(page).toHaveURL(/unfold=all/)
  const all = Number(await manifests.getAttribute('aria-rowcount'))
  await page.reload()
  await scanEnds(page)
  await expect(manifests).toHaveAttribute('aria-rowcount', String(all))
  await expect(found(page)).not.toContainText('folded')
  const part = (await bodyRows(manifests).filter({ hasText: 'part of 7.16' }).first().getByRole('checkbox').getAttribute('aria-label'))!

  await page.getByRole('button', { name: /^Show parts of indexes/, pressed: true }).click()
  await expect(page).not.toHaveURL(/unfold/)
  await filter(page, 'manifests').fill(part)
  await expect(bodyRows(manifests)).toHaveCount(2)
  await expect(bodyRows(manifests).first()).toContainText('7.16')
  await expect(found(page)).toContainText(/1 of \d+ manifests/)
  // Everything that is found is the part alone.
  await page.getByRole('checkbox', { name: 'Select all manifests' }).check()
  await expect(bodyRows(manifests).first().getByRole('checkbox')).not.toBeChecked()
  await expect(bodyRows(manifests).nth(1).getByRole('checkbox')).toBeChecked()
})

test('signatures are folded into a word at their image, and are rows by a switch', async ({ page, team }) => {
  const { url } = await team({ repositories: ['base/debian'] })
  await openScanned(page, url + repositoryPath('base/debian'))
  const tags = table(page, 'Tags')
  const folded = Number(await tags.getAttribute('aria-rowcount'))
  await expect(bodyRows(tags).filter({ hasText: /^sha256-/ })).toHaveCount(0)
  const signed = bodyRows(tags).filter({ has: page.getByText('signed', { exact: true }) })
  await expect(signed.first()).toBeVisible()
  const button = page.getByRole('button', { name: /^Show signature tags \(\d+\)$/ })
  const count = Number(/\d+/.exec((await button.textContent())!)![0])
  await button.click()
  await expect(tags).toHaveAttribute('aria-rowcount', String(folded + count))
  const signature = bodyRows(tags).filter({ hasText: /sha256-\w+\.sig/ }).first()
  await expect(signature).toContainText('belongs to')
})

test('a selection that a filter hides says so, and is shown again', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING, 'docs/handbook'] })
  await openScanned(page, url + repositoryPath(BILLING))
  for (const name of ['7.2', '7.3']) await page.getByRole('checkbox', { name, exact: true }).check()
  await expect(selection(page)).toContainText('2 tags ·')
  await filter(page, 'tags').fill('7.3')
  await expect(selection(page)).toContainText('2 tags selected, 1 shown')
  await filter(page, 'tags').fill('nothing of the kind')
  await expect(selection(page)).toContainText('2 tags selected, 0 shown')
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  await selection(page).getByRole('button', { name: 'Show them' }).click()
  await expect(filter(page, 'tags')).toHaveValue('')
  await expect(page).not.toHaveURL(/show=|q=/)
  await expect(page.getByRole('checkbox', { name: '7.2', exact: true })).toBeChecked()
  await expect(selection(page)).toContainText('2 tags ·')

  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await page.getByRole('checkbox', { name: 'docs/handbook' }).check()
  await filter(page, 'repositories').fill('billing')
  await expect(selection(page)).toContainText('1 repository selected, 0 shown')
})

test('what can be unlocked is offered, and a badge says whose lock it is', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, url + repositoryPath(BILLING))
  await page.getByRole('checkbox', { name: '7.2', exact: true }).check()
  await expect(selection(page).getByRole('button', { name: 'Lock…', exact: true })).toBeVisible()
  await expect(selection(page).getByRole('button', { name: 'Unlock…' })).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'production', exact: true }).check()
  await expect(selection(page).getByRole('button', { name: 'Unlock…' })).toBeVisible()
  const row = bodyRows(table(page, 'Tags')).filter({ has: page.getByRole('checkbox', { name: 'production', exact: true }) })
  await expect(row).toContainText('manifest locked')
})

test('the age stays while digest and platforms are shown; on a phone rows are selected and have their age', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING, 'docs/handbook'] })
  await openScanned(page, url + repositoryPath(BILLING))
  const heading = (name: string) => page.getByRole('columnheader', { name, exact: true })
  for (const width of [1440, 1261, 1200, 1024]) {
    await page.setViewportSize({ width, height: 900 })
    await expect(heading('Last updated'), `at ${width} px`).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  }
  await expect(heading('Digest')).toBeVisible()
  await expect(heading('Platforms')).toBeHidden()
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(bodyRows(table(page, 'Tags')).first().getByRole('time').filter({ visible: true })).toHaveCount(1)
  const heights = await bodyRows(table(page, 'Tags')).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height))
  expect(new Set(heights)).toEqual(new Set([34]))
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await page.getByRole('checkbox', { name: 'docs/handbook' }).check()
  await expect(selection(page)).toContainText('1 repository')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
