// The answers of both servers: files, headers, config.json, and the registries behind the page.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../support/fixtures.ts'

// The Brotli module is not part of nginx.
const SERVERS = [
  { server: 'caddy', forms: [['gzip, br', 'br'], ['gzip', 'gzip']] },
  { server: 'nginx', forms: [['gzip, br', 'gzip'], ['gzip', 'gzip']] },
] as const

for (const { server, forms } of SERVERS) {
  test.describe(server, () => {
    test('hashed files are compressed and kept for good, the page itself is asked for again', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server })
      const page = await request.get(url)
      expect(page.headers()['cache-control']).toBe('no-cache')
      const names = [...(await page.text()).matchAll(/(?:src|href)="?\.\/([\w-]+\.(?:js|css|wasm|svg))/g)].map(([, name]) => name)
      const script = names.filter((name) => name?.endsWith('.js'))
      expect(script).toHaveLength(1)
      // The script names the modules.
      const modules = [...(await (await request.get(`${url}/${script[0]}`)).text()).matchAll(/[\w-]+-[0-9a-f]{16}\.wasm/g)].map(([name]) => name)
      expect(modules.length).toBeGreaterThan(5)
      names.push(...modules)
      for (const name of new Set(names)) {
        for (const [asked, sent] of forms) {
          const file = await request.get(`${url}/${name}`, { headers: { 'accept-encoding': asked } })
          expect(file.status(), name).toBe(200)
          expect(file.headers()['cache-control'], name).toBe('public, max-age=31536000, immutable')
          expect(file.headers()['x-content-type-options'], name).toBe('nosniff')
          // A file too small to gain anything goes out as it is.
          if ((await file.body()).length > 300) expect(file.headers()['content-encoding'], name).toBe(sent)
          if (name?.endsWith('.wasm')) expect(file.headers()['content-type']).toBe('application/wasm')
        }
      }
    })

    test('a file that is not there is a 404 and not the page', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server })
      for (const name of ['dashboard-0123456789abcdef.js', 'dashboard-0123456789abcdef_bg.wasm', 'favicon.png']) {
        const response = await request.get(`${url}/${name}`)
        expect(response.status(), name).toBe(404)
        expect(response.headers()['cache-control'], name).toBe('no-store')
        expect(response.headers()['content-type'], name).toContain('text/plain')
      }
    })

    test('the page may not be framed, and no script may stand inside it', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server })
      for (const path of ['', '/', '/r/sample', '/r/sample/repositories/library%2Fnode.js']) {
        const response = await request.get(`${url}${path}`)
        expect(response.status(), path).toBe(200)
        const headers = response.headers()
        expect(headers['content-type'], path).toContain('text/html')
        expect(headers['content-security-policy']).toContain("default-src 'none'")
        expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
        expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
        expect(headers['x-content-type-options']).toBe('nosniff')
        expect(headers['referrer-policy']).toBe('no-referrer')
        expect(headers['cross-origin-opener-policy']).toBe('same-origin')
        expect(headers['permissions-policy']).toContain('camera=()')
        // This header has a meaning only over TLS, and is sent only there.
        expect(headers['strict-transport-security']).toBeUndefined()
      }
    })

    test('a foreign host name gets nothing', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server })
      const response = await request.get(url, { headers: { host: 'rebound.example' } })
      expect(response.status()).toBe(421)
    })

    test('config.json lists no registry by default', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server })
      const response = await request.get(`${url}/config.json`)
      expect(response.headers()['cache-control']).toBe('no-store')
      expect(await response.json()).toEqual({ registries: [] })
    })

    test('config.json lists the registries behind the page, and what else it is told', async ({ request, dashboard }) => {
      const registries = { team: 'https://127.0.0.1:9' }
      const { url } = await dashboard({ server, registries, kinds: { team: 'zot' }, extraConfig: { read_only: true } })
      expect(await (await request.get(`${url}/config.json`)).json()).toEqual({
        registries: [{ alias: 'team', name: '127.0.0.1:9', host: '127.0.0.1:9', kind: 'zot' }],
        read_only: true,
      })
    })

    test('a registry is reached under its alias, with its own sign-in', async ({ request, dashboard, registry }) => {
      const { url: address } = await registry({ users: { ada: 'secret' } })
      const { url } = await dashboard({ server, registries: { team: address } })
      const refused = await request.get(`${url}/registry/team/v2/`)
      expect(refused.status()).toBe(401)
      expect(refused.headers()['www-authenticate']).toBe('Basic realm="plimsoll"')
      const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`
      const welcome = await request.get(`${url}/registry/team/v2/_catalog`, { headers: { authorization: basic } })
      expect(await welcome.json()).toEqual({ repositories: [] })
    })

    test('a registry gets the path as it was written, the Authorization, and no cookie', async ({ request, dashboard }) => {
      const seen: { method?: string; url?: string; headers: IncomingHttpHeaders }[] = []
      const upstream = createServer((incoming, response) => {
        seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers })
        const headers = { location: 'https://blobs.example.com/x?signed', 'set-cookie': 'sid=1', 'cache-control': 'public, max-age=60' }
        response.writeHead(307, headers).end()
      })
      await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
      const host = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
      try {
        const { url } = await dashboard({ server, registries: { team: `http://${host}` } })
        const paths = [
          '/v2/library%2Fnginx/manifests/sha256%3Aabc?n=1&last=a%2Fb&x=%3a+%20',
          '/v2/_catalog?n=1000&last=a/registry/b',
          '/v2/a/registry/other/manifests/latest',
          '/v2/library%2Fnginx/blobs/sha256%3Aabc',
          '/acr/v1/a%252Fb/_tags?orderby=timedesc',
        ]
        for (const method of ['GET', 'DELETE'] as const) {
          for (const path of paths) {
            seen.length = 0
            const token = `Bearer ${'t'.repeat(12_000)}`
            const response = await request.fetch(`${url}/registry/team${path}`, {
              method,
              headers: { authorization: token, cookie: 'sid=2', 'x-forwarded-for': '192.0.2.1', 'x-forwarded-host': 'evil.example' },
              maxRedirects: 0,
            })
            expect(seen).toHaveLength(1)
            expect(seen[0]).toMatchObject({ method, url: path, headers: { host } })
            expect(seen[0]?.headers.authorization === token).toBe(true)
            const names = Object.keys(seen[0]?.headers ?? {})
            expect(names.filter((name) => name === 'cookie' || name.startsWith('x-forwarded'))).toEqual([])
            expect(response.status()).toBe(307)
            expect(response.headers()['location']).toBe('https://blobs.example.com/x?signed')
            expect(response.headers()['set-cookie']).toBeUndefined()
            expect(response.headers()['cache-control']).toBe('no-store')
            expect(response.headers()['content-security-policy']).toBe("default-src 'none'; sandbox")
            expect(response.headers()['x-content-type-options']).toBe('nosniff')
          }
        }
      } finally {
        upstream.closeAllConnections()
        upstream.close()
      }
    })

    test('an unknown registry is a 404, one that is down a 502 that says so; the page is there all the same', async ({
      request,
      dashboard,
      registry,
    }) => {
      const down = await registry()
      await down.stop()
      const { url } = await dashboard({ server, registries: { team: down.url } })
      for (const path of ['/registry/other/v2/', '/registry/teams/v2/', '/registry/team.evil/v2/', '/registry/']) {
        const unknown = await request.get(`${url}${path}`)
        expect(unknown.status(), path).toBe(404)
        expect(unknown.headers()['content-type'], path).toContain('text/plain')
        expect(await unknown.text(), path).toContain('No registry of this name')
      }
      for (const path of ['/v2/', '/v2/a/blobs/sha256:abc']) {
        const unreachable = await request.get(`${url}/registry/team${path}`)
        expect(unreachable.status(), path).toBe(502)
        expect(await unreachable.text(), path).toContain('cannot be reached')
      }
      expect((await request.get(url)).status()).toBe(200)
    })
  })
}
