// Headers through the server: a registry gets only those that the page itself sets, and sends none that would speak
// for the whole site. Nothing that a registry stores runs there.

import { expect, test } from '../support/fixtures.ts'
import { BLOB, type Listener } from '../support/listener.ts'
import { keptIn } from '../support/storage.ts'


/** Headers that the page itself sets, and those of Node or the browser. */
const SAID = {
  accept: 'application/vnd.oci.image.manifest.v1+json',
  'accept-encoding': 'gzip',
  authorization: 'Basic dGVhbS1vbmx5',
  'content-type': 'application/json',
  'user-agent': 'a browser',
  'x-is-resource-name': 'true',
}
/** Headers that browsers and proxies in front add. */
const ADDED = {
  cookie: 'sid=1',
  forwarded: 'for=192.0.2.1;host=evil.example',
  via: '1.1 front',
  origin: 'https://evil.example',
  'x-forwarded-for': '192.0.2.1',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-prefix': '/x',
  'x-forwarded-user': 'ada',
  'x-forwarded-access-token': 'of-the-front',
  'x-real-ip': '192.0.2.1',
  'x-auth-request-user': 'ada',
  'x-auth-token': 'of-the-front',
  'x-amzn-oidc-data': 'of-the-front',
  'x-goog-iap-jwt-assertion': 'of-the-front',
  'x-ms-token-aad-id-token': 'of-the-front',
  'x-original-url': '/v2/other/',
  'x-rewrite-url': '/v2/other/',
  'x-http-method-override': 'DELETE',
  'proxy-authorization': 'Basic ZnJvbnQ=',
  'cf-access-jwt-assertion': 'of-the-front',
  'cf-connecting-ip': '192.0.2.1',
  'true-client-ip': '192.0.2.1',
  'remote-user': 'ada',
  'tailscale-user-login': 'ada',
  range: 'bytes=0-1',
}
/** Headers of a registry that would speak for the whole site. */
const RULES = {
  'set-cookie': ['a=1', '__Host-b=2; Secure; Path=/'],
  'strict-transport-security': 'max-age=0',
  nel: '{"report_to":"r","max_age":9}',
  'report-to': '{"group":"r","max_age":9,"endpoints":[{"url":"https://evil.example/"}]}',
  'reporting-endpoints': 'r="https://evil.example/"',
  'clear-site-data': '"*"',
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-private-network': 'true',
  'access-control-expose-headers': '*',
  'access-control-max-age': '600',
  refresh: '0; url=https://evil.example/',
  'content-security-policy-report-only': "default-src 'none'; report-uri https://evil.example/",
  'service-worker-allowed': '/',
  'alt-svc': 'h2="evil.example:443"',
  'accept-ch': 'Sec-CH-UA-Model',
  'critical-ch': 'Sec-CH-UA-Model',
  'cross-origin-opener-policy': 'unsafe-none',
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy-report-only': 'require-corp',
  'origin-agent-cluster': '?1',
  'origin-trial': 'x',
  'permissions-policy': 'camera=*',
  'timing-allow-origin': '*',
}
/** Headers that the page reads. */
const READ = {
  link: '</v2/_catalog?last=b&n=2>; rel="next"',
  'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="team"',
  'docker-content-digest': 'sha256:abc',
  'docker-distribution-api-version': 'registry/2.0',
  'retry-after': '1',
  'x-ms-ratelimit-remaining-calls-per-second': '9',
  'x-total-count': '2',
  etag: '"abc"',
}

