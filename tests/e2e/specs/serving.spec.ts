import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../support/fixtures.ts'

test.describe('files', () => {
  test('hashed files are compressed and kept for good, the page itself is asked for again', async ({ request, dashboard }) => {
    const { url } = await dashboard()
    const page = await request.get(url)
    expect(page.headers()['cache-control']).toBe('no-cache')
    const names = [...(await page.text()).matchAll(/(?:src|href)="?\.\/([\w-]+\.(?:js|css|wasm|svg))/g)].map(([, name]) => name)
    expect(names.filter((name) => name?.endsWith('.wasm'))).toHaveLength(1)
    for (const name of new Set(names)) {
      for (const [asked, sent] of [['gzip, br', 'br'], ['gzip', 'gzip']] as const) {
        const file = await request.get(`${url}/${name}`, { headers: { 'accept-encoding': asked } })
        expect(file.status(), name).toBe(200)
        expect(file.headers()['cache-control'], name).toBe('public, max-age=31536000, immutable')
        // A file too small to gain anything goes out as it is.
        if ((await file.body()).length > 200) expect(file.headers()['content-encoding'], name).toBe(sent)
      }
    }
  })

  test('a file that is not there is a 404 and not the page', async ({ request, dashboard }) => {
    const { url } = await dashboard()
    for (const name of ['dashboard-0123456789abcdef.js', 'dashboard-0123456789abcdef_bg.wasm', 'favicon.png']) {
      const response = await request.get(`${url}/${name}`)
      expect(response.status(), name).toBe(404)
      expect(response.headers()['cache-control'], name).toBe('no-store')
    }
  })

  test('the page may not be framed, and no script may stand inside it', async ({ request, dashboard }) => {
    const { url } = await dashboard()
    const headers = (await request.get(`${url}/r/sample`)).headers()
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
  })

  test('a foreign host name gets nothing', async ({ request, dashboard }) => {
    const { url } = await dashboard()
    const response = await request.get(url, { headers: { host: 'rebound.example' } })
    expect(response.status()).toBe(421)
  })
})

test.describe('config.json', () => {
  test('lists no registry by default', async ({ request, dashboard }) => {
    const { url } = await dashboard()
    const response = await request.get(`${url}/config.json`)
    expect(response.headers()['cache-control']).toBe('no-store')
    expect(await response.json()).toEqual({ registries: [] })
  })

  test('lists the registries behind the page, and what else it is told', async ({ request, dashboard }) => {
    const { url } = await dashboard({ registries: { team: 'https://registry.example.com' }, extraConfig: { read_only: true } })
    expect(await (await request.get(`${url}/config.json`)).json()).toEqual({
      registries: [{ alias: 'team', name: 'registry.example.com', host: 'registry.example.com' }],
      read_only: true,
    })
  })
})

test.describe('a registry behind the page', () => {
  test('is reached under its alias, with its own sign-in', async ({ request, dashboard, registry }) => {
    const { url: address } = await registry({ users: { ada: 'secret' } })
    const { url } = await dashboard({ registries: { team: address } })
    const refused = await request.get(`${url}/registry/team/v2/`)
    expect(refused.status()).toBe(401)
    expect(refused.headers()['www-authenticate']).toBe('Basic realm="plimsoll"')
    const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`
    const welcome = await request.get(`${url}/registry/team/v2/_catalog`, { headers: { authorization: basic } })
    expect(await welcome.json()).toEqual({ repositories: [] })
  })

  test('gets the path as it was written, the Authorization, and no cookie', async ({ request, dashboard }) => {
    const seen: { url?: string; headers: IncomingHttpHeaders }[] = []
    const upstream = createServer((incoming, response) => {
      seen.push({ url: incoming.url, headers: incoming.headers })
      response.writeHead(307, { location: 'https://blobs.example.com/x?signed', 'set-cookie': 'sid=1' }).end()
    })
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
    try {
      const { url } = await dashboard({ registries: { team: `http://${host}` } })
      const path = '/v2/library%2Fnginx/manifests/sha256%3Aabc?n=1&last=a%2Fb'
      const response = await request.get(`${url}/registry/team${path}`, {
        headers: { authorization: 'Bearer t', cookie: 'sid=2' },
        maxRedirects: 0,
      })
      expect(seen).toHaveLength(1)
      expect(seen[0]?.url).toBe(path)
      expect(seen[0]?.headers).toMatchObject({ host, authorization: 'Bearer t' })
      const names = Object.keys(seen[0]?.headers ?? {})
      expect(names.filter((name) => name === 'cookie' || name.startsWith('x-forwarded'))).toEqual([])
      expect(response.status()).toBe(307)
      expect(response.headers()['location']).toBe('https://blobs.example.com/x?signed')
      expect(response.headers()['set-cookie']).toBeUndefined()
      expect(response.headers()['content-security-policy']).toBe("default-src 'none'; sandbox")
    } finally {
      upstream.closeAllConnections()
      upstream.close()
    }
  })

  test('that is unknown is a 404, one that is down a 502 that says so; the page is there all the same', async ({
    request,
    dashboard,
    registry,
  }) => {
    const down = await registry()
    await down.stop()
    const { url } = await dashboard({ registries: { team: down.url } })
    const unknown = await request.get(`${url}/registry/other/v2/`)
    expect(unknown.status()).toBe(404)
    expect(unknown.headers()['content-type']).toContain('text/plain')
    const unreachable = await request.get(`${url}/registry/team/v2/`)
    expect(unreachable.status()).toBe(502)
    expect(await unreachable.text()).toContain('cannot be reached')
    expect((await request.get(url)).status()).toBe(200)
  })
})
