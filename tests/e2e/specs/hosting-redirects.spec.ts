// A registry that answers with redirects: to another alias behind the same page, to the page's own host, to another
// host. Credentials, bodies and deletions reach only the registry that they were meant for.

import type { Page } from '@playwright/test'
import { askToDelete, confirm } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { BLOB, type Listener } from '../support/listener.ts'
import { startPassage } from '../support/passage.ts'
import { signIn, ZEROS } from '../support/sign_in.ts'
import { keptIn } from '../support/storage.ts'
import { startStranger } from '../support/stranger.ts'
import { scanEnds, table } from '../support/views.ts'

const USER = { user: 'ada', password: 'Gl4d1olus-7f3' }
const REFRESH = 'eyJhbGciOiJub25lIn0.eyJqdGkiOiJ0ZXN0In0.c2lnbmF0dXJlLW9mLWEtdGVzdA'
const FOLLOWED = 'redirects to another address. Plimsoll did not follow it'
const authorization = 'Basic dGVhbS1vbmx5'

test.beforeEach(({ problems }) => problems.allow(/Failed to load resource|blocked by CORS policy/))

async function open(page: Page, repository: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await table(page, 'Repositories').getByRole('link', { name: repository, exact: true }).click()
}

for (const server of ['caddy', 'nginx'] as const) {
  test.describe(server, () => {
    let team: Listener
    test.beforeEach(async ({ listener }) => {
      team = await listener()
    })

    test('a redirect back to this host is not passed on, however it is written', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      const { host } = new URL(url)
      const there = '/registry/attic/v2/prod/manifests/latest'
      const back = [there, `//${host}${there}`, `http://${host}${there}`, `HTTP://${host}`, `http:${there}`, `http:///${host}${there}`, `http://x@${host}${there}`,
        `http:\\\\${host}${there}`, `\\\\${host}${there}`, `?x`, `../../attic/v2/`, `http://${host.replace('127.0.0.1', '2130706433')}${there}`,
        `http://${host.replace('127.0.0.1', '127.1')}${there}`, `http://${host.replace('127.0.0.1', '0x7f.0.0.1')}${there}`, `http://${host.replace('1', '%31')}${there}`]
      for (const status of [301, 302, 303, 307, 308]) {
        team.status = status
        for (const location of status === 307 ? back : back.slice(0, 3)) {
          team.redirect = location
          for (const [method, path] of [['GET', BLOB], ['GET', '/v2/a/manifests/b'], ['DELETE', '/v2/a/manifests/b']] as const) {
            const answer = await request.fetch(`${url}/registry/team${path}`, { method, headers: { authorization }, maxRedirects: 0 })
            expect(answer.headers()['location'], `${status} ${location}`).toBeUndefined()
            if (path === BLOB) {
              expect(answer.status(), `${status} ${location}`).toBe(502)
              expect(await answer.text()).toContain('does not lead to another host')
            }
          }
        }
      }
      // A redirect to another host passes, and so does a Location in an answer that is no redirect.
      for (const location of ['https://blobs.example.com/x?sig=a%2Fb', 'https://blobs.example.com:8443', `http://${host}0/x`, `http://127.0.0.2/x`]) {
        team.redirect = location
        expect((await request.get(`${url}/registry/team${BLOB}`, { maxRedirects: 0 })).headers()['location']).toBe(location)
      }
      team.redirect = undefined
      team.headers = { location: '/v2/a/blobs/uploads/1' }
      expect((await request.post(`${url}/registry/team/v2/a/blobs/uploads/`)).headers()['location']).toBe('/v2/a/blobs/uploads/1')
    })

    test('nor one that a storage answers with', async ({ request, dashboard, storage }) => {
      const blobs = await storage()
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs) })
      team.redirect = `${blobs.url}/x`
      for (const location of ['/registry/attic/v2/', `${url}/registry/attic/v2/`]) {
        blobs.redirect = location
        const answer = await request.get(`${url}/registry/team${BLOB}`, { headers: { authorization }, maxRedirects: 0 })
        expect([answer.status(), answer.headers()['location']]).toEqual([502, undefined])
      }
      blobs.redirect = 'https://blobs.example.com/x'
      const answer = await request.get(`${url}/registry/team${BLOB}`, { maxRedirects: 0 })
      expect([answer.status(), answer.headers()['location']]).toEqual([307, 'https://blobs.example.com/x'])
      expect(answer.headers()).toMatchObject({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox" })
      expect(blobs.seen).toHaveLength(3)
    })

    test('lists, deletions and blobs that are sent on to another registry reach it neither signed nor at all', async ({ page, dashboard, sample, listener }) => {
      const attic = await listener()
      const truth = await sample({ config: { repositories: ['legacy/billing', 'docs/handbook'], authentication: { basic: USER } } })
      const passage = await startPassage(truth.url)
      passage.instead(({ method, url = '', headers }) => {
        const asked = decodeURIComponent(url)
        const sentOn = method === 'DELETE' || asked.includes('/blobs/') || asked.includes('docs/handbook')
        const location = `/registry/attic/v2/prod/manifests/latest?was=${method}`
        return headers.authorization && sentOn ? { status: 307, headers: { location } } : undefined
      })
      try {
        const { url } = await dashboard({ server, registries: { team: passage.url, attic: attic.url } })
        await page.goto(`${url}/r/team`)
        await signIn(page, USER.user, USER.password)
        await scanEnds(page, 'Scan incomplete')
        const gaps = page.getByRole('region', { name: 'Could not be read' })
        await expect(gaps.getByRole('listitem').filter({ hasText: 'docs/handbook' }).filter({ hasText: /answers with a redirect\b|The answer redirects\b/ }).first()).toBeVisible()
        await open(page, 'legacy/billing')
        const dialog = await askToDelete(page, 'Tags', ['7.0'])
        await confirm(dialog, 1)
        await expect(dialog).toContainText(/answers with a redirect\b|The answer redirects\b/)
        await dialog.getByRole('button', { name: 'Close' }).click()
        await table(page, 'Tags').getByRole('link', { name: '7.1', exact: true }).click()
        await expect(table(page, 'Layers')).toBeVisible()
        expect(attic.seen).toEqual([])
      } finally {
        await passage.stop()
      }
    })

    test('a token to exchange is not sent on to another port', async ({ page, dashboard, sample }) => {
      const stranger = await startStranger({ access_token: 'of-elsewhere' })
      const realm = 'https://team.azurecr.io/oauth2/token'
      const authentication = { acr: { realm, identities: [{ kind: 'entra' as const, refresh_token: REFRESH, roles: ['AcrPull' as const] }] } }
      const truth = await sample({ config: { repositories: ['docs/handbook'], authentication } })
      const passage = await startPassage(truth.url)
      passage.instead(({ url = '' }, form) => {
        const isTold = url.startsWith('/oauth2/token') && form.includes('refresh_token')
        return isTold ? { status: 307, headers: { location: `${stranger.url}/oauth2/token` } } : undefined
      })
      try {
        const { url } = await dashboard({ server, registries: { team: passage.url }, publicHosts: { team: 'team.azurecr.io' } })
        await page.goto(`${url}/r/team`)
        await signIn(page, ZEROS, REFRESH)
        await expect(page.getByRole('alert')).toContainText(FOLLOWED)
        expect(stranger.heard).toEqual([])
      } finally {
        await passage.stop()
        await stranger.stop()
      }
    })
  })
}
