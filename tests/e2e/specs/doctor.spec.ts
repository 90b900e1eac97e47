// The CORS doctor: its words about registries that a page may not read, and the configurations that it prints, tried.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { startCaddy, startNginx, type Front } from '../support/front.ts'
import { freePort } from '../support/port.ts'
import { scanEnds } from '../support/views.ts'

const USERS = { ada: 'correct horse' }

test.beforeEach(({ problems }) => {
  // The browser writes to its console about every answer that it hides.
  problems.allow(/blocked by CORS policy/)
  problems.allow(/net::ERR_FAILED/)
  problems.allow(/net::ERR_CONNECTION_REFUSED/)
  problems.allow(/status of (40[0145]|500)/)
})

async function connect(page: Page, home: string, host: string, signIn = false): Promise<void> {
  await page.goto(home)
  await page.getByRole('textbox', { name: 'Registry address' }).fill(host)
  if (signIn) {
    await page.getByRole('textbox', { name: 'User name' }).fill('ada')
    await page.getByLabel('Password').fill(USERS.ada)
  }
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** Runs the doctor and returns its words. */
async function examine(page: Page) {
  const panel = page.getByRole('region', { name: 'Diagnose the connection' })
  await panel.getByRole('button', { name: 'Run the tests' }).click({ timeout: 30_000 })
  const said = panel.getByRole('status')
  await expect(said).not.toBeEmpty()
  return { panel, said, checks: panel.getByRole('list', { name: 'This page may' }).getByRole('listitem') }
}

async function recipe(page: Page, title: string): Promise<string> {
  await page.getByText(title, { exact: true }).click()
  return (await page.getByLabel(title, { exact: true }).textContent()) ?? ''
}

test('a registry without CORS headers: what is printed for distribution lets the page in', async ({ page, dashboard, registry, stock }) => {
  const { url: home } = await dashboard()
  const { host } = await registry({ stored: stock.tidy })
  await connect(page, home, host)
  const { said, checks } = await examine(page)
  await expect(said).toContainText(`Access-Control-Allow-Origin: ${home}`)
  await expect(checks.filter({ hasText: 'reach it' })).toContainText('yes: reach it')
  await expect(checks.filter({ hasText: 'read its answers' })).toContainText('no: read its answers')
  await expect(checks.filter({ hasText: 'not known' })).toHaveCount(7)

  const lines = [...(await recipe(page, 'distribution')).matchAll(/^ {4}([\w-]+): (\[.*\])$/gm)]
  const headers = Object.fromEntries(lines.map(([, name, list]) => [name, list!.match(/[^[\]', ]+(?=[\]',])/g)]))
  const open = await registry({ stored: stock.tidy, headers, delete: true })
  await connect(page, home, open.host)
  await expect(page).toHaveURL(`${home}/r/${open.host}`)
  await scanEnds(page)
})

for (const [title, startFront] of [['Caddy', startCaddy], ['nginx', startNginx]] as const) {
  test(`behind htpasswd announced questions fail: what is printed for ${title} lets the page in`, async ({ page, dashboard, registry, stock }) => {
    const { url: home } = await dashboard()
    const { host } = await registry({ users: USERS, cors: home, stored: stock.tidy })
    await connect(page, home, host, true)
    const { said, checks } = await examine(page)
    await expect(said).toContainText('refuses the browser\'s preliminary request (OPTIONS)')
    await expect(checks.filter({ hasText: 'send a sign-in' })).toContainText('no: send a sign-in')

    const text = await recipe(page, title)
    const front = `127.0.0.1:${await freePort()}`
    const pasted = text.replaceAll(host, front).replaceAll('127.0.0.1:5000', host)
    const running: Front = await startFront(pasted, front)
    try {
      // The paths of a token server and of Harbor's own API are let in, too.
      for (const path of ['/v2/', '/service/token', '/api/v2.0/projects/1/summary']) {
        const answer = await fetch(`http://${front}${path}`)
        expect(answer.headers.get('access-control-allow-origin'), path).toBe(home)
        const announced = await fetch(`http://${front}${path}`, { method: 'OPTIONS' })
        expect([announced.status, announced.headers.get('access-control-allow-headers')], path).toEqual([204, expect.stringContaining('X-Is-Resource-Name')])
      }
      await connect(page, home, front, true)
      await expect(page).toHaveURL(`${home}/r/${front}`)
      await scanEnds(page)
      await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
    } finally {
      await running.stop()
    }
  })
}

