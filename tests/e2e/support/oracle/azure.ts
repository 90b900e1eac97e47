// azure.ts: the report that Plimsoll should export for a registry with Azure's lists, computed from the answers of its
// API. Every manifest and config is fetched, and figures are plain sets of digests. It shares no code with Plimsoll.

import { isKept, usedBlobs, type ManifestBody } from './graph.ts'
import { absent, imageOrArtifact, type ManifestFigures, type Report, type RepositoryFigures } from './report.ts'

/** A manifest, as the API shows it. */
interface Known {
  repository: string
  digest: string
  type: string
  bytes: number
  body: ManifestBody & { fsLayers?: { blobSum: string }[] }
  tags: string[]
  locked: boolean
  updated: string | null
  created: string | null
  platform: string | null
  children: Known[]
  subject?: Known
  /** The manifests that its cosign-style tags name. */
  named: Known[]
}

type Row = Record<string, any>

const ATTACHED = /^sha256-([0-9a-f]{64})(\..+)?$/

/** Reads the whole registry at `url` and computes its report; `host` and `kind` are passed on. */
export async function surveyAzure(url: string, { host, kind }: { host: string; kind: string }): Promise<Report> {
  const names = await pages(url, '/v2/_catalog?n=1000', 'repositories')
  const tags = new Map<string, Row[]>()
  const all: Known[] = []
  for (const name of names) {
    tags.set(name, await pages(url, `/acr/v1/${name}/_tags?n=1000`, 'tags'))
    all.push(...(await manifests(url, name, tags.get(name)!)))
  }
  const sizes = sizesOf(all)
  const contents = new Map(all.map((manifest) => [manifest, content(manifest)]))
  const holders = new Map<string, Set<Known>>()
  for (const [manifest, digests] of contents) {
    for (const digest of digests) holders.set(digest, (holders.get(digest) ?? new Set()).add(manifest))
  }
  const weight = (digests: Iterable<string>) => [...digests].reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), 0)
  const union = (set: readonly Known[]) => new Set(set.flatMap((manifest) => [...contents.get(manifest)!]))
  const exclusive = (set: readonly Known[]) => {
    const own = new Set(set)
    return weight([...union(set)].filter((digest) => [...holders.get(digest)!].every((holder) => own.has(holder))))
  }
  const logical = (set: readonly Known[]) => set.reduce((sum, one) => sum + one.tags.length * weight(contents.get(one)!), 0)
  const reached = reachable(all)
  const orphans = all.filter((manifest) => !reached.has(manifest))
  const untagged = (set: readonly Known[]) => set.filter(({ tags }) => tags.length === 0).length
  const listed = new Set(all.flatMap(({ children }) => children))

  const repositories = names.map((name): RepositoryFigures => {
    const own = all.filter(({ repository }) => repository === name)
    const stored_bytes = weight(union(own))
    const exclusive_bytes = exclusive(own)
    const dates = [...tags.get(name)!.map((tag) => second(tag.lastUpdateTime)), ...own.map((one) => one.updated ?? one.created)]
    return {
      name,
      tags: tags.get(name)!.length,
      manifests: own.length,
      untagged_manifests: untagged(own),
      logical_bytes: logical(own),
      stored_bytes,
      exclusive_bytes,
      shared_bytes: stored_bytes - exclusive_bytes,
      reclaimable_bytes: exclusive(orphans.filter(({ repository }) => repository === name)),
      last_updated: dates.filter((date) => date !== null).sort().at(-1) ?? null,
    }
  })
  return {
    schema: 'plimsoll.report/2',
    registry: { host, kind, kept_once: 'registry' },
    taken_at: new Date().toISOString(),
    complete: true,
    missing: [
      ...unsized(all),
      ...names.flatMap((name) => {
        const own = all.filter(({ repository }) => repository === name)
        const here = new Set(own.map(({ digest }) => digest))
        const pairs = tags.get(name)!.map((tag) => [tag.name as string, tag.digest as string] as const)
        return absent(name, pairs, own, (digest) => here.has(digest))
      }),
    ],
    totals: {
      repositories: names.length,
      tags: [...tags.values()].reduce((sum, list) => sum + list.length, 0),
      manifests: all.length,
      untagged_manifests: untagged(all),
      blobs: new Set(all.flatMap((one) => [one.digest, ...used(one)])).size,
      logical_bytes: logical(all),
      stored_bytes: weight(union(all)),
      reclaimable_bytes: exclusive(orphans),
    },
    repositories,
    manifests: all.map((one): ManifestFigures => ({
      repository: one.repository,
      digest: one.digest,
      media_type: one.type,
      artifact_type: one.body.artifactType ?? null,
      platform: one.platform,
      tags: one.tags,
      role: role(one, reached, listed),
      content_bytes: weight(contents.get(one)!),
      exclusive_bytes: exclusive([one]),
      created: one.created,
      last_updated: one.updated,
      locked: one.locked,
    })),
  }
}

