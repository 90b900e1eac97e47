// Distribution 2.8 with its own token server on another port: which server is asked for tokens, which one gets the
// password, and what happens if fewer rights are granted than were asked for.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../support/fixtures.ts'
import { confirmAndClose, openDeletion } from '../support/dialog.ts'
import { startPassage } from '../support/passage.ts'
import { missing } from '../support/registry.ts'
import { expectNone, forms, signIn, traces } from '../support/sign_in.ts'
import { missingTokenServer, startTokenServer } from '../support/token_server.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const ALICE = { user: 'alice', password: 'Al1ce:in-w0nderland' }
const SECRETS = forms(ALICE.user, ALICE.password)

/** A copy of a registry's storage in which one repository is also called alice/app. */
async function withAlice(stored: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-alice-'))
  await cp(stored, folder, { recursive: true })
  const repositories = join(folder, 'docker/registry/v2/repositories')
  await cp(join(repositories, 'data/worker'), join(repositories, 'alice/app'), { recursive: true })
  return folder
}

test.describe('a real token server', () => {
  test.skip(() => missingTokenServer() !== undefined, missingTokenServer())

  test('through the page\'s own server: one sign-in, only what alice may read, and the missing right by its name', async ({ page, dashboard, registry, stock, problems }) => {
    problems.allow(/Failed to load resource/)
    const tokens = await startTokenServer({ [ALICE.user]: ALICE.password })
    const stored = await withAlice(stock.tidy)
    try {
      const { url, host } = await registry({ delete: true, tokens: tokens.auth, stored })
      const trusted_realms = [{ host: tokens.host, through: 'tokens' }]
      const { url: home } = await dashboard({
        registries: { team: url, tokens: `http://${tokens.host}` },
        extraConfig: { trusted_realms },
      })
      const requests: { url: string; authorization?: string }[] = []
      page.on('request', (request) => requests.push({ url: request.url(), authorization: request.headers()['authorization'] }))
      await page.goto(`${home}/r/team`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
      await signIn(page, ALICE.user, ALICE.password)
      // The catalog is granted to everybody; repositories that are not alice's are not.
      await scanEnds(page, 'Scan incomplete')
      const gaps = page.getByRole('region', { name: 'Could not be read' }).getByRole('listitem')
      await expect(gaps.filter({ hasText: 'data/worker' })).toContainText('may not read in these: the right pull is missing.')
      await expect(gaps.filter({ hasText: 'alice/app' })).toHaveCount(0)
      await page.goto(`${home}/r/team/repositories/alice%2Fapp`)
      await signIn(page, ALICE.user, ALICE.password)
      await scanEnds(page, 'Scan incomplete')
      await expect(bodyRows(table(page, 'Tags')).first()).toBeVisible()
      // Everything went to the page's own server; the password to the token server's alias alone.
      for (const request of requests) {
        expect(request.url.startsWith(home), request.url).toBe(true)
        if (request.authorization?.startsWith('Basic')) expect(request.url).toContain('/registry/tokens/token/')
      }
      expect(tokens.output()).toContain('alice')
      expectNone(SECRETS, requests.map((request) => request.url).join('\n') + (await traces(page)), 'the page')
    } finally {
      await tokens.stop()
      await rm(stored, { recursive: true, force: true })
    }
  })

  for (const version of [2, 3] as const) {
    test(`distribution ${version}: tokens that end in the middle of a scan and of a deletion are renewed without a word`, async ({ page, dashboard, registry, stock, problems }) => {
      test.skip(missing(version) !== undefined, missing(version))
      problems.allow(/Failed to load resource/)
      const tokens = await startTokenServer({ [ALICE.user]: ALICE.password })
      const stored = await withAlice(stock.tidy)
      const { url, host } = await registry({ version, delete: true, tokens: tokens.auth, stored })
      const passage = await startPassage(url)
      try {
        // All tokens given so far end with the fifth signed request, and again with the first DELETE.
        const [given, over] = [new Set<string>(), new Set<string>()]
        let [signed, deletes, refused] = [0, 0, 0]
        const challenge = `Bearer realm="${tokens.realm}",service="${tokens.auth.service}",error="invalid_token"`
        passage.instead(({ method, headers: { authorization = '' } }) => {
          if (!authorization.startsWith('Bearer')) return undefined
          given.add(authorization)
          signed += 1
          if (method === 'DELETE') deletes += 1
          if (signed === 5 || (method === 'DELETE' && deletes === 1)) for (const token of given) over.add(token)
          if (!over.has(authorization)) return undefined
          refused += 1
          return { status: 401, headers: { 'www-authenticate': challenge }, body: '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}' }
        })
        const { url: home } = await dashboard({
          registries: { team: passage.url, tokens: `http://${tokens.host}` },
          extraConfig: { trusted_realms: [{ host: tokens.host, through: 'tokens' }] },
        })
        await page.goto(`${home}/r/team/repositories/alice%2Fapp`)
        await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to')
        await signIn(page, ALICE.user, ALICE.password)
        await scanEnds(page, 'Scan incomplete')
        expect(refused).toBeGreaterThan(0)
        await expect(page.getByRole('tab', { name: 'Tags 4' })).toBeVisible()
        const before = refused
        await page.getByRole('checkbox', { name: 'Select all tags' }).check()
        await confirmAndClose(await openDeletion(page), 3)
        expect(refused).toBeGreaterThan(before)
        await expect(page.getByText('No tags')).toBeVisible()
        expectNone(SECRETS, await traces(page), `the page at ${host}`)
      } finally {
        await passage.stop()
        await tokens.stop()
        await rm(stored, { recursive: true, force: true })
      }
    })
  }

  for (const [what, spoil] of [
    ['of another issuer', { issuer: 'somebody else' }],
    ['signed with a key it does not know', undefined],
  ] as const) {
    test(`a registry that expects tokens ${what} is said not to fit its token server; nobody's password is blamed`, async ({ page, dashboard, registry, stock, problems }) => {
      problems.allow(/Failed to load resource/)
      const tokens = await startTokenServer({ [ALICE.user]: ALICE.password })
      const stranger = spoil ? undefined : await startTokenServer({ [ALICE.user]: ALICE.password })
      try {
        const { rootcertbundle, jwks } = (stranger ?? tokens).auth
        const { url, host } = await registry({ tokens: { ...tokens.auth, rootcertbundle, jwks, ...spoil }, stored: stock.tidy })
        const { url: home } = await dashboard({
          registries: { team: url, tokens: `http://${tokens.host}` },
          extraConfig: { trusted_realms: [{ host: tokens.host, through: 'tokens' }] },
        })
        await page.goto(`${home}/r/team`)
        await signIn(page, ALICE.user, ALICE.password)
        const alert = page.getByRole('alert')
        await expect(alert).toContainText('The token server accepted the sign-in and granted a token, but the registry refuses that token.')
        await expect(alert).toContainText('the issuer, the service and the clocks')
        await expect(alert).not.toContainText('user name or the password')
        // Another try begins where this one ended.
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
        expectNone(SECRETS, await traces(page), 'the page')
      } finally {
        await tokens.stop()
        await stranger?.stop()
      }
    })
  }
})

test('a realm on another port is asked about once, by its name; until then it gets nothing', async ({ page, dashboard, sample, problems }) => {
  problems.allow(/Failed to load resource/)
  const heard: { path: string; authorization: string }[] = []
  const server = createServer((request, response) => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, accept' }
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
    heard.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '' })
    const mayPass = request.headers.authorization === `Basic ${SECRETS[2]}`
    response.writeHead(mayPass ? 200 : 401, { ...cors, 'content-type': 'application/json' })
    response.end(mayPass ? JSON.stringify({ token: 'a-token-of-elsewhere', expires_in: 300, refresh_token: 'never-sent-anywhere' }) : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const { url } = await dashboard()
    const bearer = { ...ALICE, realm: `http://${host}/token` }
    const registry = await sample({ config: { repositories: ['docs/handbook'], authentication: { bearer } }, cors: url })
    await page.goto(`${url}/r/${registry.host}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in at ${host}?`)
    await expect(page.getByRole('main')).toContainText('your user name and password')
    await page.getByRole('button', { name: 'Do not ask' }).click()
    await expect(page.getByRole('alert')).toContainText('Nothing was sent there.')
    expect(heard).toEqual([])

    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('button', { name: `Ask ${host}` }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${registry.host}`)
    // Remembered for the tab: the two hosts, and nothing else.
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    expect(kept).toContain(host)
    await signIn(page, ALICE.user, ALICE.password)
    // The stranger's tokens are none of the registry's: it refuses them, and that is the end.
    await expect(page.getByRole('alert')).toBeVisible()
    expect(heard.filter(({ authorization }) => authorization !== '').length).toBeGreaterThan(0)
    for (const { path } of heard) expect(path.startsWith('/token?')).toBe(true)
    expectNone([...SECRETS, 'a-token-of-elsewhere', 'never-sent-anywhere'], await traces(page), 'the page')
    expectNone([...SECRETS, 'never-sent-anywhere'], JSON.stringify(await registry.requests()), 'an address')

    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${registry.host}`)
  } finally {
    server.close().closeAllConnections()
  }
})

test('a host inside the network that a registry outside names is not even asked about', async ({ page, team, problems }) => {
  problems.allow(/Failed to load resource/)
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
    const { url } = await team({ authentication: { bearer: { ...ALICE, realm } } })
    await page.goto(url)
    await expect(page.getByRole('alert')).toContainText('A registry outside must not do that')
    await expect(page.getByRole('button', { name: /^Ask / })).toHaveCount(0)
    expect(heard).toEqual([])
  } finally {
    server.close().closeAllConnections()
  }
})
