// The files in deploy/ as they are shipped: they run, over TLS and HTTP/2, and agree with each other.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { connect, type IncomingHttpHeaders } from 'node:http2'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectSafe } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { DEPLOY, startCaddyfile, startSite } from '../support/deployed.ts'
import { expect, test } from '../support/fixtures.ts'
import { listen } from '../support/listener.ts'
import { registries } from '../support/nginx.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const shipped = (name: string) => readFile(join(DEPLOY, name), 'utf8')

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-deploy-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** Sends a request over HTTP/2 and TLS, and accepts any certificate. */
function ask(port: number, path: string, more: Record<string, string> = {}): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const session = connect(`https://localhost:${port}`, { rejectUnauthorized: false })
    session.on('error', reject)
    const stream = session.request({ ':path': path, ...more })
    let headers: IncomingHttpHeaders = {}
    let text = ''
    stream.on('response', (received) => (headers = received))
    stream.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    stream.on('end', () => session.close(() => resolve({ headers, text })))
    stream.on('error', reject)
    stream.end()
  })
}

/** Sends this text, over TLS if a name for the handshake is given, and returns all that comes back; "" stands for no name. */
function say(port: number, text: string, name?: string): Promise<string> {
  return new Promise((resolve) => {
    const tls = { servername: name, rejectUnauthorized: false }
    const socket = name === undefined ? connectPlain({ port, host: '127.0.0.1' }) : connectSafe({ port, host: '127.0.0.1', ...tls })
    let said = ''
    socket.once(name === undefined ? 'connect' : 'secureConnect', () => socket.write(text))
    socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    socket.on('error', () => {}).once('close', () => resolve(said))
  })
}

/**
 * The body of an answer. Caddy answers a name that it does not know with headers alone, and a server may say that a
 * request without Host is none.
 */
const told = (said: string) => (/^HTTP\/1\.[01] 400 /.test(said) ? '' : said.split('\r\n\r\n').slice(1).join(''))

/** Expects the answers that everybody gets over TLS, at the base and below it. */
async function expectServed(port: number, base: string): Promise<void> {
  const page = await ask(port, `${base}r/team/repositories/a%2Fb`)
  expect(page.headers[':status']).toBe(200)
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000')
  expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(page.text).toContain(`<base href="${base}">`)
  const config = await ask(port, `${base}config.json`)
  expect(config.headers['cache-control']).toBe('no-store')
  expect(JSON.parse(config.text)).toMatchObject({ title: 'Contoso registries' })
  const unreachable = await ask(port, `${base}registry/attic/v2/`)
  expect(unreachable.headers[':status']).toBe(502)
  expect(unreachable.text).toContain('cannot be reached')
  expect((await ask(port, `${base}registry/other/v2/`)).headers[':status']).toBe(404)
  // Azure's tokens for many repositories are long, and both servers pass them on.
  const long = await ask(port, `${base}registry/attic/v2/`, { authorization: `Bearer ${'t'.repeat(24_000)}` })
  expect(long.headers[':status']).toBe(502)
}

/** Expects that the path without its slash leads to the page, and that nothing of the page is beside the path. */
async function expectBelow(port: number, base: string): Promise<void> {
  if (base === '/') return
  const bare = await ask(port, base.slice(0, -1))
  expect(bare.headers[':status']).toBe(308)
  expect(bare.headers['location']).toMatch(new RegExp(`^(?:https://localhost(?::\\d+)?)?${base}$`))
  expect((await ask(port, '/')).text).not.toContain('<base')
}

/** Replaces every registry's host by a port of this machine at which nobody listens. */
const nowhere = (text: string) => text.replace(/\b(contoso\.azurecr\.io|registry\.example\.com)(?::443)?/g, '127.0.0.1:9')

for (const base of ['/', '/plimsoll/']) {
  test(`Caddyfile, hosted at ${base}`, async () => {
    await writeFile(join(folder, 'registries.caddy'), nowhere(await shipped('config/registries.caddy')))
    await cp(join(DEPLOY, 'config/config.json'), join(folder, 'config.json'))
    const { http, https, health, stop } = await startCaddyfile(folder, { PLIMSOLL_BASE: base, PLIMSOLL_CONNECT: ' ' })
    try {
      await expectServed(https, base)
      expect((await ask(https, base)).headers['content-security-policy']).toMatch(/connect-src 'self' *;/)
      expect(await (await fetch(`http://127.0.0.1:${health}/health`)).text()).toBe('ok')
      const plain = await fetch(`http://localhost:${http}${base}r/team`, { redirect: 'manual' })
      expect(plain.status).toBe(308)
      expect(plain.headers.get('location')).toBe(`https://localhost${base}r/team`)
      await expectBelow(https, base)
    } finally {
      await stop()
    }
  })

  test(`nginx: site.conf and registries.conf, hosted at ${base}`, async () => {
    await writeFile(join(folder, 'registries.conf'), nowhere(await shipped('nginx/plimsoll/registries.conf')))
    await cp(join(DEPLOY, 'config/config.json'), join(folder, 'config.json'))
    const { http, https, stop } = await startSite(folder, { base })
    try {
      await expectServed(https, base)
      const plain = await fetch(`http://localhost:${http}${base}r/team`, { redirect: 'manual' })
      expect([plain.status, plain.headers.get('location')]).toEqual([301, `https://localhost${base}r/team`])
      // The internal path /_plimsoll/ cannot be reached from outside.
      for (const path of ['/_plimsoll/config.json', '/_plimsoll/registry/team/v2/']) {
        expect((await ask(https, path)).headers[':status'], path).toBe(404)
      }
      await expectBelow(https, base)
    } finally {
      await stop()
    }
  })
}