async function manifests(url: string, repository: string, tags: Row[]): Promise<Known[]> {
  const rows = await pages(url, `/acr/v1/${repository}/_manifests?n=1000`, 'manifests')
  const found = await inBatches(rows, async (row): Promise<Known> => {
    const response = await fetch(`${url}/v2/${repository}/manifests/${row.digest}`, { headers: { accept: row.mediaType } })
    if (!response.ok) throw new Error(`${repository}@${row.digest}: ${response.status}`)
    const bytes = Buffer.from(await response.arrayBuffer())
    const body = JSON.parse(bytes.toString())
    const config = await imageConfig(url, repository, body)
    return {
      repository,
      digest: row.digest,
      type: response.headers.get('content-type')!,
      bytes: bytes.length,
      body,
      tags: tags.filter(({ digest }) => digest === row.digest).map(({ name }) => name).sort(),
      locked: !(row.changeableAttributes.deleteEnabled && row.changeableAttributes.writeEnabled),
      updated: second(row.lastUpdateTime),
      // Earlier dates are constants of builders; none of the sample's images was made in the future.
      created: Date.parse(config?.created ?? '') >= Date.UTC(2000, 0) ? second(config?.created) : null,
      platform: config?.os && config.architecture ? [config.os, config.architecture, config.variant].filter(Boolean).join('/') : null,
      children: [],
      named: [],
    }
  })
  const by = new Map(found.map((one) => [one.digest, one]))
  for (const one of found) {
    one.children = (one.body.manifests ?? []).flatMap(({ digest }) => by.get(digest) ?? [])
    one.subject = by.get(one.body.subject?.digest ?? '')
    one.named = one.tags.flatMap((tag) => by.get(`sha256:${ATTACHED.exec(tag)?.[1]}`) ?? [])
  }
  return found
}

/** The roots (tagged or locked), and everything that children, subjects, referrers and cosign-style tags connect to them. */
function reachable(all: readonly Known[]): Set<Known> {
  const referrers = new Map<Known, Known[]>()
  for (const one of all) if (one.subject) referrers.set(one.subject, [...(referrers.get(one.subject) ?? []), one])
  const reached = new Set<Known>()
  const visit = (one: Known) => {
    if (reached.has(one)) return
    reached.add(one)
    for (const next of [...one.children, ...one.named, ...(referrers.get(one) ?? []), ...(one.subject ? [one.subject] : [])]) visit(next)
  }
  all.filter(({ tags, locked }) => tags.length > 0 || locked).forEach(visit)
  return reached
}

function role(one: Known, reached: Set<Known>, listed: Set<Known>): ManifestFigures['role'] {
  if (!reached.has(one)) return 'orphan'
  if (one.body.subject || (one.tags.length > 0 && one.tags.every((tag) => ATTACHED.test(tag)))) return 'referrer'
  if (one.tags.length === 0 && !one.locked && listed.has(one)) return 'child'
  return one.body.manifests ? 'index' : imageOrArtifact(one.body)
}

/** The digests of config and layers, also of layers that are stored elsewhere. */
function used({ body }: Known): string[] {
  return [...usedBlobs(body).map(({ digest }) => digest), ...(body.fsLayers ?? []).map(({ blobSum }) => blobSum)]
}

function content(one: Known): Set<string> {
  return new Set([one.digest, ...used(one), ...one.children.flatMap((child) => [...content(child)])])
}

/** Bytes by digest. Layers that are stored elsewhere, and those of schema 1, which states no sizes, have no entry. */
function sizesOf(all: readonly Known[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { body } of all) for (const blob of usedBlobs(body).filter(isKept)) sizes.set(blob.digest, Math.max(blob.size!, sizes.get(blob.digest) ?? 0))
  for (const { digest, bytes } of all) sizes.set(digest, bytes)
  return sizes
}

function unsized(all: readonly Known[]): Report['missing'] {
  const digests = new Set(all.flatMap(({ body }) => (body.fsLayers ?? []).map(({ blobSum }) => blobSum)))
  const why = 'No manifest states its size, so the totals are without it.'
  return [...digests].map((reference) => ({ repository: null, reference, what: 'size', why }))
}

async function imageConfig(url: string, repository: string, { config }: ManifestBody): Promise<Row | undefined> {
  const images = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']
  if (!config || !images.includes(config.mediaType ?? '')) return undefined
  return (await (await fetch(`${url}/v2/${repository}/blobs/${config.digest}`)).json()) as Row
}

/** Every entry of a list, page by page. */
async function pages(url: string, first: string, key: string): Promise<any[]> {
  const entries: any[] = []
  for (let path: string | undefined = first; path; ) {
    const response: Response = await fetch(url + path)
    entries.push(...(((await response.json()) as Row)[key] ?? []))
    path = /<([^>]+)>/.exec(response.headers.get('link') ?? '')?.[1]
  }
  return entries
}

async function inBatches<From, To>(all: readonly From[], ask: (one: From) => Promise<To>): Promise<To[]> {
  const found: To[] = []
  for (let at = 0; at < all.length; at += 16) found.push(...(await Promise.all(all.slice(at, at + 16).map(ask))))
  return found
}

/** A date as reports write it, to the second. Year 1 and 1970 stand for "no date". */
function second(text: string | undefined): string | null {
  const moment = Date.parse(text ?? '')
  return moment > 0 ? new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z') : null
}
