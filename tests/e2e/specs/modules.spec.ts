// Pages on demand: which wasm modules are fetched on the way, and what somebody sees when one does not arrive.

import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/fixtures.ts'
import { freePort } from '../support/port.ts'
import { moduleOf, Release } from '../support/release.ts'
import { scanEnds } from '../support/views.ts'

const test = base.extend<{ release: Release }>({
  release: async ({}, use) => {
    const release = await Release.copy()
    await use(release)
    await release.remove()
  },
})

/** Nothing is fetched ahead for somebody who saves data. */
async function savesData(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
  })
}

/** The modules fetched so far, in order; asking empties the list. */
function watchModules(page: Page): () => string[] {
  let fetched: string[] = []
  page.on('request', (request) => {
    const name = moduleOf(request.url())
    if (name) fetched.push(name)
  })
  return () => {
    const all = fetched
    fetched = []
    return all.sort()
  }
}

/** The browser's complaint on the console about a module that fails its integrity check. */
const NO_MODULE = /integrity/


test('each step fetches the modules that it needs, once, and no others', async ({ page, dashboard }) => {
  await savesData(page)
  const fetched = watchModules(page)
  const { url } = await dashboard()
  await page.goto(url)
  await expect(page.getByRole('link', { name: /Open the sample registry/ })).toBeVisible()
  expect(fetched(), 'first page').toEqual(['main'])

  await page.getByRole('link', { name: /Open the sample registry/ }).click()
  await scanEnds(page)
  await expect(page.getByText('Stored', { exact: true }).first()).toBeVisible()
  expect(fetched(), 'overview').toEqual(['registry', 'sample'])

  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await page.getByRole('link', { name: 'web/assets' }).click()
  await expect(page.getByRole('table', { name: 'Tags' })).toBeVisible()
  expect(fetched(), 'repositories, then a repository').toEqual(['pages'])

  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await expect(page.getByRole('dialog')).toContainText('Delete')
  expect(fetched(), 'deletion dialog').toEqual(['changes'])
  await page.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await expect(page.getByRole('dialog')).toContainText('Delete')
  expect(fetched(), 'the same dialog again').toEqual([])
})

test('the next modules are fetched while somebody reads', async ({ page, dashboard }) => {
  const fetched = new Set<string>()
  page.on('request', (request) => {
    const name = moduleOf(request.url())
    if (name) fetched.add(name)
  })
  const { url } = await dashboard()
  await page.goto(url)
  await expect.poll(() => [...fetched]).toContain('registry')
  expect([...fetched]).not.toContain('changes')
  await page.goto(`${url}/r/sample`)
  await expect.poll(() => [...fetched].sort()).toEqual(
    ['changes', 'main', 'pages', 'rare', 'registry', 'sample', 'space'],
  )
})

test('a page whose module does not arrive says so, and is there after "Try again"', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  await savesData(page)
  await release.take('pages')
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(`${url}/r/sample/repositories`)
  const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' })
  await expect(alert).toBeVisible()
  // The rest of the page works meanwhile.
  await scanEnds(page)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(alert).toBeVisible()
  await release.putBack('pages')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('table', { name: 'Repositories' })).toBeVisible()
  await expect(alert).toHaveCount(0)
})

test('a deletion whose module does not arrive changes nothing, and can be begun again', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  await savesData(page)
  await release.take('changes')
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(`${url}/r/sample/repositories/web%2Fassets`)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Nothing was changed' })
  await expect(dialog).toContainText('could not be loaded')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toHaveCount(0)
  await release.putBack('changes')
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await expect(page.getByRole('dialog', { name: /^Delete/ })).toBeVisible()
})

test('a new release meanwhile is told as that, with the way to it', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  await savesData(page)
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(`${url}/r/sample`)
  await scanEnds(page)
  await release.take('pages')
  const finish = await release.replacePage()
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'Plimsoll was updated' })
  await expect(alert).toBeVisible()
  // The next release has all its modules.
  await finish()
  await release.putBack('pages')
  await alert.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('table', { name: 'Repositories' })).toBeVisible()
})

test('a module of other bytes than were built is not run', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  await savesData(page)
  await release.damage('pages')
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(`${url}/r/sample/repositories`)
  await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toBeVisible()
})

test('a first module that does not arrive is told, and the page is there after "Reload"', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  await release.take('main')
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(url)
  const dialog = page.getByRole('dialog', { name: 'Plimsoll could not be loaded' })
  await expect(dialog).toContainText('A part of the page did not arrive.')
  await release.putBack('main')
  await dialog.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('button', { name: 'Connect' })).toBeVisible()
  await expect(dialog).toHaveCount(0)
})

test('a registry cannot be connected to while the module for it does not arrive', async ({ page, dashboard, release, problems }) => {
  problems.allow(NO_MODULE)
  problems.allow(/ERR_CONNECTION_REFUSED/)
  await savesData(page)
  await release.take('registry')
  const { url } = await dashboard({ dist: release.folder })
  await page.goto(url)
  await page.getByLabel('Registry address').fill(`127.0.0.1:${await freePort()}`)
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' }).first()).toBeVisible()
  await release.putBack('registry')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toHaveCount(0)
  await expect(page.getByRole('alert').filter({ hasText: 'Not connected' }).first()).toBeVisible()
})
