// The scan: the page while it runs, after it is cancelled, and when it begins again. The registry holds requests back,
// so that the scan runs as long as a test looks.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { Sample } from '../support/sample.ts'
import { bodyRows, columnTexts, scanEnds, scanStatus, showParts, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/billing', 'web/checkout']

const progress = (page: Page) => page.getByRole('progressbar', { name: 'Scan' })
const main = (page: Page) => page.getByRole('main')
const section = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name })

/** Holds back one manifest of web/checkout: all others are read, and it is not whole. */
async function holdOne(sample: Sample): Promise<string> {
  const { tags } = await (await fetch(`${sample.url}/acr/v1/web/checkout/_tags?n=1000`)).json()
  const { digest } = tags.find(({ name }: { name: string }) => name === '2.0')
  const path = `/v2/web/checkout/manifests/${digest}`
  await sample.hold(`GET ${path}`)
  return path
}

/** Notes every value of the progress bar, from the start. */
async function noteProgress(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const values: number[] = []
    Object.assign(window, { scanValues: values })
    new MutationObserver(() => {
      const bar = document.querySelector('progress')
      if (bar && bar.value !== values.at(-1)) values.push(bar.value)
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['value'] })
  })
  return () => page.evaluate(() => (window as unknown as { scanValues: number[] }).scanValues)
}

test('progress is shown and never falls, figures fill in, and pages can be switched meanwhile', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await holdOne(sample)
  const values = await noteProgress(page)
  await page.goto(url)
  await expect(progress(page)).toBeVisible()
  await expect(scanStatus(page)).toHaveText('Reading…')
  await expect.poll(() => sample.held()).toBe(1)
  // 3 + 36 + 234 manifests, and one of them waits.
  await expect(page.getByRole('banner')).toContainText('272 of 273 manifests')
  await expect(main(page)).toContainText('reading 3 repositories')
  const stored = main(page).getByRole('definition').filter({ hasText: /^at least [\d.]+ GiB$/ }).first()
  await expect(stored).toBeVisible()

  await section(page, 'Repositories').click()
  const repositories = table(page, 'Repositories')
  const row = (name: string) => repositories.getByRole('row').filter({ hasText: name })
  await expect(row('docs/handbook')).toContainText('MiB')
  await expect(row('web/checkout').getByRole('img', { name: 'not read yet' })).toBeVisible()
  await expect(row('web/checkout')).toContainText('…')
  await page.getByRole('link', { name: 'docs/handbook' }).click()
  await expect(main(page)).toContainText('13 tags')
  await expect(main(page).getByRole('paragraph').filter({ hasText: 'Stored' })).toContainText('only here')
  await expect(progress(page)).toBeVisible()

  const asked = (await sample.requests()).filter(([, path]) => path.startsWith('/v2/_catalog')).length
  expect(asked, 'the scan was not begun anew').toBe(1)
  await sample.release()
  await scanEnds(page)
  await expect(progress(page)).toHaveCount(0)
  await section(page, 'Repositories').click()
  await expect(row('web/checkout')).toContainText('234')
  await expect(row('web/checkout')).not.toContainText('…')
  const seen = await values()
  expect(seen.length, String(seen)).toBeGreaterThan(5)
  expect(seen.every((value, at) => value >= 0 && value <= 1 && (at === 0 || value >= seen[at - 1]!)), String(seen)).toBe(true)
})

test('a cancelled scan says what it does not know; nothing in an unread repository is an orphan or can be deleted', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  const held = await holdOne(sample)
  await page.goto(url)
  await expect(page.getByRole('banner')).toContainText('272 of 273 manifests')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await scanEnds(page, 'Scan incomplete')
  await sample.release()
  // The held request was sent before the cancel. The sample records it only when it is answered.
  await expect.poll(async () => (await sample.requests()).some(([, path]) => path === held)).toBe(true)
  const asked = (await sample.requests()).length
  await expect(main(page)).toContainText('The scan was cancelled')
  await expect(main(page)).toContainText('3 repositories, not read whole')
  const figures = main(page).getByRole('definition').filter({ hasText: /\d [KMG]iB|\d B/ })
  for (const at of [0, 1, 2]) await expect(figures.nth(at)).toContainText('at least')

  await section(page, 'Repositories').click()
  await expect(table(page, 'Repositories').getByRole('row').filter({ hasText: 'web/checkout' })).toContainText('not read whole')
  await page.getByRole('link', { name: 'web/checkout' }).click()
  await expect(main(page).getByRole('note').filter({ hasText: 'Not read whole' })).toBeVisible()
  await page.getByRole('tab', { name: /^Manifests/ }).click()
  // All 234 and the header: the one that was not read is listed, too.
  await showParts(page)
  await expect(table(page, 'Manifests')).toHaveAttribute('aria-rowcount', '235')
  expect((await columnTexts(table(page, 'Manifests'), 'Tags')).filter((text) => /orphan/.test(text))).toEqual([])
  await expect(main(page)).not.toContainText(/\d orphans?\b/)
  await page.getByRole('searchbox', { name: 'Filter manifests' }).fill('orphan')
  await expect(bodyRows(table(page, 'Manifests'))).toHaveCount(0)

  await page.getByRole('tab', { name: /^Tags/ }).click()
  await page.getByRole('checkbox', { name: 'Select all tags' }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Its repository was not read whole')
  await expect(dialog).toHaveAccessibleName('Nothing can be deleted')
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect((await sample.requests()).slice(asked), 'nothing was asked after the cancel').toEqual([])

  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  await expect(main(page).getByRole('note').filter({ hasText: 'Not read whole' })).toHaveCount(0)
  await expect(main(page)).toContainText('72 orphans')
  await section(page, 'Overview').click()
  await expect(main(page)).toContainText('all 3 repositories read')
  await expect(main(page)).not.toContainText('at least')
})

test('the sample in the page can be cancelled and scanned again', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample`)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await scanEnds(page, 'Scan incomplete')
  await expect(progress(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect(progress(page)).toBeVisible()
  await scanEnds(page)
  await expect(main(page)).toContainText('all 27 repositories read')
})

test('a second scan shows the old picture until the new one is whole, and finds what changed', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  const row = (name: string) => table(page, 'Repositories').getByRole('row').filter({ hasText: name })
  await expect(row('legacy/billing')).toContainText('20')
  const { tags } = await (await fetch(`${sample.url}/acr/v1/legacy/billing/_tags?n=1000`)).json()
  const { digest } = tags.find(({ name }: { name: string }) => name === '7.3')
  expect((await fetch(`${sample.url}/v2/legacy/billing/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)
  // A list: what it names is kept since the first scan.
  await sample.hold('GET /acr/v1/web/checkout/_tags')
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect.poll(() => sample.held()).toBe(1)
  await expect(row('legacy/billing').getByRole('cell').nth(2)).toHaveText('20')
  await expect(row('web/checkout')).not.toContainText('…')
  await sample.release()
  await scanEnds(page)
  await expect(row('legacy/billing').getByRole('cell').nth(2)).toHaveText('19')
})
