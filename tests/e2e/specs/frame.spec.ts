// The frame around the pages: the state of the scan, the way to a registry that does not answer, and names that lead
// nowhere.

import { expect, test } from '../support/fixtures.ts'
import { moduleOf } from '../support/release.ts'
import { bodyRows, scanEnds, scanStatus, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/billing']

test('the state of the scan is never cut, and its age stands beside it', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await page.goto(url)
  await scanEnds(page)
  for (const width of [1440, 1024, 800]) {
    await page.setViewportSize({ width, height: 800 })
    const status = scanStatus(page)
    await expect(status).toBeInViewport({ ratio: 1 })
    expect(await status.evaluate((element) => element.scrollWidth <= element.clientWidth + 1), `${width} px`).toBe(true)
    if (width > 900) await expect(page.getByRole('banner').getByText(/^read (just now|\d+ min ago)$/)).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${width} px`).toBe(true)
  }
})

test('a cancelled second scan leaves the figures of the first, and does not call them all read', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await page.goto(url)
  await scanEnds(page)
  await expect(page.getByText('all 2 repositories read')).toBeVisible()
  await sample.hold('GET /')
  await page.getByRole('button', { name: 'Scan again' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await scanEnds(page, 'Scan incomplete')
  await sample.release()
  await expect(page.getByText('The new scan was cancelled. The figures are those of the scan before it.')).toBeVisible()
  await expect(page.getByText('all 2 repositories read')).toHaveCount(0)
})

test('a registry that does not answer can be left, and then says why and what to do', async ({ page, dashboard, listener, problems }) => {
  problems.allow(/ERR_/)
  const { url } = await dashboard()
  // It takes the request, and never answers.
  await page.route('https://silent.example.com/**', () => {})
  await page.goto(`${url}/r/silent.example.com`)
  await expect(page.getByText('Connecting to silent.example.com…')).toBeVisible()
  await page.getByRole('button', { name: 'Stop waiting' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('silent.example.com cannot be opened')
  await expect(page.getByText('The registry had not answered when you stopped waiting.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Registry', exact: true })).toBeHidden()
})

test('a sign-in has no links to pages that it does not open', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES, authentication: { basic: { user: 'ada', password: 'secret' } } })
  await page.goto(url)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to')
  const sections = page.getByRole('navigation', { name: 'Registry', exact: true })
  await expect(sections).toBeHidden()
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('secret')
  await page.getByRole('button', { name: 'Connect' }).click()
  await scanEnds(page)
  await expect(sections).toBeVisible()
})

test('a name that is no address is looked for among the registries of the page, which are listed', async ({ page, team, problems }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).hostname))
  await page.goto(new URL('/r/tem', url).href)
  await expect(page.getByText('No registry of that name is configured here.')).toBeVisible()
  expect(new Set(asked)).toEqual(new Set([new URL(url).hostname]))
  await page.getByRole('main').getByRole('link', { name: /^team/ }).click()
  await scanEnds(page)
})

test('the way back leads to the overview, and to the namespace', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook', 'legacy/billing', 'web/checkout'] })
  await page.goto(`${url}/repositories/docs%2Fhandbook`)
  await scanEnds(page)
  const crumbs = page.getByRole('navigation', { name: 'Breadcrumbs' })
  await crumbs.getByRole('link', { name: 'docs' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('docs/')
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
  await page.goBack()
  await crumbs.getByRole('link').first().click()
  await expect(page).toHaveURL(url)
})

test('an address fetches all its modules at once: none waits for another', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  const modules: string[] = []
  // The first module that is asked for stays away: the others are asked for all the same.
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(/\.wasm$/, async (route) => {
    const name = moduleOf(route.request().url())
    if (name) modules.push(name)
    if (name === 'registry') await gone
    await route.continue()
  })
  await page.goto(`${url}/r/sample/repositories`)
  await expect.poll(() => [...modules].sort()).toEqual(['main', 'pages', 'registry', 'sample'])
  letGo()
  await expect(table(page, 'Repositories')).toBeVisible()
})
