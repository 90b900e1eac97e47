// The address is the state: a reload, a colleague's link and the way back show the same.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { tagsOf } from '../support/sample.ts'
import { bodyRows, columnTexts, scanEnds, table } from '../support/views.ts'

test('search and order stand in the address; a reload and a second page show the same', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample/repositories`)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(27)
  await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('web')
  await page.getByRole('columnheader', { name: 'Repository' }).getByRole('button').click()
  await expect(page).toHaveURL(/[?&]q=web(&|$)/)
  await expect(page).toHaveURL(/[?&]sort=name(&|$)/)
  await page.getByRole('columnheader', { name: 'Repository' }).getByRole('button').click()
  await expect(page).toHaveURL(/[?&]sort=-name(&|$)/)

  const names = ['web/storefront', 'web/search', 'web/checkout', 'web/assets']
  const shows = async (page: Page) => {
    await expect(page.getByRole('searchbox', { name: 'Filter repositories' })).toHaveValue('web')
    await expect(page.getByRole('columnheader', { name: 'Repository' })).toHaveAttribute('aria-sort', 'descending')
    await expect.poll(() => columnTexts(table(page, 'Repositories'), 'Repository')).toEqual(names)
  }
  await shows(page)
  await page.reload()
  await shows(page)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await shows(second)
})

test('back and forward go from page to page, not from letter to letter', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample`)
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await page.getByRole('searchbox', { name: 'Filter repositories' }).pressSequentially('base/a')
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
  await page.getByRole('link', { name: 'base/alpine' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'alpine' })).toBeVisible()
  await page.getByRole('tab', { name: /^Manifests/ }).click()
  await expect(table(page, 'Manifests')).toBeVisible()

  await page.goBack()
  await expect(table(page, 'Tags')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('searchbox', { name: 'Filter repositories' })).toHaveValue('base/a')
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
  await page.goBack()
  await expect(page).toHaveURL(`${url}/r/sample`)
  await page.goForward()
  await expect(page.getByRole('searchbox', { name: 'Filter repositories' })).toHaveValue('base/a')
  await page.goForward()
  await expect(table(page, 'Tags')).toBeVisible()
  await page.goForward()
  await expect(table(page, 'Manifests')).toBeVisible()
})

test('every address can be opened at once and reloaded', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook'] })
  const digest = (await tagsOf(sample, 'docs/handbook'))['2026']
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  const rows = (caption: string) => bodyRows(table(page, caption))
  const repository = '/repositories/docs%2Fhandbook'
  const places: [path: string, shown: () => Promise<void>][] = [
    ['', async () => expect(heading('team.azurecr.io')).toBeVisible()],
    ['/repositories', async () => expect(rows('Repositories')).toHaveCount(1)],
    [repository, async () => expect(page.getByRole('tab', { name: 'Tags 13' })).toHaveAttribute('aria-selected', 'true')],
    [`${repository}?q=2026-05`, async () => expect(rows('Tags')).toHaveCount(1)],
    [`${repository}?tab=manifests&q=index`, async () => expect(rows('Manifests')).toHaveCount(1)],
    [`${repository}?tab=layers`, async () => expect(page.getByRole('tab', { name: /^Layers/ })).toHaveAttribute('aria-selected', 'true')],
    [`${repository}/manifests/${digest}`, async () => expect(page.getByRole('region', { name: 'Facts' })).toContainText('index')],
  ]
  for (const [path, shown] of places) {
    await test.step(path || 'the overview', async () => {
      await page.goto(url + path)
      await scanEnds(page)
      await shown()
      await page.reload()
      await shown()
      await expect(page).toHaveURL(url + path)
    })
  }
})

test.describe('what is not there', () => {
  const missing: [what: string, path: string, said: string | RegExp, out: string][] = [
    ['a page', '/no/such/page', 'There is no page at this address', 'To the registries'],
    ['a registry', '/r/no%20such%20registry', 'There is no registry by this name', 'To the registries'],
    ['a repository', '/r/team/repositories/no%2Fsuch', 'The registry lists no repository "no/such"', 'All repositories'],
    ['a name that is none', '/r/team/repositories/NO%20NAME', "This is not a repository's name", 'All repositories'],
    [
      'a manifest',
      `/r/team/repositories/docs%2Fhandbook/manifests/sha256:${'0'.repeat(64)}`,
      'The registry does not show this manifest',
      'To its repository',
    ],
    ['a layer', `/r/team/layers/sha256:${'0'.repeat(64)}`, 'No image uses this layer', 'All repositories'],
    ["a layer's digest that is none", '/r/team/layers/latest', "This is not a layer's address", 'All repositories'],
    ['a digest that is none', '/r/team/repositories/docs%2Fhandbook/manifests/latest', "This is not a manifest's address", 'All repositories'],
  ]
  for (const [what, path, said, out] of missing) {
    test(`${what}: says so and shows a way out`, async ({ page, team }) => {
      const { url } = await team({ repositories: ['docs/handbook'] })
      await page.goto(new URL(path, url).href)
      await expect(page.getByText(said)).toBeVisible()
      const link = page.getByRole('main').getByRole('link', { name: out })
      await link.click()
      await expect(page.getByText(said)).toHaveCount(0)
      await expect(page.getByRole('main').getByRole('link').first()).toBeVisible()
    })
  }
})
