// Light and dark: the system's setting, unless the user chose otherwise. The choice is kept.

import { readFileSync } from 'node:fs'
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

/** The colours of `tokens.css`, by name: light, then dark. */
function tokens(): Map<string, [string, string]> {
  const text = readFileSync(new URL('../../../style/tokens.css', import.meta.url), 'utf8')
  const found = text.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)
  return new Map([...found].map(([, name, light, dark]) => [name!, [light!, dark!]]))
}

/** The relative luminance of `#rrggbb`, by WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

test('bars, edges and tracks stand out by 3:1 from every ground, in both themes', () => {
  const all = tokens()
  const grounds = ['bg', 'surface', 'raised', 'sunken', 'hover', 'accent-soft']
  const low: string[] = []
  for (const [theme, place] of [['light', 0], ['dark', 1]] as const) {
    for (const part of ['own', 'shared', 'free', 'unread', 'line-strong', 'ink-3', 'accent']) {
      for (const ground of grounds) {
        const found = contrast(all.get(part)![place], all.get(ground)![place])
        if (found < 3) low.push(`${theme}: ${part} on ${ground} ${found.toFixed(2)}`)
      }
    }
  }
  expect(low).toEqual([])
})

test('fields, badges and meters have that edge', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample/repositories`)
  await expect(page.getByRole('table', { name: 'Repositories' })).toBeVisible()
  const edge = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'var(--line-strong)'
    const colour = getComputedStyle(probe).color
    probe.remove()
    return colour
  })
  await expect(page.getByRole('searchbox')).toHaveCSS('border-top-color', edge)
  await expect(page.locator('td .meter').first()).toHaveCSS('border-top-color', edge)
  await expect(page.locator('.title .badge').first()).toHaveCSS('box-shadow', new RegExp(edge.replace(/[()]/g, '\\$&')))
})
