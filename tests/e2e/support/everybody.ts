// everybody.ts: a page in each width and theme, for everybody who looks at it.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Runs axe on the page, light and dark, wide and narrow. No window scrolls sideways. `more` checks more at each width. */
export async function expectForEverybody(page: Page, more?: () => Promise<void>): Promise<void> {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary}`))
      expect.soft(found, `${width} px, ${colorScheme}`).toEqual([])
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(wide, `the width of the page at ${width} px`).toBeLessThanOrEqual(width)
    await more?.()
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
