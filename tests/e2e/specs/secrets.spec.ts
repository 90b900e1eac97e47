// Credentials go to the registry that they were given for, and nowhere else.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { SampleConfig } from '../support/sample.ts'
import { scanEnds } from '../support/views.ts'

const USER = { user: 'ada', password: 'Gl4d1olus-7f3' }
const BASIC = Buffer.from(`${USER.user}:${USER.password}`).toString('base64')
const SECRETS = [USER.password, BASIC]

async function signIn(page: Page, password = USER.password): Promise<void> {
  await page.getByRole('textbox', { name: 'User name' }).fill(USER.user)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** Everything that the page shows or keeps: its text, its attributes, its storage, its addresses. */
async function traces(page: Page): Promise<string> {
  const kept = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]))
  return kept + JSON.stringify(await page.context().storageState())
}

function noSecretIn(text: string): void {
  for (const secret of SECRETS) expect(text.includes(secret), `${secret} in ${text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 100)}`).toBe(false)
}

const ways: [how: string, authentication: SampleConfig['authentication']][] = [
  ['Basic', { basic: USER }],
  ['Bearer', { bearer: USER }],
]
for (const [how, authentication] of ways) {
  test(`${how}: signed in and out; the password stays out of addresses, storage, texts and the export`, async ({ page, dashboard, sample, problems }) => {
    problems.allow(/Failed to load resource/)
    const { url } = await dashboard()
    // One repository cannot be listed, whether the registry is recognised as Azure's or not.
    const denied = { status: [403, '{"errors":[{"code":"DENIED","message":"not ada"}]}'] }
    const faults = ['/v2/legacy/mainframe/tags/list', '/acr/v1/legacy/mainframe/'].map((path) => ({ path, answer: denied }))
    const registry = await sample({ config: { repositories: ['docs/handbook', 'legacy/mainframe'], authentication, faults }, cors: url })
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(request.url()))
    await page.goto(`${url}/r/${registry.host}`)
    await expect(page.getByRole('heading', { name: `Sign in to ${registry.host}` })).toBeVisible()
    await signIn(page, 'wrong')
    await expect(page.getByRole('alert')).toContainText('refused the user name or the password')
    await signIn(page)
    await scanEnds(page, 'Scan incomplete')
    await expect(page.getByRole('region', { name: 'Could not be read' })).toContainText(/forbids this|network rules do not admit/)

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Report (JSON)' }).click()
    noSecretIn(await readFile(await (await download).path(), 'utf8'))
    noSecretIn(await traces(page))
    noSecretIn(addresses.join('\n'))
    noSecretIn(JSON.stringify(await registry.requests()))

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('')
    await expect(page.getByText('docs/handbook')).toHaveCount(0)
    noSecretIn(await traces(page))
    const asked = (await registry.requests()).length
    const signed: string[] = []
    page.on('request', (request) => signed.push(request.headers()['authorization'] ?? ''))
    await page.reload()
    await expect(page.getByRole('heading', { name: `Sign in to ${registry.host}` })).toBeVisible()
    // A reload has no credentials. It asks /v2/ without any, and at most once for a token without a name.
    const ways = (await registry.requests()).slice(asked).map((request) => request.join(' '))
    expect([...new Set(ways)].filter((way) => way !== 'GET /v2/' && way !== 'POST /oauth2/token')).toEqual([])
    expect(ways.filter((way) => way.startsWith('POST')).length).toBeLessThanOrEqual(1)
    expect(signed.filter((authorization) => authorization !== '')).toEqual([])
  })
}

test('on a page over plain http beyond this machine the form says that it is not encrypted', async ({ page, dashboard, sample, problems }) => {
  // Over plain http a browser ignores this header, and says so.
  problems.allow(/Cross-Origin-Opener-Policy header has been ignored/)
  const registry = await sample({ config: { repositories: ['docs/handbook'], authentication: { basic: USER } } })
  const { url } = await dashboard({ registries: { team: registry.url } })
  const warning = page.getByText('others on the network can read what you type here')
  await page.goto(`${url}/r/team`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${registry.host}`)
  await expect(warning).toHaveCount(0)
  // As if the page were hosted there.
  await page.route('http://view.example.com/**', async (route) => {
    const address = route.request().url().replace('http://view.example.com', url)
    await route.fulfill({ response: await route.fetch({ url: address }) })
  })
  await page.goto('http://view.example.com/r/team')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${registry.host}`)
  await expect(warning).toBeVisible()
  await page.goto('http://view.example.com/')
  await expect(page.getByRole('region', { name: 'Connect to another registry' })).toContainText('Not encrypted')
})

test('a redirect to another host is not followed, and the page says so', async ({ page, dashboard, problems }) => {
  problems.allow(/Failed to load resource|blocked by CORS policy/)
  const heard: string[] = []
  const stranger = createServer((request, response) => {
    heard.push(request.headers.authorization ?? '')
    response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'content-type': 'application/json' }).end('{}')
  })
  const registry = createServer((request, response) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, accept', 'access-control-expose-headers': 'www-authenticate' }
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
    if (!request.headers.authorization) return response.writeHead(401, { ...cors, 'www-authenticate': 'Basic realm="r"' }).end()
    response.writeHead(307, { ...cors, location: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/v2/` }).end()
  })
  for (const server of [stranger, registry]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { url } = await dashboard()
    await page.goto(`${url}/r/127.0.0.1:${(registry.address() as AddressInfo).port}`)
    await signIn(page)
    await expect(page.getByRole('alert')).toContainText('redirects to another address. Plimsoll did not follow it')
    expect(heard).toEqual([])
  } finally {
    for (const server of [stranger, registry]) server.close().closeAllConnections()
  }
})
