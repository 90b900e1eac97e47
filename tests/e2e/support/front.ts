// front.ts: a web server of its own in front of a registry, with a configuration that the page printed.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from './process.ts'

export interface Front {
  /** 127.0.0.1:PORT */
  readonly host: string
  stop(): Promise<void>
}

/** Runs Caddy with `text` as its configuration, and waits until it answers at `host`. */
export async function startCaddy(text: string, host: string): Promise<Front> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-front-'))
  const file = join(folder, 'Caddyfile')
  await writeFile(file, `{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n${text}`)
  const { stop } = await start('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    env: { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    ready: () => answers(host),
  })
  return {
    host,
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs nginx with `text` inside a server block of `host`. */
export async function startNginx(text: string, host: string): Promise<Front> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-front-'))
  const file = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`)
  await writeFile(
    file,
    `daemon off; pid ${folder}/pid; error_log stderr warn; events {}
     http { access_log off; ${temporary.join(' ')} server { listen ${host};\n${text}\n} }`,
  )
  const { stop } = await start('nginx', ['-p', folder, '-e', 'stderr', '-c', file], { ready: () => answers(host) })
  return {
    host,
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Whether a web server answers there, whatever it says. */
async function answers(host: string): Promise<boolean> {
  return fetch(`http://${host}/v2/`).then(
    () => true,
    () => false,
  )
}
