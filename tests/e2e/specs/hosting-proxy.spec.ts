// The server between the page and its registries: which registry gets which request, and with which headers.

import { request as ask } from 'node:http'
import { expect, test } from '../support/fixtures.ts'
import { BLOB, type Listener } from '../support/listener.ts'
import { keptIn, type Storage } from '../support/storage.ts'

/** Sends a request with the path exactly as it is written, which other clients would normalise. */
function askFor(address: string, path: string): Promise<number> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const request = ask({ hostname, port, path, headers: { authorization: 'Basic c2VjcmV0' } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}

let blobs: Storage
let team: Listener
let stranger: Listener
test.beforeEach(async ({ listener, storage }) => {
  ;[blobs, team, stranger] = await Promise.all([storage(), listener(), listener()])
})

for (const server of ['caddy', 'nginx'] as const) {
  test.describe(server, () => {
    const authorization = 'Bearer registry-only'

    test('a blob that is kept elsewhere is fetched from there, without Authorization', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs) })
      const signed = '/container//docker/registry/blobs/data?se=2026-01-01T00%3A00%3A00Z&sig=a%2Bb%2Fc%3D&sp=r&x=a+b'
      team.redirect = `${blobs.url}${signed}`
      const response = await request.get(`${url}/registry/team${BLOB}`, { headers: { authorization, cookie: 'sid=1' }, maxRedirects: 0 })
      expect(await response.text()).toBe('the blob')
      expect(response.status()).toBe(200)
      expect(team.seen).toHaveLength(1)
      expect(team.seen[0]!.url).toBe(BLOB)
      expect(team.seen[0]!.headers.authorization).toBe(authorization)
      expect(blobs.seen).toHaveLength(1)
      expect(blobs.seen[0]!.url).toBe(signed)
      expect(blobs.seen[0]!.headers.host).toBe(new URL(blobs.url).host)
      for (const name of ['authorization', 'cookie', 'x-forwarded-for', 'x-forwarded-host']) expect(blobs.seen[0]!.headers[name], name).toBeUndefined()
      // The storage's answers are no pages of this site, either.
      const headers = response.headers()
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
      expect(headers['location']).toBeUndefined()
    })

    test('where it is kept may be written with groups and alternatives', async ({ request, dashboard }) => {
      const follow = { team: '(?:[a-z]+)\\.example\\.com|(local|far)(h)ost' }
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs), follow })
      team.redirect = `${blobs.url}/x?sig=1`
      const response = await request.get(`${url}/registry/team${BLOB}`, { maxRedirects: 0 })
      expect([response.status(), await response.text()]).toEqual([200, 'the blob'])
      expect(blobs.seen).toMatchObject([{ url: '/x?sig=1', headers: { host: new URL(blobs.url).host } }])
    })

    test('only from there, only blobs, and only to read', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs) })
      const port = new URL(blobs.url).port
      const check = async (method: string, path: string, redirect: string) => {
        team.redirect = redirect
        const response = await request.fetch(`${url}/registry/team${path}`, { method, headers: { authorization }, maxRedirects: 0 })
        expect(response.status(), redirect).toBe(307)
        expect(response.headers()['location'], redirect).toBe(redirect)
      }
      await check('GET', BLOB, `${stranger.url}/x`)
      await check('GET', BLOB, `http://localhost:${port}/x`)
      await check('GET', BLOB, `https://127.0.0.1:${port}/x`)
      await check('GET', BLOB, `https://localhost.evil.example:${port}/x`)
      await check('GET', BLOB, `https://${stranger.host}/https://localhost:${port}/x`)
      await check('GET', '/v2/web%2Fapp/manifests/latest', `${blobs.url}/x`)
      await check('DELETE', BLOB, `${blobs.url}/x`)
      expect(blobs.seen).toEqual([])
      expect(stranger.seen).toEqual([])
    })

    test('a storage that cannot show who it is gets no request', async ({ request, dashboard, storage }) => {
      const other = await storage()
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs) })
      team.redirect = `${other.url}/x`
      const response = await request.get(`${url}/registry/team${BLOB}`, { headers: { authorization }, maxRedirects: 0 })
      expect(response.status()).toBe(502)
      expect(await response.text()).toContain('cannot be reached')
      expect(other.seen).toEqual([])
    })

    test('without a known storage a redirect to another host passes as it is', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      team.redirect = `${blobs.url}/x`
      const response = await request.get(`${url}/registry/team${BLOB}`, { headers: { authorization }, maxRedirects: 0 })
      expect(response.status()).toBe(307)
      expect(response.headers()['location']).toBe(`${blobs.url}/x`)
      expect(blobs.seen).toEqual([])
    })

    test('what is meant for one registry reaches no other', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url, 'team-auth': stranger.url } })
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
        await request.fetch(`${url}/registry/team/v2/a/registry/team-auth/x`, { method, headers: { authorization } })
      }
      expect(team.seen.map(({ method }) => method)).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])
      expect(stranger.seen).toEqual([])
      // A token server behind the page gets its own request, with the body.
      const form = 'grant_type=password&service=a&scope=repository%3Aweb%2Fapp%3Apull'
      await request.post(`${url}/registry/team-auth/token?x=1`, { data: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      expect(stranger.seen.map(({ method, url }) => [method, url])).toEqual([['POST', '/token?x=1']])
      expect(stranger.seen[0]!.headers['content-length']).toBe(String(form.length))
    })

    test('no address climbs out of its registry', async ({ dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url, other: stranger.url } })
      const tries = ['../other/v2/', '%2e%2e/other/v2/', '..%2fother/v2/', '%2e%2e%2fother/v2/', 'v2/../../other/v2/', 'v2/%2e%2e/%2e%2e/other/v2/', 'v2/..%5c..%5cother', 'v2/./x', 'v2/..']
      for (const path of tries) expect(await askFor(url, `/registry/team/${path}`), path).toBeGreaterThanOrEqual(400)
      // Dots inside a name do not climb.
      expect(await askFor(url, '/registry/team/v2/a..b/c.d/manifests/1..2')).toBe(200)
      expect(stranger.seen).toEqual([])
      expect(team.seen.map(({ url }) => url)).toEqual(['/v2/a..b/c.d/manifests/1..2'])
    })

    test('an address that a registry would get in another form than it is written is refused', async ({ dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url, other: stranger.url } })
      const odd = [
        // The alias or its slashes are encoded.
        '/registry/team%2fv2/', '/registry/team%2Fv2/', '/registry/team%2f', '/registry%2fteam/v2/', '/registry/%74eam/v2/', '/registry/team%2f..%2fother/v2/',
        // Parts are empty.
        '//registry/team/v2/', '/registry//team/v2/', '/registry/team//v2/', '/registry/team/v2//a', '/registry/team/v2/a%2f%2Fb', '/registry/team/%2fv2/', '/registry/team/v2/%2f',
        // Backslashes, dots, fragments.
        '/registry/team/v2/a%5cb', '/registry/team/v2\\a', '/registry/team/%5c..%5cother/v2/', '/registry/team/v2/..%5c', '/registry/team/..%2Fother/v2/', '/registry/team/v2/a/%2E%2e',
        '/registry/team/v2/a#b', '/registry/team/v2/..#b',
      ]
      for (const path of odd) expect(await askFor(url, path), path).toBe(400)
      expect([team.connections, stranger.connections]).toEqual([0, 0])
      // The query is the registry's own matter.
      const plain = ['/v2/a%2Fb/manifests/sha256%3Aabc', '/api/v2.0/a%252Fb', '/v2/_catalog?last=a//b/../c%5c%2f%2f', '/v2/?', '/']
      for (const path of plain) expect(await askFor(url, `/registry/team${path}`), path).toBe(200)
      expect(team.seen.map(({ url }) => url)).toEqual(plain)
    })

    test('nothing larger than a manifest is taken', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      const put = (bytes: number) => request.put(`${url}/registry/team/v2/a/manifests/x`, { data: Buffer.alloc(bytes, 32) })
      expect((await put(4 * 1024 * 1024)).status()).toBe(200)
      expect((await put(9 * 1024 * 1024)).status()).toBeGreaterThanOrEqual(400)
    })
  })
}
