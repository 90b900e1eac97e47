// A registry behind the page that tries to steal credentials. It repeats them in every error, sends the page to a
// listener on another port by redirects and links, and names that listener as its token server. Tried for each form
// of credentials, through each web server.

import type { IncomingMessage } from 'node:http'
import type { Page } from '@playwright/test'
import { askToDelete, confirm } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { exportText } from '../support/pages.ts'
import { startPassage, type Instead } from '../support/passage.ts'
import type { SampleConfig } from '../support/sample.ts'
import { expectNone, forms, signIn, traces, ZEROS } from '../support/sign_in.ts'
import { startStranger, type Stranger } from '../support/stranger.ts'
import { scanEnds, table } from '../support/views.ts'
import { Watch } from '../support/watch.ts'

const HOST = 'team.azurecr.io'
const realm = `https://${HOST}/oauth2/token`
const USER = { user: 'ada', password: 'Gl4d1olus-7f3' }
const BOB = { user: 'bob', password: 'Sn0w/dr%p & 7f3' }
const REFRESH = 'eyJhbGciOiJub25lIn0.eyJqdGkiOiJ0ZXN0In0.c2lnbmF0dXJlLW9mLWEtdGVzdA'
const PASTED = { user: ZEROS, password: REFRESH }

/** The repositories. In this order, the registry answers with the truth, a redirect, an error instead of a token, errors. */
const REPOSITORIES = ['legacy/billing', 'docs/handbook', 'sandbox/scratchpad', 'legacy/mainframe']

const WAYS: [how: string, user: typeof USER, authentication: SampleConfig['authentication']][] = [
  ['Basic', USER, { basic: USER }],
  ['Basic, of odd letters', BOB, { basic: BOB }],
  ['a password for tokens', BOB, { bearer: { ...BOB, realm } }],
  ['an Azure user', USER, { acr: { realm, identities: [{ kind: 'service_principal', ...USER, roles: ['AcrPull', 'AcrDelete'] }] } }],
  ['a pasted token', PASTED, { acr: { realm, identities: [{ kind: 'entra', refresh_token: REFRESH, roles: ['AcrPull', 'AcrDelete'] }] } }],
]

test.use({ ignoreHTTPSErrors: true })
// The browser writes to its console about every answer that it hides.
test.beforeEach(({ problems }) => problems.allow(/Failed to load resource|blocked by CORS policy/))

/** A hostile registry's answer to a signed request; undefined if it gives the true answer. */
function hostile(stranger: Stranger): (request: IncomingMessage, form: string) => Instead | undefined {
  let count = 0
  return ({ method, url = '', headers: { authorization = '' } }, form) => {
    const path = decodeURIComponent(url)
    const decoded = Buffer.from(authorization.split(' ')[1] ?? '', 'base64').toString()
    const password = decoded.split(/:(.*)/s)[1] ?? ''
    const shapes = [password, encodeURIComponent(password), authorization, decoded, form].filter((shape) => shape !== '')
    const message = `I was sent ${shapes[count++ % Math.max(shapes.length, 1)]}`
    // The secret also stands where a code or the id of a request is expected.
    const fits = /^[\w-]{4,}$/.test(password)
    const echo = (status: number): Instead => ({
      status,
      headers: { 'x-ms-correlation-request-id': fits ? password : 'nobody-was-named' },
      body: JSON.stringify({ errors: [{ code: fits ? password : 'DENIED', message }] }),
    })
    const tokens = path.startsWith('/oauth2/token') && path + decodeURIComponent(form)
    if (tokens && /not-the-secret/.test(decoded + form)) return echo(401)
    if (tokens && /repository:sandbox\/scratchpad:/.test(tokens)) return echo(400)
    if (tokens || authorization === '') return undefined
    if (path.includes('/legacy/mainframe')) return echo(403)
    if (path.includes('/docs/handbook')) return { status: 307, headers: { location: `${stranger.url}/redirected?${path}` } }
    if (method === 'GET' && path.includes('/blobs/')) return { status: 307, headers: { location: `${stranger.url}/blob?${path}` } }
    if (method === 'DELETE') return echo(409)
    if (/\/_catalog/.test(path)) {
      return { status: 200, headers: { link: `<${stranger.url}/v2/_catalog?n=1>; rel="next"` }, body: JSON.stringify({ repositories: REPOSITORIES }) }
    }
    return undefined
  }
}

async function open(page: Page, repository: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await table(page, 'Repositories').getByRole('link', { name: repository, exact: true }).click()
}

