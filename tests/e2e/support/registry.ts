import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { start, type Running } from './process.ts'

const run = promisify(execFile)

/** The version of distribution: 2.8 as Debian packages it, or 3 as the set-up compiles it. */
export type Version = 2 | 3

export interface RegistryOptions {
  /** The version; 2 by default. Ask `missing(3)` before you use 3. */
  version?: Version
  /** Whether manifests may be deleted; by default they may not, as in distribution itself. */
  delete?: boolean
  /** Maintenance mode: the registry takes no change. */
  readOnly?: boolean
  /** The most tags on one page of a list. Distribution 3 only: 2 sends all tags at once. */
  mostTags?: number
  /** Lets in these users only: name → password. */
  users?: Record<string, string>
  /** Takes tokens of this token server. */
  tokens?: { realm: string; service: string; issuer: string; rootcertbundle: string; jwks: string }
  /** Sends CORS headers for pages of this origin. */
  cors?: string
  /** Sends these headers with every answer: name → values. */
  headers?: Record<string, string[]>
  /** Begins with a copy of another registry's `storage`; by default empty. */
  stored?: string
}

export interface Registry {
  readonly version: Version
  /** The kind that the page recognises. */
  readonly kind: 'distribution2' | 'distribution3'
  /** Its address: http://127.0.0.1:PORT */
  readonly url: string
  /** Its host in image names: 127.0.0.1:PORT */
  readonly host: string
  /** Its storage folder; `docker/registry/v2` is below it. */
  readonly storage: string
  /** Runs the registry's own garbage collection and returns what it printed. */
  collectGarbage(options?: { deleteUntagged?: boolean }): Promise<string>
  /** Ends the registry and keeps its storage. */
  halt(): Promise<void>
  /** Starts it again after `halt`, at the same address. */
  resume(): Promise<void>
  /** Ends the registry and removes its storage. */
  stop(): Promise<void>
}

const LISTENING = /listening on (127\.0\.0\.1:\d+)/

/** The reason why this version is not here, for `test.skip`; undefined if it is here. */
export function missing(version: Version): string | undefined {
  if (version === 2 || existsSync(program(version))) return undefined
  return 'distribution 3 is not here: the set-up compiles it where it finds Go'
}

/** Starts a CNCF distribution registry of its own on a free port. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { version = 2 } = options
  const command = program(version)
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'))
  const storage = join(folder, 'storage')
  const configuration = join(folder, 'config.yml')
  const configure = async (address: string) =>
    writeFile(configuration, JSON.stringify(await settings(options, { folder, storage, address })))
  // The registry's own output says when it listens. Another program might answer at a port that was free a moment ago.
  const serve = () => start(command, ['serve', configuration], { ready: (printed) => LISTENING.test(printed) })

  if (options.stored) await cp(options.stored, storage, { recursive: true })
  await configure('127.0.0.1:0')
  let server: Running = await serve()
  const host = LISTENING.exec(server.output())?.[1] ?? ''
  await configure(host)
  return {
    version,
    kind: `distribution${version}`,
    url: `http://${host}`,
    host,
    storage,
    async collectGarbage({ deleteUntagged = false } = {}) {
      const args = ['garbage-collect', ...(deleteUntagged ? ['--delete-untagged'] : []), configuration]
      const { stdout } = await run(command, args, { maxBuffer: 1 << 28 })
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

const ENVIRONMENT = fileURLToPath(new URL('../../../scripts/env.sh', import.meta.url))
let distribution3: string | undefined

/** The program of this version. */
function program(version: Version): string {
  if (version === 2) return 'docker-registry'
  // scripts/env.sh knows where the set-up puts the program. It is asked here, because it may not have been sourced.
  distribution3 ??= execFileSync('bash', ['-c', '. "$1" && printf %s "$DISTRIBUTION3"', 'bash', ENVIRONMENT]).toString()
  return distribution3
}

/** The registry's configuration. It is YAML, and JSON is YAML. */
async function settings(options: RegistryOptions, at: { folder: string; storage: string; address: string }) {
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: true } },
    ...(options.mostTags && { tags: { maxtags: options.mostTags } }),
    storage: {
      filesystem: { rootdirectory: at.storage },
      delete: { enabled: options.delete ?? false },
      maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: options.readOnly ?? false } },
    },
    http: { addr: at.address, secret: 'only for tests', headers: options.headers ?? (options.cors ? corsHeaders(options.cors) : {}) },
    ...(options.tokens && { auth: { token: options.tokens } }),
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
