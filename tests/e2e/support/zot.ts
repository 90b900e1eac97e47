import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './port.ts'
import { start } from './process.ts'

const run = promisify(execFile)

export interface ZotOptions {
  /** Lets in these users only: name → password. */
  users?: Record<string, string>
  /** Rights, as zot's `accessControl`; by default everybody may do everything. */
  accessControl?: unknown
}

export interface Zot {
  readonly kind: 'zot'
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** Its root directory. */
  readonly storage: string
  /** Stops this zot, lets another zot collect the garbage of one namespace without delay, and starts this one again. */
  collectGarbage(namespace: string): Promise<void>
  stop(): Promise<void>
}

/** The reason why zot is not here, for `test.skip`; undefined if `ZOT` names one or one is on PATH. */
export function missingZot(): string | undefined {
  return program() ? undefined : 'zot is not here: put it on PATH, or say where it is with ZOT='
}

/** Starts a zot, with its search extension if it was built with it. Stopping it removes everything that it stored. */
export async function startZot({ users, accessControl }: ZotOptions = {}): Promise<Zot> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-zot-'))
  const port = await freePort()
  const [storage, configuration, passwords] = ['storage', 'config.json', 'htpasswd'].map((name) => join(folder, name)) as [string, string, string]
  if (users) {
    const lines = Object.entries(users).map(async ([name, password]) => (await run('htpasswd', ['-nbB', '-C', '4', name, password])).stdout.trim())
    await writeFile(passwords, `${(await Promise.all(lines)).join('\n')}\n`)
  }
  const settings = {
    distSpecVersion: '1.1.1',
    storage: { rootDirectory: storage, gc: false },
    http: {
      address: '127.0.0.1',
      port: String(port),
      // skopeo also pushes images in Docker's format.
      compat: ['docker2s2'],
      ...(users && { auth: { htpasswd: { path: passwords } } }),
      ...(accessControl ? { accessControl } : {}),
    },
    log: { level: 'error' },
    extensions: { search: { enable: true } },
  }
  await writeFile(configuration, JSON.stringify(settings))
  const host = `127.0.0.1:${port}`
  const answers = () => fetch(`http://${host}/v2/`).then(({ status }) => status === 200 || status === 401, () => false)
  const serve = () => start(program()!, ['serve', configuration], { ready: answers, patience: 60_000 })
  let server = await serve()
  return {
    kind: 'zot',
    url: `http://${host}`,
    host,
    storage,
    async collectGarbage(namespace) {
      await server.stop()
      const collector = join(folder, 'collector.json')
      const own = { rootDirectory: join(storage, namespace), gc: true, gcDelay: '1ms', gcInterval: '1h' }
      await writeFile(collector, JSON.stringify({ ...settings, storage: own, log: { level: 'info' }, extensions: {} }))
      // zot's output names each repository that it visits.
      const repositories = (await readdir(own.rootDirectory)).filter((name) => !name.startsWith('.')).length
      const ready = (printed: string) => printed.split('gc successfully completed').length > repositories
      await (await start(program()!, ['serve', collector], { ready, patience: 60_000 })).stop()
      server = await serve()
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The reason why zot's search is not here, for `test.skip`. */
export async function missingSearch(zot: Zot): Promise<string | undefined> {
  const { extensions } = await (await fetch(`${zot.url}/v2/_oci/ext/discover`)).json()
  return JSON.stringify(extensions).includes('/v2/_zot/ext/search') ? undefined : 'this zot was built without its search extension'
}

/** The pulls of a repository's tags by zot's search: how many, and the last one. */
export async function pulls(zot: Zot, repository: string): Promise<Record<string, { count: number; last: string }>> {
  const query = 'query($r:String!){ExpandedRepoInfo(repo:$r){Images{Tag DownloadCount LastPullTimestamp}}}'
  const body = JSON.stringify({ query, variables: { r: repository } })
  const response = await fetch(`${zot.url}/v2/_zot/ext/search`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const images: { Tag: string; DownloadCount: number; LastPullTimestamp: string }[] = (await response.json()).data.ExpandedRepoInfo.Images
  return Object.fromEntries(images.map(({ Tag, DownloadCount, LastPullTimestamp }) => [Tag, { count: DownloadCount, last: LastPullTimestamp }]))
}

function program(): string | undefined {
  if (process.env.ZOT) return process.env.ZOT
  try {
    return execFileSync('sh', ['-c', 'command -v zot']).toString().trim() || undefined
  } catch {
    return undefined
  }
}
