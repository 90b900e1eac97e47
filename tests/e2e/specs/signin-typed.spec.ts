// Typed addresses and tries that fail: credentials go to the typed registry only, and nothing has to be typed twice.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { signIn } from '../support/sign_in.ts'
import { startStranger } from '../support/stranger.ts'
import { scanEnds } from '../support/views.ts'

test.beforeEach(({ problems }) => {
  problems.allow(/Failed to load resource/)
  problems.allow(/net::ERR_FAILED/)
  problems.allow(/blocked by CORS policy/)
})

const ADA = { user: 'ada', password: 'correct horse' }

async function connect(page: Page, address: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Registry address' }).fill(address)
  await page.getByRole('button', { name: 'Connect' }).click()
}

for (const [what, host] of [
  ['an alias of this page', 'team'],
  ['the sample registry', 'sample'],
] as const) {
  test(`a typed host that is called like ${what} is that host, and nothing of it goes to the other`, async ({ page, dashboard, sample }) => {
    const other = await sample({ config: { repositories: ['docs/handbook'] } })
    const { url: home } = await dashboard({ registries: { team: other.url } })
    const cors = { 'access-control-allow-origin': home, 'access-control-expose-headers': 'WWW-Authenticate' }
    const basic = `Basic ${Buffer.from(`${ADA.user}:${ADA.password}`).toString('base64')}`
    const signed: string[] = []
    page.on('request', (request) => request.headers()['authorization'] && signed.push(request.url()))
    await page.route(`https://${host}/**`, (route) => {
      if (route.request().headers()['authorization'] !== basic) {
        return route.fulfill({ status: 401, headers: { ...cors, 'www-authenticate': 'Basic realm="r"' } })
      }
      return route.fulfill({ status: 200, headers: cors, json: { repositories: [] } })
    })
    await page.goto(home)
    await connect(page, host)
    await page.getByRole('alert').filter({ hasText: 'Sign in' }).waitFor()
    await signIn(page, ADA.user, ADA.password)
    await expect(page).toHaveURL(`${home}/r/https:%2F%2F${host}`)
    await scanEnds(page)
    // The address that can be passed on means the same host.
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
    await signIn(page, ADA.user, ADA.password)
    await scanEnds(page)
    for (const url of signed) expect(new URL(url).origin).toBe(`https://${host}`)
    expect(await other.requests()).toEqual([])
  })
}

test('Try again tries what was typed, and of a registry behind the page nobody is told of CORS', async ({ page, dashboard, sample }) => {
  const registry = await sample({ config: { repositories: ['docs/handbook'], authentication: { basic: ADA } } })
  const { url: home } = await dashboard({ registries: { team: registry.url } })
  await page.goto(`${home}/r/team`)
  await page.getByRole('button', { name: 'Connect' }).waitFor()
  await page.route('**/registry/team/**', (route) => route.abort())
  await signIn(page, ADA.user, ADA.password)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('No answer came.', { timeout: 30_000 })
  await expect(alert).not.toContainText(/CORS|page's own server|address/)
  await page.unroute('**/registry/team/**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await scanEnds(page)
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', `Signed in as ${ADA.user}`)
})

test('a registry that is open but for its list: the host that gives out tokens for it is asked about', async ({ page, dashboard, sample }) => {
  const { url: home } = await dashboard()
  const stranger = await startStranger({ token: 'a-token-for-the-list' })
  try {
    const registry = await sample({ config: { repositories: ['docs/handbook'] }, cors: home })
    const cors = { 'access-control-allow-origin': home, 'access-control-expose-headers': 'WWW-Authenticate' }
    await page.route('**/v2/_catalog**', (route) => {
      if (route.request().headers()['authorization'] === 'Bearer a-token-for-the-list') {
        return route.fulfill({ status: 200, headers: cors, json: { repositories: ['docs/handbook'] } })
      }
      const challenge = `Bearer realm="${stranger.url}/token",service="r"`
      return route.fulfill({ status: 401, headers: { ...cors, 'www-authenticate': challenge }, json: { errors: [{ code: 'UNAUTHORIZED' }] } })
    })
    await page.goto(`${home}/r/${registry.host}`)
    const question = page.getByRole('heading', { level: 1, name: `Sign in at ${stranger.host}?` })
    await expect(question).toBeVisible()
    expect(stranger.heard).toEqual([])
    // After "Do not ask", everything that can be read without a token is still shown.
    await page.getByRole('button', { name: 'Do not ask' }).click()
    await scanEnds(page, 'Scan incomplete')
    await expect(question).toHaveCount(0)
    expect(stranger.heard).toEqual([])
    await page.getByRole('button', { name: 'Scan again' }).click()
    await page.getByRole('button', { name: `Ask ${stranger.host}` }).click()
    await scanEnds(page)
    await expect(question).toHaveCount(0)
    expect(stranger.heard.length).toBeGreaterThan(0)
  } finally {
    await stranger.stop()
  }
})

test('what is wrong with an address stands under its field and is read with it; other failures lead to the doctor', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  await page.goto(home)
  const field = page.getByRole('textbox', { name: 'Registry address' })
  await connect(page, 'registry.test/team')
  await expect(field).toHaveAccessibleDescription(/without a path/)
  await expect(page.getByRole('alert')).toHaveCount(1)
  await expect(page.getByRole('textbox', { name: 'User name' })).toHaveAccessibleDescription('Only if the registry needs a sign-in. Kept in memory; sent to this registry only.')
  await page.route('https://registry.test/**', (route) => route.abort())
  await connect(page, 'registry.test')
  const alert = page.getByRole('alert').filter({ hasText: 'Not connected' })
  await alert.first().getByRole('button', { name: 'Find out why' }).click({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Run the tests' })).toBeFocused()
  await expect(field).toHaveAccessibleDescription('')
})
