// A private endpoint: an address of its own leads to the registry, whose certificate is for the public host.

import { expect, test } from '../support/fixtures.ts'
import { BLOB } from '../support/listener.ts'
import { certificates, type Storage } from '../support/storage.ts'

// The certificates of a test are signed by nobody.
test.use({ ignoreHTTPSErrors: true })

/** Its certificate is for localhost. */
const address = ({ url }: Storage) => url.replace('localhost', '127.0.0.1')

for (const server of ['caddy', 'nginx'] as const) {
  for (const shipped of [false, true]) {
    test.describe(shipped ? `${server}, as shipped` : server, () => {
      test('the public host is asked for by name, without its port, and gets it as Host', async ({ request, dashboard, storage }) => {
        const registry = await storage()
        for (const host of ['localhost', 'localhost:5000']) {
          const { url } = await dashboard({ server, shipped, registries: { team: address(registry) }, publicHosts: { team: host }, env: { SSL_CERT_FILE: registry.certificate } })
          for (const path of ['/v2/', BLOB]) {
            expect((await request.get(`${url}/registry/team${path}`)).status(), `${host} ${path}`).toBe(200)
            expect(registry.seen.at(-1)).toMatchObject({ url: path, servername: 'localhost', headers: { host } })
          }
        }
      })

      test('whoever answers there and has no certificate for the public host gets no request', async ({ request, dashboard, storage }) => {
        const registry = await storage()
        const { url } = await dashboard({ server, shipped, registries: { team: address(registry) }, publicHosts: { team: 'team.azurecr.io' }, env: { SSL_CERT_FILE: registry.certificate } })
        for (const path of ['/v2/', BLOB]) {
          const answer = await request.get(`${url}/registry/team${path}`, { headers: { authorization: 'Basic dGVhbS1vbmx5' } })
          expect(answer.status(), path).toBe(502)
          expect(await answer.text()).toContain('cannot be reached')
        }
        expect(registry.seen).toEqual([])
      })

      test('its blobs are fetched from the storage, by that one\'s name', async ({ request, dashboard, storage }) => {
        const [registry, blobs] = [await storage(), await storage()]
        const trusted = await certificates([registry, blobs])
        const { url } = await dashboard({ server, shipped, registries: { team: address(registry) }, publicHosts: { team: 'localhost:5000' }, follow: { team: 'localhost' }, env: { SSL_CERT_FILE: trusted } })
        registry.redirect = `${blobs.url}/x?sig=1`
        const answer = await request.get(`${url}/registry/team${BLOB}`, { headers: { authorization: 'Basic dGVhbS1vbmx5' }, maxRedirects: 0 })
        expect([answer.status(), await answer.text()]).toEqual([200, 'the blob'])
        expect(registry.seen).toMatchObject([{ url: BLOB, servername: 'localhost', headers: { host: 'localhost:5000' } }])
        expect(blobs.seen).toMatchObject([{ url: '/x?sig=1', servername: 'localhost', headers: { host: new URL(blobs.url).host } }])
        expect(blobs.seen[0]!.headers.authorization).toBeUndefined()
      })
    })
  }
}
