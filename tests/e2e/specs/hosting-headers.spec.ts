// Headers through the server: a registry gets only those that the page itself sets, and sends none that would speak
// for the whole site. Nothing that a registry stores runs there.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from '../support/fixtures.ts'
import { BLOB, type Listener } from '../support/listener.ts'
import { keptIn } from '../support/storage.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

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
  // Names of one word.
  token: 'of-the-front',
  remoteuser: 'ada',
  user: 'ada',
  apikey: 'of-the-front',
  te: 'trailers',
  from: 'ada@example.com',
  traceparent: '00-1-1-00',
  b3: '0',
  priority: 'u=1',
  'if-none-match': '"abc"',
  x_auth_token: 'of-the-front',
}
/** Headers of a registry that would speak for the whole site, or steer the browser. */
const RULES = {
  'set-cookie': ['a=1', '__Host-b=2; Secure; Path=/'],
  'set-cookie2': 'a=1',
  'strict-transport-security': 'max-age=0',
  'expect-ct': 'max-age=9, report-uri="https://evil.example/"',
  'public-key-pins': 'pin-sha256="x"; max-age=9',
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
  'content-location': 'https://evil.example/',
  'content-disposition': 'attachment; filename=x.exe',
  'content-security-policy-report-only': "default-src 'none'; report-uri https://evil.example/",
  'x-content-security-policy': "default-src *",
  'x-webkit-csp': "default-src *",
  'integrity-policy': 'blocked-destinations=(script)',
  'integrity-policy-report-only': 'blocked-destinations=(script), endpoints=(r)',
  'x-frame-options': 'ALLOWALL',
  'x-xss-protection': '1; report=https://evil.example/',
  'x-permitted-cross-domain-policies': 'all',
  'x-dns-prefetch-control': 'on',
  'x-ua-compatible': 'IE=7',
  'referrer-policy': 'unsafe-url',
  sourcemap: 'https://evil.example/x.map',
  'x-sourcemap': 'https://evil.example/x.map',
  'service-worker-allowed': '/',
  'service-worker-navigation-preload': 'true',
  'alt-svc': 'h2="evil.example:443"',
  'alternate-protocol': '443:quic',
  'accept-ch': 'Sec-CH-UA-Model',
  'critical-ch': 'Sec-CH-UA-Model',
  'cross-origin-opener-policy': 'unsafe-none',
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-embedder-policy-report-only': 'require-corp',
  'origin-agent-cluster': '?1',
  'origin-trial': 'x',
  'permissions-policy': 'camera=*',
  'feature-policy': 'camera *',
  'document-policy': 'x',
  'document-isolation-policy': 'isolate-and-require-corp',
  'speculation-rules': '"/registry/attic/rules.json"',
  'supports-loading-mode': 'fenced-frame',
  'use-as-dictionary': 'match="/*"',
  'no-vary-search': 'params',
  'timing-allow-origin': '*',
  'server-timing': 'x;desc=y',
  'sec-session-registration': '(ES256);path="x";challenge="y"',
  'secure-session-registration': '(ES256);path="x";challenge="y"',
  'set-login': 'logged-in',
  'activate-storage-access': 'load',
  'attribution-reporting-register-source': '{}',
  'observe-browsing-topics': '?1',
  'proxy-authenticate': 'Basic realm="x"',
  'authentication-info': 'x=1',
  expires: 'Fri, 01 Jan 2100 00:00:00 GMT',
  pragma: 'x',
  'x-powered-by': 'evil',
}
/** Headers that the page reads. */
const READ = {
  link: '</v2/_catalog?last=b&n=2>; rel="next"',
  'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="team"',
  'docker-content-digest': 'sha256:abc',
  'docker-distribution-api-version': 'registry/2.0',
  'retry-after': '1',
  'x-ms-ratelimit-remaining-calls-per-second': '9',
  'x-ms-correlation-request-id': '0-1',
  'ratelimit-limit': '100;w=21600',
  'ratelimit-remaining': '99;w=21600',
  'oci-subject': 'sha256:abc',
  'oci-filters-applied': 'artifactType',
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
      team.headers = { ...RULES, ...READ, server: 'evil', 'content-security-policy': "default-src * 'unsafe-inline'", 'cache-control': 'public, max-age=60', 'x-content-type-options': 'sniff' }
      const check = async (path: string, kept: Record<string, string>) => {
        const headers = (await request.get(`${url}/registry/team${path}`, { maxRedirects: 0 })).headers()
        expect(Object.keys(headers).filter((name) => name in RULES), path).toEqual([])
        // nginx names itself.
        expect(headers['server'], path).toBe(server === 'nginx' ? 'nginx' : undefined)
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

    test('lengths, encodings and headers that stand there twice arrive as they were sent', async ({ dashboard }) => {
      const { url } = await dashboard({ server, registries: { team: team.url } })
      const address = `${url}/registry/team/v2/`
      team.headers = { 'www-authenticate': ['Bearer realm="a"', 'Basic realm="b"'], link: ['<a>; rel="next"', '<b>; rel="prev"'], 'content-length': 6 }
      const twice = await fetch(address)
      expect(await twice.text()).toBe('itself')
      expect(twice.headers.get('www-authenticate')).toBe('Bearer realm="a", Basic realm="b"')
      expect(twice.headers.get('link')).toBe('<a>; rel="next", <b>; rel="prev"')
      // The size of a blob is read from an answer without a body.
      team.headers = { 'content-length': 123456 }
      team.body = ''
      expect((await fetch(address, { method: 'HEAD' })).headers.get('content-length')).toBe('123456')
      team.headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
      team.body = gzipSync('{"a":1}')
      const zipped = await fetch(address)
      expect([zipped.headers.get('content-type'), await zipped.json()]).toEqual(['application/json', { a: 1 }])
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

    test('a Link leads the browser nowhere', async ({ page, dashboard, listener }) => {
      const attic = await listener()
      const { url } = await dashboard({ server, registries: { team: team.url, attic: attic.url } })
      const links = ['preload; as=fetch', 'preload; as=script', 'modulepreload', 'prefetch', 'stylesheet', 'compression-dictionary']
      team.headers = { link: links.map((rel, at) => `</registry/attic/v2/${at}>; rel=${rel}`).concat(`<${attic.url}>; rel=preconnect`) }
      await page.goto(url)
      const read = await page.evaluate(async () => (await fetch('registry/team/v2/')).headers.get('link'))
      expect(read).toContain('rel=preload')
      await page.waitForTimeout(1000)
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

test('Caddy passes what the page reads, and nothing that nobody has named', async ({ dashboard, listener }) => {
  const passes = await readFile(join(ROOT, 'deploy/plimsoll/passes.caddy'), 'utf8')
  const passed = [...passes.matchAll(/^\s+include (.+)$/gm)].flatMap(([, names]) => names!.toLowerCase().split(' '))
  const recipes = await readFile(join(ROOT, 'src/present/cors_recipes.rs'), 'utf8')
  const [, exposed] = /const READ: &str = "([^"]+)"/.exec(recipes)!
  for (const name of exposed!.replaceAll('\\', '').toLowerCase().split(/[\s,]+/)) expect(passed, name).toContain(name)
  const sources = await readdir(join(ROOT, 'src/registry'), { recursive: true })
  const read = new Set<string>()
  for (const name of sources.filter((name) => name.endsWith('.rs'))) {
    const text = await readFile(join(ROOT, 'src/registry', name), 'utf8')
    for (const [, header] of text.matchAll(/\bheaders\s*\.(?:get|all)\("([a-z0-9-]+)"\)/g)) read.add(header!)
  }
  expect(read.size).toBeGreaterThan(7)
  for (const name of read) expect(passed, name).toContain(name)

  const team = await listener()
  team.headers = Object.fromEntries([...passed, 'x-unheard-of', 'unheard', 'trailing_rule'].map((name) => [name, name === 'content-length' ? '6' : name === 'content-encoding' ? 'identity' : 'x']))
  const { url } = await dashboard({ registries: { team: team.url } })
  const answer = await fetch(`${url}/registry/team/v2/`)
  const own = ['date', 'connection', 'keep-alive', 'via', 'cache-control', 'content-security-policy', 'x-content-type-options']
  expect([...answer.headers.keys()].filter((name) => !own.includes(name))).toEqual(passed.sort())
})
