// Every page has an address of its own, which can be reloaded and passed on. And the pages of an empty registry.

import { AxeBuilder } from '@axe-core/playwright'
import { bench } from '../support/bench.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose, short } from '../support/dialog.ts'
import { manifestPath, openScanned, readRows, repositoryPath } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

for (const which of ['overview', 'repositories', 'tags', 'manifests', 'manifest'] as const) {
  test(`${which}: opens by its address, and again after a reload`, async ({ page, dashboard, registry, stock }) => {
    const at = await bench({ page, dashboard, registry, stock })
    const digest = stock.fleet.digest('web/api', 'latest')
    const path = {
      overview: '',
      repositories: '/repositories',
      tags: repositoryPath('web/api'),
      manifests: `${repositoryPath('web/api', 'manifests')}&unfold=all`,
      manifest: manifestPath('web/api', digest),
    }[which]
    const isShown = {
      overview: () => expect(page.getByRole('heading', { level: 1 })).toHaveText(at.registry.host),
      repositories: () => expect(table(page, 'Repositories').getByRole('link', { name: 'web/api' })).toBeVisible(),
      tags: () => expect(table(page, 'Tags').getByRole('checkbox', { name: 'latest', exact: true })).toBeVisible(),
      manifests: () => expect(table(page, 'Manifests').getByRole('row')).toHaveCount(1 + 10),
      manifest: () => expect(page.getByRole('heading', { level: 1 })).toHaveText(short(digest)),
    }[which]
    await openScanned(page, `${at.home}${path}`)
    await isShown()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await page.reload()
    await scanEnds(page)
    await isShown()
    await expect(page).toHaveURL(`${at.home}${path}`)
  })
}

test('search and order are part of the address', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}/repositories`)
  await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('storefront')
  await page.getByRole('columnheader', { name: /^Repository/ }).getByRole('button').click()
  const names = async () => (await readRows(table(page, 'Repositories'))).map((row) => row.Repository)
  await expect.poll(names).toEqual(['charts/storefront', 'prod/storefront', 'web/storefront'])
  await page.reload()
  await scanEnds(page)
  await expect(page.getByRole('searchbox', { name: 'Filter repositories' })).toHaveValue('storefront')
  expect(await names()).toEqual(['charts/storefront', 'prod/storefront', 'web/storefront'])
})

test('names have room at every width', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}/repositories`)
  const links = table(page, 'Repositories').getByRole('link', { name: /^(?!Repositories in)/ })
  await expect(links).toHaveCount(8)
  for (const width of [390, 768, 981, 1024, 1261, 1280, 1440, 1441, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    const cut = () => links.evaluateAll((all) => {
      const cells = all.map((link) => link.closest('td')!)
      return cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText)
    })
    await expect.poll(cut, `cut off at ${width} px`).toEqual([])
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    expect(isWider, `the page scrolls sideways at ${width} px`).toBe(false)
  }
})

test('what is not there: a registry, a repository, a manifest', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}${repositoryPath('no/such')}`)
  await expect(page.getByText('The registry lists no repository "no/such"')).toBeVisible()
  await openScanned(page, `${at.home}${manifestPath('web/api', `sha256:${'0'.repeat(64)}`)}`)
  await expect(page.getByText('The registry does not show this manifest')).toBeVisible()
  await openScanned(page, `${at.home}${manifestPath('web/api', 'sha256:123')}`)
  await expect(page.getByText("This is not a manifest's address")).toBeVisible()
  await openScanned(page, `${at.home}${repositoryPath('Not%20a Name')}`)
  await expect(page.getByText("This is not a repository's name")).toBeVisible()
})

test('an empty registry is called empty', async ({ page, dashboard, registry }) => {
  const { url } = await registry()
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team`)
  await expect(page.getByText('This registry is empty.')).toBeVisible()
  await page.getByRole('link', { name: 'Repositories', exact: true }).first().click()
  await expect(page.getByText('No repositories')).toBeVisible()
})

test('a repository that lost everything is empty, now and after a reload', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await at.open('charts/storefront')
  await page.getByRole('checkbox', { name: 'Select all tags' }).check()
  const dialog = await askToDelete(page, 'Tags', [])
  await confirmAndClose(dialog, 2)
  expect(await at.api.tags('charts/storefront')).toEqual([])
  expect(await at.api.repositories()).toContain('charts/storefront')

  for (const look of ['at once', 'after a reload']) {
    await test.step(look, async () => {
      await expect(page.getByText('No tags')).toBeVisible()
      await page.getByRole('tab', { name: 'Manifests' }).click()
      await expect(page.getByText('This repository is empty.')).toBeVisible()
      await at.expectTrueReport()
      await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
      const row = (await readRows(table(page, 'Repositories'))).find(({ Repository }) => Repository === 'charts/storefront')
      expect(row).toMatchObject({ Tags: '0', Manifests: '0', Stored: 'at least 0 bytes', 'Last updated': '–' })
    })
    await at.open('charts/storefront')
  }
})
