// Light and dark: the system's setting, unless the user chose otherwise. The choice is kept.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'

/** How bright the page's background is, 0 to 255. */
async function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const channels = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g)!.slice(0, 3).map(Number)
    return channels.reduce((sum, channel) => sum + channel, 0) / 3
  })
}

const light = async (page: Page) => expect.poll(() => brightness(page)).toBeGreaterThan(200)
const dark = async (page: Page) => expect.poll(() => brightness(page)).toBeLessThan(60)
const button = (page: Page) => page.getByRole('button', { name: /^Colours:/ })

test('the page follows the system, and a change of it', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(url)
  await expect(button(page)).toHaveAccessibleName('Colours: as the system')
  await light(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await dark(page)
})

test('a choice holds against the system, over a reload and on another page, until it is taken back', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(url)
  await dark(page)
  await button(page).click()
  await expect(button(page)).toHaveAccessibleName('Colours: light')
  await light(page)
  await page.reload()
  await expect(button(page)).toHaveAccessibleName('Colours: light')
  await light(page)
  const second = await page.context().newPage()
  await second.emulateMedia({ colorScheme: 'dark' })
  await second.goto(`${url}/r/sample/repositories`)
  await expect(button(second)).toHaveAccessibleName('Colours: light')
  await light(second)

  await button(page).click()
  await expect(button(page)).toHaveAccessibleName('Colours: dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await dark(page)
  await button(page).click()
  await expect(button(page)).toHaveAccessibleName('Colours: as the system')
  await light(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await dark(page)
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
})
