import { fileURLToPath } from 'node:url'
import { freePort } from './ports.ts'
import { answers, start } from './process.ts'

const SERVE = fileURLToPath(new URL('../../../scripts/serve', import.meta.url))

export interface DashboardOptions {
  /** Registries behind the page: alias → address. */
  registries?: Record<string, string>
  /** What their images are called by, where that is not the host of the address: alias → host. */
  publicHosts?: Record<string, string>
  /** More fields for config.json. */
  extraConfig?: Record<string, unknown>
  /** Another build of the page than the one that PLIMSOLL_DIST names, or dist/. */
  dist?: string
}

export interface Dashboard {
  /** Without a slash at the end: `${url}/r/sample`. */
  readonly url: string
  stop(): Promise<void>
}

/** Serves the built page exactly as `make run` does, on a free port. */
export async function serveDashboard(options: DashboardOptions = {}): Promise<Dashboard> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = ['--port', String(port)]
  for (const [alias, address] of Object.entries(options.registries ?? {})) args.push('--registry', `${alias}=${address}`)
  for (const [alias, host] of Object.entries(options.publicHosts ?? {})) args.push('--public-host', `${alias}=${host}`)
  if (options.extraConfig) args.push('--extra-config', JSON.stringify(options.extraConfig))
  const dist = options.dist ?? process.env.PLIMSOLL_DIST
  if (dist) args.push('--dist', dist)
  const { stop } = await start(SERVE, args, { ready: () => answers(url) })
  return { url, stop }
}
