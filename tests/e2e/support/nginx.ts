// nginx.ts: serves the page with nginx and the rules in deploy/nginx, from a folder of its own.

import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dashboard, DashboardOptions } from './dashboard.ts'
import { freePort } from './port.ts'
import { start } from './process.ts'
import { startNames } from './storage.ts'

/** deploy/nginx */
export const SHIPPED = fileURLToPath(new URL('../../../deploy/nginx/', import.meta.url))
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url))

/** Serves the built page on a free port, like `serveDashboard` does with Caddy. */
export async function serveNginx(options: DashboardOptions = {}): Promise<Dashboard> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-nginx-'))
  await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(options)))
  await writeFile(join(folder, 'registries.conf'), registries(options))
  const base = options.subPath ? `${options.subPath}/` : '/'
  const port = await freePort()
  const names = await startNames()
  const stop = await run(folder, port, `
    include plimsoll/http.conf;
    include registries.conf;
    resolver ${names.address} ipv6=off;
    proxy_ssl_trusted_certificate ${options.env?.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt'};
    server {
      listen 127.0.0.1:${port};
      server_name 127.0.0.1 localhost;
      set $plimsoll_page ${resolve(options.dist ?? process.env.PLIMSOLL_DIST ?? DIST)};
      set $plimsoll_config ${folder}/config.json;
      set $plimsoll_connect "https: http://127.0.0.1:* http://localhost:*";
      set $plimsoll_base ${base};
      ${options.subPath ? `location = ${options.subPath} { return 308 ${base}; }` : ''}
      location ^~ ${base} { rewrite ^${options.subPath ?? ''}(/.*)$ /_plimsoll$1 last; }
      include plimsoll/server.conf;
    }
    server {
      listen 127.0.0.1:${port} default_server;
      return 421 "Not served under this name.";
    }`)
  return {
    url: `http://127.0.0.1:${port}${options.subPath ?? ''}`,
    async stop() {
      await stop()
      await names.stop()
    },
  }
}

/** Starts nginx with this text inside http { }. Stopping it removes its folder. */
export async function run(folder: string, port: number, http: string): Promise<() => Promise<void>> {
  const file = join(folder, 'nginx.conf')
  await symlink(join(SHIPPED, 'plimsoll'), join(folder, 'plimsoll'))
  await writeFile(file, around(folder, http))
  // A name that is not served gets no answer, so only the connection is tried.
  const listens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
  const server = await start('nginx', ['-p', folder, '-c', file], { ready: listens, env: { PATH: `${process.env.PATH}:/usr/sbin` } })
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A whole nginx.conf: one process, nothing outside of the folder. */
export function around(folder: string, http: string): string {
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`)
  return `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    error_log stderr warn;
    events { worker_connections 512; }
    http {
      access_log off;
      ${kept.join(' ')}
      ${http}
    }`
}

/** The config.json of these registries. */
export function configuration({ registries = {}, publicHosts = {}, kinds = {}, extraConfig }: DashboardOptions) {
  const entry = ([alias, address]: [string, string]) => {
    const host = publicHosts[alias] ?? new URL(address).host
    return { alias, name: host, host, kind: kinds[alias] }
  }
  return { registries: Object.entries(registries).map(entry), ...extraConfig }
}

/** A file like deploy/nginx/plimsoll/registries.conf. */
export function registries({ registries = {}, addresses = {}, publicHosts = {}, follow = {} }: DashboardOptions): string {
  const each = Object.entries(registries).map(([alias, address]) => ({ alias, url: new URL(address) }))
  const servers = ({ alias, url }: (typeof each)[number]) => [url.host, ...(addresses[alias] ?? [])].map((host) => `server ${host};`).join(' ')
  const upstream = (one: (typeof each)[number]) => `upstream plimsoll_${one.alias} { ${servers(one)} keepalive 32; }`
  const storages = Object.values(follow).map((hosts) => `"~^https://(?:${hosts})(?::[0-9]+)?/" $upstream_http_location;`)
  return [
    ...each.map(upstream),
    'map $plimsoll_alias $plimsoll_registry {',
    '  default "";',
    ...each.map(({ alias, url }) => `  ${alias} ${url.protocol}//plimsoll_${alias};`),
    '}',
    'map $plimsoll_alias $plimsoll_host {',
    '  default "";',
    ...each.map(({ alias, url }) => `  ${alias} ${publicHosts[alias] ?? url.host};`),
    '}',
    'map $upstream_http_location $plimsoll_storage {',
    '  default "";',
    ...storages.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
}
