// deployed.ts: serves the page with the files in deploy/ as they are shipped, over TLS and HTTP/2. Only those
// lines are edited that docs/hosting.md tells a host to edit.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import type { Dashboard, DashboardOptions } from './dashboard.ts'
import { configuration, registries, run } from './nginx.ts'
import { freePort } from './port.ts'
import { start } from './process.ts'
import { selfSigned, startNames } from './storage.ts'

/** deploy/ */
export const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const DIST = resolve(process.env.PLIMSOLL_DIST ?? fileURLToPath(new URL('../../../dist', import.meta.url)))

/** The ports of a running server; TLS is spoken at `https`. */
export interface Deployed {
  readonly http: number
  readonly https: number
  stop(): Promise<void>
}

/** Serves the built page as a team would, with these registries behind it, at https://localhost:PORT. */
export async function serveShipped(options: DashboardOptions = {}): Promise<Dashboard> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-shipped-'))
  const base = options.subPath ? `${options.subPath}/` : '/'
  await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(options)))
  let server: Deployed
  if (options.server === 'nginx') {
    await writeFile(join(folder, 'registries.conf'), registries(options))
    server = await startSite(folder, { base, trust: options.env?.SSL_CERT_FILE })
  } else {
    await writeFile(join(folder, 'registries.caddy'), imports(options))
    server = await startCaddyfile(folder, { PLIMSOLL_BASE: base, ...options.env })
  }
  return {
    url: `https://localhost:${server.https}${options.subPath ?? ''}`,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs deploy/Caddyfile with config.json and registries.caddy in `folder`. */
export async function startCaddyfile(folder: string, env: Record<string, string> = {}): Promise<Deployed & { health: number }> {
  const [http, https, health] = [await freePort(), await freePort(), await freePort()]
  const { stop } = await start('caddy', ['run', '--config', join(DEPLOY, 'Caddyfile'), '--adapter', 'caddyfile'], {
    env: {
      PLIMSOLL_SITE: 'localhost',
      PLIMSOLL_BIND: '127.0.0.1',
      PLIMSOLL_PAGE: DIST,
      PLIMSOLL_CONFIG: folder,
      PLIMSOLL_HTTP_PORT: String(http),
      PLIMSOLL_HTTPS_PORT: String(https),
      PLIMSOLL_HEALTH_PORT: String(health),
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      ...env,
    },
    // A server of plain http alone is ready when its health check answers.
    ready: () => (env.PLIMSOLL_SITE?.startsWith('http://') ? answers(`http://127.0.0.1:${health}/health`) : speaksTls(https)),
  })
  return { http, https, health, stop }
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Whether a TLS handshake succeeds. Caddy already listens, and says that it has a certificate, before it uses it. */
function speaksTls(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('secureConnect', () => end(true)).once('error', () => end(false))
  })
}

/**
 * Runs deploy/nginx/site.conf with config.json and registries.conf in `folder`, under these names; it trusts the
 * certificates in `trust`.
 */
export async function startSite(folder: string, { base = '/', names: own = 'localhost', trust }: { base?: string; names?: string; trust?: string } = {}): Promise<Deployed> {
  const { certificate, key } = await selfSigned(folder)
  const [http, https] = [await freePort(), await freePort()]
  const names = await startNames()
  let site = (await readFile(join(DEPLOY, 'nginx/site.conf'), 'utf8'))
    .replaceAll('listen 443 ssl http2', `listen 127.0.0.1:${https} ssl http2`)
    .replaceAll('listen 80', `listen 127.0.0.1:${http}`)
    .replace(/server_name .*;/g, `server_name ${own};`)
    .replace(/ssl_certificate .*;/g, `ssl_certificate ${certificate};`)
    .replace(/ssl_certificate_key .*;/g, `ssl_certificate_key ${key};`)
    .replace('resolver 127.0.0.53', `resolver ${names.address} ipv6=off`)
    .replace('/srv/plimsoll', DIST)
    .replace('/etc/plimsoll/config.json', join(folder, 'config.json'))
    .replace('include plimsoll/registries.conf', 'include registries.conf')
  if (trust) site = site.replace(/proxy_ssl_trusted_certificate .*;/, `proxy_ssl_trusted_certificate ${trust};`)
  if (base !== '/') site = below(site, base)
  const stop = await run(folder, http, site)
  return {
    http,
    https,
    async stop() {
      await stop()
      await names.stop()
    },
  }
}

/** Replaces the two lines that serve at the root by the three lines that site.conf shows for a path. */
function below(site: string, base: string): string {
  const shown = [...site.matchAll(/^ *#\s+((?:set \$plimsoll_base|location (?:=|\^~)) .*)$/gm)].map(([, line]) => line!)
  if (shown.length !== 3) throw new Error(`site.conf shows ${shown.length} lines for a path, not 3`)
  return site
    .replace('set $plimsoll_base /;', shown[0]!.replaceAll('/plimsoll/', base))
    .replace(/location \/ \{.*\}/, shown.slice(1).join('\n').replaceAll('/plimsoll', base.slice(0, -1)))
}

/** A file like deploy/config/registries.caddy. */
function imports({ registries = {}, publicHosts = {}, follow = {} }: DashboardOptions): string {
  const line = ([alias, address]: [string, string]) => {
    const { protocol, host } = new URL(address)
    const named = `${alias} ${address} ${publicHosts[alias] ?? host}`
    const snippet = protocol === 'https:' && publicHosts[alias] ? 'plimsoll_private' : 'plimsoll_registry'
    return follow[alias] ? `import ${snippet}_following ${named} "${follow[alias]}"` : `import ${snippet} ${named}`
  }
  return `${Object.entries(registries).map(line).join('\n')}\n`
}