for (const server of ['caddy', 'nginx'] as const) {
  for (const [how, user, authentication] of WAYS) {
    test(`${server}, ${how}: echoes, redirects and links`, async ({ page, dashboard, sample }) => {
      const stranger = await startStranger()
      const truth = await sample({ config: { repositories: REPOSITORIES, authentication } })
      const passage = await startPassage(truth.url)
      passage.instead(hostile(stranger))
      try {
        const { url } = await dashboard({ server, shipped: true, registries: { team: passage.url }, publicHosts: { team: HOST } })
        const secrets = forms(user.user, user.password)
        const watch = await Watch.over(page)
        await page.goto(`${url}/r/team`)
        await signIn(page, user.user, 'not-the-secret')
        await expect(page.getByRole('alert')).toBeVisible()
        await expect(page.getByRole('alert')).not.toContainText('not-the-secret')
        await signIn(page, user.user, user.password)
        await scanEnds(page, 'Scan incomplete')
        const gaps = page.getByRole('region', { name: 'Could not be read' })
        await expect(gaps.getByRole('listitem').filter({ hasText: 'legacy/mainframe' }).first()).toBeVisible()
        await expect(gaps).toContainText("continues at another server's address")
        let seen = (await traces(page)) + (await exportText(page))

        await open(page, 'legacy/billing')
        const dialog = await askToDelete(page, 'Tags', ['7.0'])
        await confirm(dialog, 1)
        await expect(dialog).toContainText('because of a conflict (409)')
        seen += await traces(page)
        await dialog.getByRole('button', { name: 'Close' }).click()
        await table(page, 'Tags').getByRole('link', { name: '7.1', exact: true }).click()
        await expect.poll(() => stranger.heard.filter(({ request }) => request.includes('/blob?')).length).toBeGreaterThan(0)
        // The listener's answer does not fit the digest.
        await expect(table(page, 'Layers')).toBeVisible()
        await expect(page.getByRole('region', { name: 'Steps' })).toHaveCount(0)
        seen += await traces(page)

        expectNone(secrets, seen + watch.said.join('\n'), 'the page')
        expectNone(secrets, watch.sent.map((sent) => sent.url).join('\n'), 'an address')
        // The browser itself followed the redirect of a blob, and sent no credentials along.
        expect(stranger.heard.map(({ request }) => request).filter((request) => !request.includes('/blob?'))).toEqual([])
        for (const { all } of stranger.heard) {
          expectNone(secrets, all, 'what the listener on another port heard')
          expect(all).not.toMatch(/^(?:authorization|cookie|referer)$/im)
        }
        expect(stranger.heard.map(({ request }) => request).filter((request) => request.includes('_catalog'))).toEqual([])
      } finally {
        await passage.stop()
        await stranger.stop()
      }
    })

    test(`${server}, ${how}: tokens from another port are asked for once somebody agreed, and not before`, async ({ page, dashboard, sample }) => {
      const stranger = await startStranger({ token: 'a-token-of-elsewhere', refresh_token: 'never-sent-anywhere' })
      const truth = await sample({ config: { repositories: ['docs/handbook'] } })
      const passage = await startPassage(truth.url)
      const names = (realm: string) => passage.instead(() => ({ status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="team"` } }))
      try {
        const { url } = await dashboard({ server, shipped: true, registries: { team: passage.url } })
        const secrets = forms(user.user, user.password)
        names('http://tokens.example.com/token')
        await page.goto(`${url}/r/team`)
        await expect(page.getByRole('alert')).toContainText('not safe (it must be https)')
        names(`${stranger.url}/token`)
        await page.getByRole('button', { name: 'Try again' }).click()
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in at ${stranger.host}?`)
        await page.getByRole('button', { name: 'Do not ask' }).click()
        await expect(page.getByRole('alert')).toContainText('Nothing was sent there.')
        expect(stranger.heard).toEqual([])

        await page.getByRole('button', { name: 'Try again' }).click()
        await page.getByRole('button', { name: `Ask ${stranger.host}` }).click()
        const form = page.getByRole('heading', { level: 1, name: `Sign in to ${passage.host}` })
        await expect(form).toBeVisible()
        expectNone(secrets, JSON.stringify(stranger.heard), 'the listener, before anything was typed')
        await signIn(page, user.user, user.password)
        await expect(page.getByRole('alert')).toBeVisible()
        // The confirmed host gets the credentials that the question named, at its token address and nowhere else.
        expect(stranger.heard.some(({ all }) => secrets.some((secret) => all.includes(secret)))).toBe(true)
        for (const { request } of stranger.heard) {
          expect(request).toMatch(/^(?:GET|POST|OPTIONS) \/token(?:\?|$)/)
          expectNone(secrets, request, 'an address')
        }
        expectNone(['never-sent-anywhere', 'a-token-of-elsewhere'], JSON.stringify(stranger.heard), 'the listener')
        // The tab keeps the names of the two hosts, and nothing else.
        expectNone([...secrets, 'a-token-of-elsewhere', 'never-sent-anywhere'], await traces(page), 'the page')
        await page.reload()
        await expect(form).toBeVisible()
      } finally {
        await passage.stop()
        await stranger.stop()
      }
    })
  }
}
