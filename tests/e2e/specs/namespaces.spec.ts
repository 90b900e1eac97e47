// The page of a namespace: sums over its repositories, on the sample and on a registry with nested namespaces.

import type { Page } from '@playwright/test'
import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { atLeast, openScanned, readRows, repositoryPath, upTo, valueOf } from '../support/pages.ts'
import { serveShelf, Shelf } from '../support/shelf.ts'
import { bodyRows, columnTexts, table } from '../support/views.ts'

const exact = async (page: Page, figure: string) => (await valueOf(page, figure).getByTitle(/bytes$/).getAttribute('title'))!
const number = (title: string) => Number(title.replace(/\D/g, ''))

test('a namespace has sums of its own, and leads to its images, its orphans and its place on the map', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample${repositoryPath('web/storefront')}`)
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'web', exact: true }).click()
  await expect(page).toHaveURL(`${url}/r/sample/namespaces/web`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('web/')
  const repositories = table(page, 'Repositories')
  await expect(bodyRows(repositories)).toHaveCount(4)
  const rows = await readRows(repositories)
  const sum = (column: string) => rows.reduce((sum, row) => sum + number(row[column]!), 0)
  const [stored, onlyHere, shared] = await Promise.all(['Stored', 'Only here', 'Shared'].map((figure) => exact(page, figure)))
  expect(number(stored!)).toBe(number(onlyHere!) + number(shared!))
  // Layers that several of them share count once.
  expect(number(stored!)).toBeLessThan(sum('Stored'))
  expect(number(onlyHere!)).toBeGreaterThanOrEqual(sum('Only here'))
  await expectForEverybody(page)

  const orphans = (await page.locator('.figure').filter({ hasText: 'Reclaimable' }).locator('.means').innerText()).match(/[\d\u202f]+/)![0]
  await page.getByRole('link', { name: 'Review them' }).click()
  await expect(page.getByRole('region', { name: 'Images' })).toContainText(`${orphans} images`)
  for (const name of await columnTexts(table(page, 'Images'), 'Repository')) expect(name).toMatch(/^web\//)
  await page.goBack()
  await page.getByRole('link', { name: 'On the map' }).click()
  await expect(page.getByRole('region', { name: 'Map' }).locator('header').getByTitle(stored!, { exact: true })).toBeVisible()
  await page.goBack()
  await page.getByRole('link', { name: 'Images in it' }).click()
  await expect(page).toHaveURL(`${url}/r/sample/images?in=web`)
})

test('namespaces in namespaces: each level counts every blob once', async ({ page, dashboard }) => {
  const shelf = new Shelf()
  const [base, own] = [shelf.layer('base', 1000), (mark: string) => shelf.layer(mark, 10)]
  for (const name of ['team', 'team/db', 'team/web/api', 'team/web/app', 'team-two/x']) shelf.image(name, ['1'], [base, own(name)])
  const only = shelf.layer('web', 500)
  for (const name of ['team/web/api', 'team/web/app']) shelf.image(name, ['2'], [only])
  const close = await serveShelf(shelf)
  const { url } = await dashboard({ registries: { shelf: shelf.url } })
  await openScanned(page, `${url}/r/shelf/namespaces/team%2Fweb`)
  const sizes = (names: string[]) => names.flatMap((name) => [...shelf.held(name).manifests.values()].map(({ bytes }) => bytes.length))
  // Both have the same config, which the others have, too. Their manifests with the second tag are one.
  const config = [...shelf.held('team').blobs.values()][0]!.length
  const inWeb = new Set([...shelf.held('team/web/api').manifests.entries(), ...shelf.held('team/web/app').manifests.entries()].map(([digest, { bytes }]) => `${digest} ${bytes.length}`))
  const manifests = [...inWeb].reduce((sum, one) => sum + Number(one.split(' ')[1]), 0)
  expect(await exact(page, 'Only here')).toBe(upTo(manifests + 2 * 10 + 500))
  expect(await exact(page, 'Stored')).toBe(atLeast(manifests + 2 * 10 + 500 + 1000 + config))
  expect(await exact(page, 'Shared')).toBe(atLeast(1000 + config))
  await expect(page.getByRole('main')).toContainText('The registry does not list untagged manifests')

  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'team', exact: true }).click()
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(3)
  const all = manifests + sizes(['team/db']).reduce((a, b) => a + b)
  expect(await exact(page, 'Only here')).toBe(upTo(all + 3 * 10 + 500))
  const inside = table(page, 'Namespaces')
  await expect(bodyRows(inside)).toHaveCount(1)
  await expect(inside.getByTitle(upTo(manifests + 2 * 10 + 500), { exact: true })).toBeVisible()
  await expectForEverybody(page)
  await inside.getByRole('link', { name: 'web/' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('web/')
  await page.getByRole('link', { name: 'Images in it' }).click()
  await expect(page).toHaveURL(/\?in=team%2Fweb$/)
  await expect(bodyRows(table(page, 'Images'))).toHaveCount(4)

  await page.goto(`${url}/r/shelf/namespaces/nobody`)
  await expect(page.getByText('The registry lists no repository in nobody/')).toBeVisible()
  await page.goto(`${url}/r/shelf/namespaces/No%20body`)
  await expect(page.getByText('This is not a namespace')).toBeVisible()
  await close()
})