for (const server of ['Caddyfile', 'site.conf'] as const) {
  test(`${server} answers its own names alone: a foreign name, or none, reaches no registry`, async () => {
    const attic = await listen()
    await cp(join(DEPLOY, 'config/config.json'), join(folder, 'config.json'))
    await writeFile(join(folder, 'registries.caddy'), `import plimsoll_registry attic ${attic.url} ${attic.host}\n`)
    await writeFile(join(folder, 'registries.conf'), registries({ registries: { attic: attic.url } }))
    const { http, https, stop } = server === 'Caddyfile'
      ? await startCaddyfile(folder, { PLIMSOLL_SITE: 'localhost, 127.0.0.1' })
      : await startSite(folder, { names: 'localhost 127.0.0.1' })
    try {
      // Each name, also one that is an address, for which a browser sends no name in the handshake.
      const get = (host: string, version = '1.1') => `GET /registry/attic/v2/ HTTP/${version}\r\n${host}Connection: close\r\n\r\n`
      expect(await say(https, get('Host: localhost\r\n'), 'localhost')).toContain('itself')
      expect(await say(https, get(`Host: LOCALHOST:${https}\r\n`), 'localhost')).toContain('itself')
      expect(await say(https, get('Host: 127.0.0.1\r\n'), '')).toContain('itself')
      expect(await say(http, get('Host: localhost\r\n'))).toMatch(/^HTTP\/1\.1 30[18] /)
      const asked = attic.seen.length
      expect(asked).toBe(3)

      const foreign = ['rebound.example', `rebound.example:${https}`, 'localhost.rebound.example', 'xlocalhost', '192.0.2.1', '[::1]', '0x7f000001', '_', '*'].map((host) => `Host: ${host}\r\n`)
      for (const name of ['localhost', 'rebound.example', '', undefined]) {
        const port = name === undefined ? http : https
        for (const host of foreign) {
          for (const version of ['1.1', '1.0']) expect(told(await say(port, get(host, version), name)), `${name} ${host}`).toBe('')
        }
        for (const text of [get('', '1.0'), get(''), get('Host:\r\n'), get('Host: a\r\nHost: localhost\r\n')]) {
          expect(told(await say(port, text, name)), `${name} ${text}`).toBe('')
        }
      }
      const second = await ask(https, '/registry/attic/v2/', { ':authority': 'rebound.example' }).catch(() => undefined)
      expect(second?.text ?? '').toBe('')
      expect(attic.seen).toHaveLength(asked)
    } finally {
      await stop()
      await attic.stop()
    }
  })
}

test('what compose starts answers under its own names alone, and says that it is well', async () => {
  const own = /PLIMSOLL_SITE: "\$\{PLIMSOLL_SITE:-(.+)\}"/.exec(await shipped('compose.yaml'))?.[1] ?? ''
  const attic = await listen()
  await writeFile(join(folder, 'registries.caddy'), `import plimsoll_registry attic ${attic.url} ${attic.host}\n`)
  await cp(join(DEPLOY, 'config/config.json'), join(folder, 'config.json'))
  const { http, health, stop } = await startCaddyfile(folder, { PLIMSOLL_SITE: own.replaceAll(':8080', '') })
  try {
    const say = (host: string, path: string) =>
      new Promise<string>((resolve, reject) => {
        const request = get({ host: '127.0.0.1', port: http, path, headers: { host } }, async (response) => {
          let text = ''
          for await (const chunk of response) text += chunk
          resolve(text)
        })
        request.on('error', reject)
      })
    for (const host of [`localhost:${http}`, `127.0.0.1:${http}`, 'localhost:9999']) {
      expect(await say(host, '/'), host).toContain('<base')
      expect(await say(host, '/registry/attic/v2/'), host).toBe('itself')
    }
    const asked = attic.seen.length
    for (const host of ['rebound.example', `rebound.example:${http}`, '192.0.2.1', 'localhost.rebound.example', '[::1]']) {
      for (const path of ['/', '/config.json', '/registry/attic/v2/']) expect(await say(host, path), `${host} ${path}`).toBe('')
    }
    expect(attic.seen).toHaveLength(asked)
    expect(await (await fetch(`http://127.0.0.1:${health}/health`)).text()).toBe('ok')
  } finally {
    await stop()
    await attic.stop()
  }
  // The image serves the same hosts by default.
  expect(await shipped('Dockerfile')).toContain(`PLIMSOLL_SITE="${own}"`)
})