test('what is printed for a registry at port 5000 does not lead to itself', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  // A server answers there, and allows no page.
  await page.route('http://127.0.0.1:5000/**', (route) => route.fulfill({ status: 401, headers: { 'access-control-allow-origin': 'http://nobody.example' } }))
  await connect(page, home, '127.0.0.1:5000')
  await examine(page)
  const text = await recipe(page, 'Caddy')
  expect(text).toContain('http://127.0.0.1:5000 {')
  expect(text).toContain('reverse_proxy 127.0.0.1:5001 {')
})

test('addresses that the page itself may not ask are refused with what to type', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  for (const host of ['[::1]:5000', '127.0.0.2:5000', 'http://[::1]:5000']) {
    await connect(page, home, host)
    await expect(page.getByRole('alert').first(), host).toContainText('only as localhost or 127.0.0.1: type one of these')
  }
  await connect(page, home, 'http://registry.example.com')
  await expect(page.getByRole('alert').first()).toContainText('(mixed content)')
})

test.describe('on a page over https', () => {
  test.use({ ignoreHTTPSErrors: true })

  test('that http may be asked from it is looked at, and where nothing answers it may be why', async ({ page, dashboard, registry }) => {
    const { url: home } = await dashboard({ shipped: true })
    const { host } = await registry()
    await connect(page, home, host)
    const { said, checks } = await examine(page)
    await expect(checks.filter({ hasText: 'ask over http' })).toContainText('yes: ask over http, itself being https')
    await expect(said).toContainText(`Access-Control-Allow-Origin: ${home}`)
    await connect(page, home, `127.0.0.1:${await freePort()}`)
    const none = await examine(page)
    await expect(none.said).toContainText('(mixed content)')
    await expect(none.checks.filter({ hasText: 'not known' })).toHaveCount(0)
  })
})

test('where nobody listens it says so and prints nothing to paste', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  await page.goto(`${home}/r/127.0.0.1:${await freePort()}`)
  const { said, panel, checks } = await examine(page)
  await expect(said).toContainText('Nothing answers: ')
  await expect(said).toContainText('Nothing else could be tested.')
  await expect(checks).toHaveCount(1)
  await expect(panel.getByRole('group')).toHaveCount(0)
})

test('the examination sends no credentials, and deletes and pushes nothing but /v2/ itself', async ({ page, dashboard, sample }) => {
  const { url: home } = await dashboard()
  const { host, requests } = await sample({ config: { authentication: { basic: { user: 'ada', password: USERS.ada } } } })
  await connect(page, home, host, true)
  const before = (await requests()).length
  await examine(page)
  const asked = (await requests()).slice(before)
  for (const [method, path] of asked) expect(`${method} ${path}`).toMatch(/^(GET|OPTIONS|DELETE|PUT) \/v2\/$/)
  expect(asked.length).toBeGreaterThan(0)
})

test('what could not be seen is not said to be there: a sign-in hides lists and digests', async ({ page, dashboard, sample }) => {
  const { url: home } = await dashboard()
  const { host } = await sample({ config: { authentication: { basic: { user: 'ada', password: USERS.ada } } }, cors: home })
  await page.route(`http://${host}/**`, (route) => route.abort())
  await connect(page, home, host)
  const panel = page.getByRole('region', { name: 'Diagnose the connection' })
  await expect(panel).toBeVisible({ timeout: 30_000 })
  await page.unroute(`http://${host}/**`)
  const { said, checks } = await examine(page)
  await expect(said).toContainText('Works so farNothing that was tested is missing. The tests could not show whether this page may follow long lists and see digests.')
  await expect(said).not.toContainText('may read and change')
  await expect(checks.filter({ hasText: 'push' })).toContainText('yes: push')
})

test('an answer that no registry gives is named by its status, and nothing is deleted or pushed there', async ({ page, dashboard, sample }) => {
  const { url: home } = await dashboard()
  const { host, requests } = await sample({ config: { faults: [{ path: '/v2/', answer: { status: [500, 'oops'] } }] }, cors: home })
  await connect(page, home, host)
  const { said } = await examine(page)
  await expect(said).toContainText('it says 500, and a registry says 200 or 401')
  await expect(said).not.toContainText('well')
  for (const [method] of await requests()) expect(method).toMatch(/^(GET|HEAD|OPTIONS)$/)
})
