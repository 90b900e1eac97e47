// sample.ts: the sample registry as a server of its own (tests/stand_in/server). It misbehaves as a test wants,
// and says afterwards which requests it got.

import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { start } from './process.ts'

/** How the registry behaves: `Config` in tests/stand_in/src/config/mod.rs. */
export interface SampleConfig {
  /** Only these repositories: a smaller registry is read sooner. */
  repositories?: string[]
  authentication?:
    | { basic: User }
    | { bearer: User & { expires_in?: number; realm?: string; granted_actions?: string[] } }
    | { acr: Azure }
  page_size?: number
  /** The most tags that a manifest's entry names; 10 by default. */
  tags_of_a_manifest?: number
  /** Whether an entry names hidden tags, too; by default it does. */
  hidden_tags_named?: boolean
  /** Whether every request is a 403 DENIED. */
  network_refused?: boolean
  hidden_headers?: string[]
  /** A 429 for one request in so many, or for more than so many in a second. A header says how many calls are left. */
  throttle?: { every?: number; retry_after?: number; calls_per_second?: number }
  /** Soft delete: deleted manifests stay in a bin for this many days, 7 by default. */
  soft_delete?: { retention_days?: number }
  /** Redirects a GET of a blob (307) to this host's storage; '' for the registry's own address. */
  blobs_elsewhere?: string
  mounts_refused?: boolean
  deletes_disabled?: boolean
  cascade_referrers?: boolean
  faults?: Fault[]
}

/** A registry of Azure's: whom it knows (tests/stand_in/src/config/azure.rs). Tokens' times are the machine's. */
export interface Azure {
  identities?: Identity[]
  anonymous_pull?: boolean
  abac?: boolean
  realm?: string
  access_seconds?: number
  refresh_seconds?: number
}

export type Identity =
  | ({ kind: 'admin' } & User)
  | ({ kind: 'service_principal'; roles: Role[]; repositories?: string[] } & User)
  | ({ kind: 'token'; scope_map: { repositories: string; actions: ScopeMapAction[] }[] } & User)
  | { kind: 'entra'; entra_token?: string; refresh_token?: string; roles: Role[]; repositories?: string[] }

/** Roles: the first five apply in an ordinary registry, the next four in an ABAC registry, the last in both. */
export type Role =
  | 'AcrPull'
  | 'AcrPush'
  | 'AcrDelete'
  | 'Contributor'
  | 'Owner'
  | 'Container Registry Repository Reader'
  | 'Container Registry Repository Writer'
  | 'Container Registry Repository Contributor'
  | 'Container Registry Repository Catalog Lister'
  | 'SoftDeleteOperator'

export type ScopeMapAction = 'content/read' | 'content/write' | 'content/delete' | 'metadata/read' | 'metadata/write'

export interface User {
  user: string
  password: string
}

/** A fault in requests with this method and this part in their path, this many times. */
export interface Fault {
  method?: string
  path?: string
  times?: number
  answer: string | Record<string, unknown>
}

export interface SampleOptions {
  config?: SampleConfig
  /** Sends CORS headers for pages of this origin. */
  cors?: string
  /** The public host, if a server stands in front of the registry. Its challenges name this host. */
  public?: string
}

export interface Sample {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** Replaces the registry by a new one that behaves like this. */
  configure(config: SampleConfig): Promise<void>
  /** The requests since the start or the last `configure`: method and path. */
  requests(): Promise<[method: string, path: string][]>
  /** Holds requests such as `DELETE /v2/` or `* /v2/web/`, neither done nor answered, until `release`; more with each call. */
  hold(what: string): Promise<void>
  /** The number of requests that are held. */
  held(): Promise<number>
  release(): Promise<void>
  stop(): Promise<void>
}

/** Starts a sample registry on a free port. */
export async function startSample(options: SampleOptions = {}): Promise<Sample> {
  const args = ['--port', '0', '--config-json', JSON.stringify(options.config ?? {})]
  if (options.cors) args.push('--cors', options.cors)
  if (options.public) args.push('--public', options.public)
  const { output, stop } = await start(program(), args, { ready: (printed) => LISTENING.test(printed) })
  const url = LISTENING.exec(output())?.[1] ?? ''
  const command = async (method: string, name: string, body?: string) => {
    const response = await fetch(`${url}/_sample/${name}`, { method, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`/_sample/${name}: ${response.status} ${text}`)
    return text
  }
  return {
    url,
    host: new URL(url).host,
    configure: async (config) => void (await command('POST', 'config', JSON.stringify(config))),
    requests: async () => JSON.parse(await command('GET', 'requests')),
    hold: async (what) => void (await command('POST', 'hold', what)),
    held: async () => Number(await command('GET', 'held')),
    release: async () => void (await command('POST', 'release')),
    stop,
  }
}

const LISTENING = /^listening on (http:\S+)$/m

/** The program as scripts/test or as `cargo build` built it, whichever is newer. */
function program(): string {
  const built = (profile: string) => {
    const file = fileURLToPath(new URL(`../../../target/${profile}/examples/sample_registry`, import.meta.url))
    const when = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    return when === undefined ? [] : [{ file, when }]
  }
  const [newest] = [...built('release'), ...built('debug')].sort((one, other) => other.when - one.when)
  if (!newest) throw new Error('build it first: cargo build --release --no-default-features --example sample_registry')
  return newest.file
}

/** The paths of all DELETE requests so far, in their order. */
export async function deletes(sample: Sample): Promise<string[]> {
  return (await sample.requests()).filter(([method]) => method === 'DELETE').map(([, path]) => path)
}

/** The digest of every tag of a repository. */
export async function tagsOf(sample: Sample, repository: string): Promise<Record<string, string>> {
  const { tags } = await (await fetch(`${sample.url}/acr/v1/${repository}/_tags?n=1000`)).json()
  return Object.fromEntries((tags ?? []).map(({ name, digest }: { name: string; digest: string }) => [name, digest]))
}

/** Holds the deletions of what these tags point to, but for the one that comes first: it shows that the registry
 * deletes, and only then several are under way at once. */
export async function holdAfterFirst(sample: Sample, repository: string, tags: string[]): Promise<void> {
  const all = await tagsOf(sample, repository)
  const digests = [...new Set(tags.map((tag) => all[tag]!))].sort()
  for (const digest of digests.slice(1)) await sample.hold(`DELETE ${digest.replace('sha256:', '')}`)
}
