// Every page has an address of its own: it can be reloaded and passed on. And what an empty registry looks like.

import { AxeBuilder } from '@axe-core/playwright'
import { bench } from '../support/bench.ts'
import { askToDelete, confirmAndClose } from '../support/deleting.ts'
import { expect, test } from '../support/fixtures.ts'
import { manifestPath, openScanned, readRows, repositoryPath, scanComplete, table } from '../support/pages.ts'

test('every page opens by its address, and again after a reload', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('web/api', 'latest')
  const heading = page.getByRole('heading', { level: 1 })
  const look = {
    '': () => expect(heading).toHaveText(at.registry.host),
    '/repositories': () => expect(table(page, 'Repositories').getByRole('link', { name: 'web/api' })).toBeVisible(),
    [repositoryPath('web/api')]: () => expect(table(page, 'Tags').getByRole('checkbox', { name: 'latest', exact: true })).toBeVisible(),
    [repositoryPath('web/api', 'manifests')]: () => expect(table(page, 'Manifests').getByRole('row')).toHaveCount(1 + 8),
    [manifestPath('web/api', digest)]: () => expect(heading).toHaveText(digest.slice(7, 19)),
  }
  for (const [path, isShown] of Object.entries(look)) {
    await openScanned(page, `${at.home}${path}`)
    await isShown()
    await page.reload()
    await scanComplete(page)
    await isShown()
    await expect(page).toHaveURL(`${at.home}${path}`)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  }
})

test('search and order are part of the address', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}/repositories`)
  await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('storefront')
  await page.getByRole('columnheader', { name: /^Repository/ }).getByRole('button').click()
  const names = async () => (await readRows(table(page, 'Repositories'))).map((row) => row.Repository)
  await expect.poll(names).toEqual(['charts/storefront', 'prod/storefront', 'web/storefront'])
  await page.reload()
  await scanComplete(page)
  await expect(page.getByRole('searchbox', { name: 'Filter repositories' })).toHaveValue('storefront')
  expect(await names()).toEqual(['charts/storefront', 'prod/storefront', 'web/storefront'])
})

test('what is not there: a registry, a repository, a manifest', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await openScanned(page, `${at.home}${repositoryPath('no/such')}`)
  await expect(page.getByText('The registry does not list this repository')).toBeVisible()
  await openScanned(page, `${at.home}${manifestPath('web/api', `sha256:${'0'.repeat(64)}`)}`)
  await expect(page.getByText('The registry does not show this manifest')).toBeVisible()
  await openScanned(page, `${at.home}${manifestPath('web/api', 'sha256:123')}`)
  await expect(page.getByText("That is not a manifest's address")).toBeVisible()
  await openScanned(page, `${at.home}${repositoryPath('Not%20a Name')}`)
  await expect(page.getByText("That is not a repository's name")).toBeVisible()
})

test('an empty registry is called empty', async ({ page, dashboard, registry }) => {
  const { url } = await registry()
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team`)
  await expect(page.getByText('This registry holds nothing.')).toBeVisible()
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
      expect(row).toMatchObject({ Tags: '0', Manifests: '0', Stored: '0 bytes', 'Last updated': '–' })
    })
    await at.open('charts/storefront')
  }
})