test('Caddy takes its files as they are copied, waits for a registry as long as is written, and takes long tokens', async () => {
  const etc = join(folder, 'caddy')
  for (const name of ['Caddyfile', 'plimsoll.caddy', 'plimsoll']) await cp(join(DEPLOY, name), join(etc, name), { recursive: true })
  await cp(join(DEPLOY, 'config'), join(folder, 'plimsoll'), { recursive: true })
  const env = { ...process.env, PLIMSOLL_SITE: 'registry-view.example.com', PLIMSOLL_CONFIG: join(folder, 'plimsoll'), XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const caddy = (what: string) => execFileSync('caddy', [what, '--config', join(etc, 'Caddyfile')], { env, cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  expect(caddy('validate').toString()).toContain('Valid configuration')
  const ways: { dial_timeout: number; response_header_timeout: number }[] = []
  const adapted = JSON.parse(caddy('adapt').toString(), (_, value) => {
    if (value?.handler === 'reverse_proxy') ways.push(value.transport)
    return value
  })
  // Four ways: one to each of two registries, and for the blobs of one, a way to it and one to its storage.
  expect(ways).toHaveLength(4)
  for (const way of ways) expect(way).toMatchObject({ dial_timeout: 10e9, response_header_timeout: 120e9 })
  // By default a newer Caddy than the one here takes 16 KB, less than a token for many repositories.
  const servers: { max_header_bytes?: number }[] = Object.values(adapted.apps.http.servers)
  for (const { max_header_bytes } of servers) expect(max_header_bytes).toBeGreaterThanOrEqual(64_000)
})

test('the examples name the same registries, and the page takes the example of config.json', async ({ page, dashboard }) => {
  const config = JSON.parse(await shipped('config/config.json'))
  const aliases = config.registries.map(({ alias }: { alias: string }) => alias)
  const caddy = [...(await shipped('config/registries.caddy')).matchAll(/^import plimsoll_registry\w* (\S+) https:\/\/(\S+) (\S+)/gm)]
  expect(caddy.map(([, alias]) => alias)).toEqual(aliases)
  expect(caddy.map(([, , , host]) => host)).toEqual(config.registries.map(({ host }: { host: string }) => host))
  const nginx = await shipped('nginx/plimsoll/registries.conf')
  const maps = [...nginx.matchAll(/^map \$plimsoll_alias[^}]*\}/gm)].map(([map]) => [...map.matchAll(/^    ([a-z0-9-]+) (?!"")\S+;/gm)].map(([, alias]) => alias))
  expect(maps).toEqual([aliases, aliases])

  const { url } = await dashboard()
  await page.route('**/config.json', (route) => route.fulfill({ json: config }))
  await page.goto(url)
  await expect(page.getByRole('banner')).toContainText('Contoso registries')
  await expect(page.getByRole('region', { name: 'Registries' }).getByRole('link')).toHaveCount(3)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('the image takes what is there, pins what it starts from, and is no root', async () => {
  const dockerfile = await shipped('Dockerfile')
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources!.split(' '))
  for (const source of ['deploy/Caddyfile', 'deploy/plimsoll.caddy', 'deploy/plimsoll']) expect(copied).toContain(source)
  for (const source of copied) expect(source === '.' || source === 'dist' || existsSync(join(ROOT, source)), source).toBe(true)
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base!)
  for (const base of bases) expect(base, base).toMatch(/^(?:scratch|page-\$\{PAGE\}|[a-z]+:\d[\w.-]+)$/)
  expect(bases.at(-1)).toMatch(/^caddy:\d+\.\d+\.\d+-alpine$/)
  expect(dockerfile).toMatch(/^USER 10001$/m)
  expect(dockerfile).toMatch(/^HEALTHCHECK /m)
  // The user of the image has to write to /config. Without a mode, the tmpfs would take that of the folder below it.
  expect(await shipped('compose.yaml')).toContain('- /config:mode=1777')
  // The variables that the compose file sets are those that Caddy's files read.
  const compose = await shipped('compose.yaml')
  const rules = (await shipped('Caddyfile')) + (await shipped('plimsoll/page.caddy'))
  const read = new Set([...rules.matchAll(/\{\$(PLIMSOLL_\w+)/g)].map(([, name]) => name))
  for (const [, name] of compose.matchAll(/^ {6}(PLIMSOLL_\w+):/gm)) expect(read.has(name), name).toBe(true)
  for (const [, source] of compose.matchAll(/- (\.\/\S+):\/etc/g)) expect(existsSync(join(DEPLOY, source!)), source).toBe(true)
})
