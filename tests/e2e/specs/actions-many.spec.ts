// A plan of very many lines: the document holds those in view, and each says its place among all.

import { expect, test } from '../support/fixtures.ts'
import { dialog, plannedItems, selection } from '../support/dialog.ts'
import { serveManyTags } from '../support/many_tags.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'

const COUNT = 1200

test('a plan of 1 200 lines draws those in view, by keyboard to its end and back', async ({ page, dashboard }) => {
  const registry = await serveManyTags(COUNT)
  try {
    const { url } = await dashboard({ registries: { team: registry.url }, kinds: { team: 'acr' } })
    await openScanned(page, `${url}/r/team${repositoryPath('big/builds')}`)
    await page.getByRole('checkbox', { name: 'Select all tags' }).check()
    await selection(page).getByRole('button', { name: 'Untag…' }).click()
    const lines = plannedItems(dialog(page))
    const first = lines.filter({ hasText: /build-000001$/ })
    await expect(first).toBeVisible()
    await expect(first).toHaveAttribute('aria-setsize', String(COUNT))
    await expect(first).toHaveAttribute('aria-posinset', '1')
    expect(await lines.count()).toBeLessThan(200)
    await dialog(page).getByRole('group', { name: 'Plan' }).focus()
    await page.keyboard.press('End')
    const last = lines.filter({ hasText: /build-001200$/ })
    await expect(last).toBeInViewport()
    await expect(last).toHaveAttribute('aria-posinset', String(COUNT))
    await expect(first).toHaveCount(0)
    expect(await lines.count()).toBeLessThan(200)
    await page.keyboard.press('Home')
    await expect(first).toBeInViewport()
  } finally {
    await registry.stop()
  }
})