for (const server of ['caddy', 'nginx'] as const) {
  test.describe(server, () => {
    let team: Listener
    test.beforeEach(async ({ listener }) => {
      team = await listener()
    })

    test('a registry hears what the page says and nothing that others add', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      for (const [method, path] of [['GET', '/v2/'], ['GET', BLOB], ['PUT', '/v2/a/manifests/x'], ['DELETE', '/v2/a/manifests/x']] as const) {
        const data = method === 'PUT' ? '{}' : undefined
        await request.fetch(`${url}/registry/team${path}`, { method, data, headers: { ...SAID, ...ADDED } })
        const { host, connection, 'content-length': length, ...heard } = team.seen.at(-1)!.headers
        expect(heard, `${method} ${path}`).toEqual(SAID)
        expect(host).toBe(team.host)
        expect(length ?? '0').toBe(method === 'PUT' ? '2' : '0')
      }
      // Headers that the page does not send are not sent on, not even as empty ones.
      await fetch(`${url}/registry/team/v2/`)
      expect(team.seen.at(-1)!.headers).not.toHaveProperty('authorization')
      expect(team.seen.at(-1)!.headers).not.toHaveProperty('x-is-resource-name')
    })

    test('a registry sets no rule for the site; what the page reads passes', async ({ request, dashboard, storage }) => {
      const blobs = await storage()
      const { url } = await dashboard({ server, registries: { team: team.url }, ...keptIn(blobs) })
      team.headers = { ...RULES, ...READ, 'content-security-policy': "default-src * 'unsafe-inline'", 'cache-control': 'public, max-age=60', 'x-content-type-options': 'sniff' }
      const check = async (path: string, kept: Record<string, string>) => {
        const headers = (await request.get(`${url}/registry/team${path}`, { maxRedirects: 0 })).headers()
        expect(Object.keys(headers).filter((name) => name in RULES), path).toEqual([])
        expect(headers, path).toMatchObject({ ...kept, 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' })
      }
      await check('/v2/_catalog', READ)
      await check(BLOB, READ)
      team.redirect = 'https://blobs.example.com/x'
      await check('/v2/_catalog', { location: team.redirect })
      team.redirect = `${blobs.url}/x`
      blobs.headers = RULES
      await check(BLOB, {})
    })

    test('a registry leads the server nowhere', async ({ request, dashboard, listener }) => {
      const attic = await listener()
      const { url } = await dashboard({ server, registries: { team: team.url, attic: attic.url } })
      for (const to of ['/_plimsoll/registry/attic/v2/', '/_plimsoll/config.json', '/config.json', '@plimsoll_unreachable']) {
        team.headers = { 'x-accel-redirect': to, 'x-sendfile': '/etc/hostname' }
        expect(await (await request.get(`${url}/registry/team/v2/`)).text(), to).toBe('itself')
      }
      expect(attic.seen).toEqual([])
    })

    test('what a registry stores is no script, worker, frame or page of this site', async ({ page, dashboard, problems }) => {
      problems.allow(/Failed to load resource|Content Security Policy|Refused to execute script/)
      const { url } = await dashboard({ server, registries: { team: team.url } })
      team.headers = { 'content-type': 'text/javascript', 'service-worker-allowed': '/' }
      team.body = 'self.ran = true'
      await page.goto(url)
      const tried = await page.evaluate(async () => {
        const script = await new Promise((resolve) => {
          const element = Object.assign(document.createElement('script'), { src: 'registry/team/v2/a.js', onload: () => resolve('ran'), onerror: () => resolve('refused') })
          document.head.append(element)
        })
        const worker = await navigator.serviceWorker.register('registry/team/v2/a.js', { scope: '/' }).then(() => 'registered', () => 'refused')
        return { script, worker, ran: 'ran' in self, asked: (await fetch('registry/team/v2/a.js')).status }
      })
      expect(tried).toEqual({ script: 'refused', worker: 'refused', ran: false, asked: 200 })
      expect(team.seen).toHaveLength(1)
      const opened = await page.goto(`${url}/registry/team/v2/a.js`)
      expect(opened?.status()).toBe(403)
      expect(await opened?.text()).toContain('cannot be opened')
      expect(team.seen).toHaveLength(1)
    })

    test('another site asks no registry', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      const ask = async (site: string, dest: string) => (await request.post(`${url}/registry/team/v2/a/blobs/uploads/`, { headers: { 'sec-fetch-site': site, 'sec-fetch-dest': dest } })).status()
      expect(await ask('same-origin', 'empty')).toBe(200)
      for (const [site, dest] of [['cross-site', 'empty'], ['same-site', 'empty'], ['none', 'document'], ['same-origin', 'script'], ['same-origin', 'image']] as const) {
        expect(await ask(site, dest), `${site} ${dest}`).toBe(403)
      }
      expect(team.seen).toHaveLength(1)
    })
  })
}
