// The map of the stored bytes on the page "What uses the space", and the table that says the same.

import type { Locator, Page } from '@playwright/test'
import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { openScanned } from '../support/pages.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

function map(page: Page): Locator {
  return page.getByRole('list', { name: 'Map', exact: true })
}

function way(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Map level' })
}

const bytesIn = (title: string | null) => Number(/([\d\u202f]+) bytes/.exec(title ?? '')![1]!.replace(/\D/g, ''))

/** The names and exact bytes of the blocks. */
async function blocks(page: Page): Promise<{ name: string; bytes: number }[]> {
  const all = await map(page).getByRole('link').evaluateAll((links) =>
    links.map((link) => ({ name: link.querySelector('b')!.textContent!, title: link.getAttribute('title') })),
  )
  return all.map(({ name, title }) => ({ name, bytes: bytesIn(title) }))
}

/** The exact bytes of the level, in its heading. */
async function stored(page: Page): Promise<number> {
  return bytesIn(await page.getByRole('region', { name: 'Map' }).locator('header .bytes').getAttribute('title'))
}

async function addsUp(page: Page): Promise<void> {
  const all = await blocks(page)
  expect(all.length).toBeGreaterThan(0)
  expect(all.reduce((sum, block) => sum + block.bytes, 0)).toBe(await stored(page))
}

test('the map leads from the registry to a layer; each level adds up, and the table says the same', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/space`)
  await addsUp(page)
  expect(await stored(page)).toBe(bytesIn(await page.locator('.answer .bytes').first().getAttribute('title')))

  const asTable = page.getByRole('button', { name: 'As a table' })
  const drawn = await blocks(page)
  await asTable.click()
  const rows = await bodyRows(table(page, 'Map')).evaluateAll((rows) =>
    rows.map((row) => ({ name: row.querySelector('th')!.textContent!, title: row.querySelector('.bytes')!.getAttribute('title') })),
  )
  expect(rows.map(({ name, title }) => ({ name, bytes: bytesIn(title) }))).toEqual(drawn)
  await asTable.click()

  await map(page).getByRole('link', { name: /^web\// }).click()
  await expect(way(page).getByRole('link', { name: 'web', exact: true })).toHaveAttribute('aria-current', 'page')
  await addsUp(page)
  await map(page).getByRole('link', { name: /^storefront/ }).click()
  await expect(page).toHaveURL(/\?map=web%2Fstorefront$/)
  await addsUp(page)
  await map(page).locator('.own').getByRole('link').first().click()
  await expect(page).toHaveURL(/\?map=web%2Fstorefront@sha256:|\?map=web%2Fstorefront%40sha256/)
  await addsUp(page)
  // A link pasted to a colleague shows the same level.
  await page.reload()
  await expect(way(page).getByRole('link', { name: 'storefront' })).toBeVisible()
  await map(page).locator('.own, .shared').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/(layers|manifests)\//)
  await page.goBack()
  await way(page).getByRole('link', { name: 'Sample registry' }).click()
  await expect(page).toHaveURL(`${url}/r/sample/space`)
})

test('arrows move between the blocks, Enter zooms in, Escape out; one Tab stop', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/space`)
  await expect(map(page).locator('a[tabindex="0"]')).toHaveCount(1)
  await page.getByRole('button', { name: 'As a table' }).focus()
  await page.keyboard.press('Tab')
  const first = map(page).getByRole('link').first()
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(first).not.toBeFocused()
  await expect(map(page).locator('a:focus')).toHaveCount(1)
  await page.keyboard.press('ArrowLeft')
  await expect(first).toBeFocused()

  await map(page).getByRole('link', { name: /^web\// }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\?map=web%2F$/)
  await expect(map(page).getByRole('link').first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/space$/)
  await expect(map(page).getByRole('link').first()).toBeFocused()
})

test('a part of the registry that is not there says so', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook'] })
  await openScanned(page, `${url}/space?map=nobody/`)
  await expect(page.getByText('No such part of this registry was read.')).toBeVisible()
  await openScanned(page, `${url}/space?map=docs/handbook`)
  await addsUp(page)
})

test('parts that are not read are named, hatched, and rows of the table', async ({ page, team }) => {
  test.slow()
  const repositories = ['docs/handbook', 'legacy/billing', 'legacy/mainframe']
  const { url, sample } = await team({ repositories, faults: [{ path: '/legacy/billing', answer: { status: [403, ''] } }] })
  await page.goto(`${url}/space`)
  await scanEnds(page, 'Scan incomplete')
  const region = page.getByRole('region', { name: 'Map' })
  // One repository of legacy/ was read, the other was not.
  await expect(region.locator('header')).toContainText('not read whole')
  await map(page).getByRole('link', { name: /^legacy\// }).click()
  await expect(region.getByText('Not read:')).toContainText('billing')
  await expectForEverybody(page)
  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(table(page, 'Map').getByRole('row', { name: 'billing' })).toContainText('not read')
  await way(page).getByRole('link').first().click()
  await sample.configure({ repositories })
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  await expect(region).not.toContainText(/not read/i)
  await addsUp(page)
})

test('the map is for everybody, light and dark, wide and narrow', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample/space`)
  await expectForEverybody(page, async () => {
    const box = (await map(page).boundingBox())!
    for (const one of await map(page).getByRole('listitem').all()) {
      const own = (await one.boundingBox())!
      expect(own.x).toBeGreaterThanOrEqual(box.x - 1)
      expect(own.x + own.width).toBeLessThanOrEqual(box.x + box.width + 1)
      expect(own.y + own.height).toBeLessThanOrEqual(box.y + box.height + 1)
    }
  })
})
