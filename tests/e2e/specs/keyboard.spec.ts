// Everything can be done without a mouse, and the focus is where one expects it.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { dialog, goes } from '../support/dialog.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

/** Presses Tab until this is focused; so many times at most. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>, most = 40): Promise<void> {
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`not reached with ${most} Tabs: ${target}`)
}

test('from the entrance to a deleted image with Tab, Enter, Space and Escape', async ({ page, team }) => {
  const { url } = await team({ repositories: ['legacy/billing', 'docs/handbook'] })
  await page.goto(new URL('/', url).href)
  await tabTo(page, page.getByRole('link', { name: /team\.azurecr\.io/ }))
  await page.keyboard.press('Enter')
  await scanEnds(page)
  const repositories = page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' })
  await tabTo(page, repositories)
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('searchbox', { name: 'Filter repositories' }))
  await page.keyboard.type('bill')
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
  const heading = page.getByRole('columnheader', { name: 'Repository', exact: true })
  await tabTo(page, heading.getByRole('button'))
  await page.keyboard.press('Space')
  await expect(heading).toHaveAttribute('aria-sort', 'ascending')
  await tabTo(page, page.getByRole('link', { name: 'legacy/billing' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'billing' })).toBeVisible()

  await tabTo(page, page.getByRole('searchbox', { name: 'Filter tags' }))
  await page.keyboard.type('7.0')
  await expect(bodyRows(table(page, 'Tags'))).toHaveCount(1)
  await tabTo(page, page.getByRole('checkbox', { name: '7.0', exact: true }))
  await page.keyboard.press('Space')
  const open = page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' })
  await tabTo(page, open)
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeVisible()
  expect(await dialog(page).evaluate((element) => element.contains(document.activeElement)), 'the focus is in the dialog').toBe(true)

  // Escape leaves everything as it was, and gives the focus back.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(open).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, dialog(page).getByRole('button', { name: 'Delete 1 manifest' }))
  await page.keyboard.press('Enter')
  await expect(goes(page)).toContainText('deleted')
  await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByText('No tags match')).toBeVisible()
})

test('locking, restoring and deleting a repository with Tab, Enter, Space and Escape alone', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['charts/platform', 'legacy/billing'], soft_delete: {} })
  await page.goto(`${url}/repositories/charts%2Fplatform`)
  await scanEnds(page)
  const close = dialog(page).getByRole('button', { name: 'Close' })
  const own = page.getByRole('main').getByRole('button', { name: /^(L|Unl)ock…$/ })
  for (const verb of ['Lock', 'Unlock']) {
    await expect(own).toHaveText(`${verb}…`)
    if (verb === 'Lock') await tabTo(page, own)
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(own).toBeFocused()
    await page.keyboard.press('Enter')
    await tabTo(page, dialog(page).getByRole('button', { name: `${verb} repository` }))
    await page.keyboard.press('Enter')
    await expect(close).toBeFocused()
    await page.keyboard.press('Enter')
    // The button says the other thing now, and still has the focus.
    await expect(own).toBeFocused()
  }
  const remove = page.getByRole('button', { name: 'Delete repository…' })
  await tabTo(page, remove)
  await page.keyboard.press('Enter')
  await tabTo(page, dialog(page).getByRole('textbox'))
  await page.keyboard.type('charts/platform')
  await sample.hold('DELETE /')
  await tabTo(page, dialog(page).getByRole('button', { name: 'Delete 1 repository' }))
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByRole('button', { name: 'Stop' })).toBeFocused()
  // While it runs nothing sends the dialog away, however often Escape is pressed.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(dialog(page).getByRole('button', { name: 'Stop' })).toBeVisible()
  await sample.release()
  await expect(close).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(remove).toBeFocused()
  await tabTo(page, page.getByRole('link', { name: 'What was deleted of it' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${url}/deleted?q=charts%2Fplatform`)
  const deleted = table(page, 'Deleted')
  await expect(bodyRows(deleted).first()).toBeVisible()
  await tabTo(page, deleted.getByRole('checkbox', { name: 'Select all manifests' }))
  await page.keyboard.press('Space')
  await tabTo(page, page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Restore…' }), 120)
  await page.keyboard.press('Enter')
  await tabTo(page, dialog(page).getByRole('button', { name: /^Restore \d+ manifests$/ }))
  await page.keyboard.press('Enter')
  await expect(close).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(bodyRows(deleted)).toHaveCount(0)
})

test('the dialog keeps the focus inside', async ({ page, team }) => {
  const { url } = await team({ repositories: ['legacy/billing'] })
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await scanEnds(page)
  await page.getByRole('checkbox', { name: '7.0', exact: true }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' }).click()
  await expect(dialog(page)).toBeVisible()
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab')
    const inside = await dialog(page).evaluate((element) => element.contains(document.activeElement) || document.activeElement === document.body)
    expect(inside, `after ${press + 1} Tabs`).toBe(true)
  }
})

test('the menu opens with Enter, goes round with the arrows, and closes with Escape or Tab', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook'] })
  await page.goto(url)
  await scanEnds(page)
  const button = page.getByRole('button', { name: 'Export' })
  const items = page.getByRole('menu', { name: 'Export' }).getByRole('menuitem')
  await tabTo(page, button)
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await expect(items.first()).toBeFocused()
  const count = await items.count()
  for (let step = 1; step <= count; step++) {
    await page.keyboard.press('ArrowDown')
    await expect(items.nth(step % count)).toBeFocused()
  }
  await page.keyboard.press('ArrowUp')
  await expect(items.nth(count - 1)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(items.first()).toBeFocused()
  await page.keyboard.press('End')
  await expect(items.last()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('Enter')
  await expect(items.first()).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await button.focus()
  await page.keyboard.press('Enter')
  const download = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  expect((await download).suggestedFilename()).toMatch(/\.json$/)
  await expect(button).toBeFocused()
})

test('the first Tab offers to skip to the content', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample/repositories`)
  await expect(table(page, 'Repositories')).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await expect(page).toHaveURL(/\/r\/sample\/repositories/)
  await page.keyboard.press('Tab')
  expect(await page.getByRole('main').evaluate((main) => main.contains(document.activeElement))).toBe(true)
})

test('every focused element shows that it is', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook'] })
  await page.goto(`${url}/repositories/docs%2Fhandbook`)
  await scanEnds(page)
  for (let press = 0; press < 25; press++) {
    await page.keyboard.press('Tab')
    const shown = await page.evaluate(() => {
      const element = document.activeElement!
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      const marked = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
      return marked ? '' : element.outerHTML.slice(0, 200)
    })
    expect(shown).toBe('')
  }
})
