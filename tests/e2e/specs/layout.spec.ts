// Windows of every width: names can be read, and nothing makes the page scroll sideways.

import { expect, test } from '../support/fixtures.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const WIDTHS = [390, 768, 1024, 1280, 1440, 1920]

test('the names in a table can be read at every width, and their columns do not move as figures come', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['charts/storefront', 'docs/handbook', 'legacy/mainframe', 'sandbox/scratchpad'] })
  await sample.hold('GET /v2/legacy/')
  await page.goto(`${url}/repositories`)
  const repositories = table(page, 'Repositories')
  await expect(bodyRows(repositories)).toHaveCount(4)
  const edges = () => repositories.getByRole('columnheader').evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)))
  const places = new Map<number, number[]>()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect(bodyRows(repositories).first()).toBeVisible()
    places.set(width, await edges())
  }
  await sample.release()
  await scanEnds(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    expect(await edges(), `columns at ${width} px`).toEqual(places.get(width))
    const cut = await bodyRows(repositories).evaluateAll((rows) =>
      rows.filter((row) => {
        const name = row.querySelector('a')!
        return name.getBoundingClientRect().right > name.closest('td')!.getBoundingClientRect().right
      }).map((row) => row.textContent),
    )
    expect(cut, `names cut off at ${width} px`).toEqual([])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, `the width of the page at ${width} px`).toBeLessThanOrEqual(width)
  }
})

test('every heading of a table can be clicked, also where they stand close', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook', 'sandbox/scratchpad'] })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    const headings = table(page, 'Repositories').getByRole('columnheader').filter({ has: page.getByRole('button') })
    for (const heading of await headings.all()) {
      const before = await heading.getAttribute('aria-sort')
      await heading.getByRole('button').click()
      await expect(heading).not.toHaveAttribute('aria-sort', before ?? 'unsorted')
    }
  }
})
