import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { start, type Running } from './process.ts'

const run = promisify(execFile)

export interface RegistryOptions {
  /** Whether manifests may be deleted; a registry forbids it unless told otherwise. */
  delete?: boolean
  /** Asks for these users: name → password. */
  users?: Record<string, string>
  /** Sends CORS headers for pages of this origin. */
  cors?: string
  /** Sends these headers with every answer: name → values. */
  headers?: Record<string, string[]>
  /** Begins with a copy of what another registry stored, its `storage`; else empty. */
  stored?: string
}

export interface Registry {
  /** As a page or a client addresses it: http://127.0.0.1:PORT */
  readonly url: string
  /** As image names spell it: 127.0.0.1:PORT */
  readonly host: string
  /** The folder that holds what it stores; `docker/registry/v2` is below it. */
  readonly storage: string
  /** Runs the registry's own garbage collection and returns what it printed. */
  collectGarbage(options?: { deleteUntagged?: boolean }): Promise<string>
  /** Ends it; what it stored stays. */
  halt(): Promise<void>
  /** Starts it again after `halt`, at the same address. */
  resume(): Promise<void>
  /** Ends it and removes what it stored. */
  stop(): Promise<void>
}

const LISTENING = /listening on (127\.0\.0\.1:\d+)/

/** Starts a CNCF distribution registry of its own on a free port. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'))
  const storage = join(folder, 'storage')
  const configuration = join(folder, 'config.yml')
  const configure = async (address: string) =>
    writeFile(configuration, JSON.stringify(await settings(options, { folder, storage, address })))
  // It says itself when it listens: anybody may answer at a port that was free a moment ago.
  const serve = () => start('docker-registry', ['serve', configuration], { ready: (printed) => LISTENING.test(printed) })

  if (options.stored) await cp(options.stored, storage, { recursive: true })
  await configure('127.0.0.1:0')
  let server: Running = await serve()
  const host = LISTENING.exec(server.output())?.[1] ?? ''
  await configure(host)
  return {
    url: `http://${host}`,
    host,
    storage,
    async collectGarbage({ deleteUntagged = false } = {}) {
      const args = ['garbage-collect', ...(deleteUntagged ? ['--delete-untagged'] : []), configuration]
      const { stdout } = await run('docker-registry', args, { maxBuffer: 1 << 28 })
      return stdout
    },
    halt: () => server.stop(),
    async resume() {
      server = await serve()
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The registry's configuration. It is YAML, and JSON is YAML. */
async function settings(options: RegistryOptions, at: { folder: string; storage: string; address: string }) {
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: at.storage },
      delete: { enabled: options.delete ?? false },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: at.address, secret: 'only for tests', headers: options.headers ?? (options.cors ? corsHeaders(options.cors) : {}) },
    ...(options.users && { auth: { htpasswd: { realm: 'plimsoll', path: await passwords(options.users, at.folder) } } }),
  }
}

function corsHeaders(origin: string) {
  return {
    'Access-Control-Allow-Origin': [origin],
    'Access-Control-Allow-Methods': ['HEAD, GET, OPTIONS, PUT, DELETE'],
    'Access-Control-Allow-Headers': ['Authorization, Accept, Content-Type'],
    'Access-Control-Expose-Headers': ['Docker-Content-Digest, Link, Www-Authenticate'],
    'Access-Control-Max-Age': ['600'],
  }
}

/** Writes an htpasswd file; the registry knows bcrypt only, and the lowest cost is enough for a test. */
async function passwords(users: Record<string, string>, folder: string): Promise<string> {
  const lines = await Promise.all(
    Object.entries(users).map(async ([name, password]) => {
      const { stdout } = await run('htpasswd', ['-nbB', '-C', '4', name, password])
      return stdout.trim()
    }),
  )
  const file = join(folder, 'htpasswd')
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}
