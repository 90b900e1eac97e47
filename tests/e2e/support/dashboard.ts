import { fileURLToPath } from 'node:url'
import { serveShipped } from './deployed.ts'
import { serveNginx } from './nginx.ts'
import { start } from './process.ts'

const SERVE = fileURLToPath(new URL('../../../scripts/serve', import.meta.url))

const ADDRESS = /^Plimsoll is at (http:\S+)\/$/m

export interface DashboardOptions {
  /** The web server; Caddy by default, as in `make run`. */
  server?: 'caddy' | 'nginx'
  /** Uses the whole configuration of that server in deploy/, over TLS. Only a page that ignores errors of
   * certificates opens it. */
  shipped?: boolean
  /** Registries behind the page: alias → address. */
  registries?: Record<string, string>
  /** Further addresses of a registry's name, for nginx, which looks up names itself: alias → 127.0.0.1:PORT. */
  addresses?: Record<string, string[]>
  /** Public hosts of registries whose address has another host: alias → host. */
  publicHosts?: Record<string, string>
  /** Kinds of registries, for config.json: alias → kind. */
  kinds?: Record<string, string>
  /** Hosts that redirected blobs may be fetched from: alias → a regular expression. */
  follow?: Record<string, string>
  /** Serves the page below this path. */
  subPath?: string
  /** More environment for the server. */
  env?: Record<string, string>
  /** More fields for config.json. */
  extraConfig?: Record<string, unknown>
  /** The folder of the built page; by default PLIMSOLL_DIST, else dist/. */
  dist?: string
}

export interface Dashboard {
  /** The page's address with its sub-path, without a slash at the end: `${url}/r/sample`. */
  readonly url: string
  stop(): Promise<void>
}

/** Serves the built page exactly as `make run` does, or as deploy/ does, on a free port. */
export async function serveDashboard(options: DashboardOptions = {}): Promise<Dashboard> {
  if (options.shipped) return serveShipped(options)
  if (options.server === 'nginx') return serveNginx(options)
  const args = ['--port', '0']
  for (const [alias, address] of Object.entries(options.registries ?? {})) args.push('--registry', `${alias}=${address}`)
  for (const [alias, host] of Object.entries(options.publicHosts ?? {})) args.push('--public-host', `${alias}=${host}`)
  for (const [alias, kind] of Object.entries(options.kinds ?? {})) args.push('--kind', `${alias}=${kind}`)
  for (const [alias, hosts] of Object.entries(options.follow ?? {})) args.push('--follow', `${alias}=${hosts}`)
  if (options.subPath) args.push('--sub-path', options.subPath)
  if (options.extraConfig) args.push('--extra-config', JSON.stringify(options.extraConfig))
  const dist = options.dist ?? process.env.PLIMSOLL_DIST
  if (dist) args.push('--dist', dist)
  const { output, stop } = await start(SERVE, args, { env: options.env, ready: (printed) => ADDRESS.test(printed) })
  return { url: ADDRESS.exec(output())?.[1] ?? '', stop }
}
