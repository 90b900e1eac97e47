// report.ts: the report that Plimsoll should export for a registry of CNCF distribution, computed
// from that registry's storage. Tests compare the page with it. It shares no code with Plimsoll.
//
// The API of distribution shows only manifests that tags lead to, so the report is about these. Everything
// else in storage is `unreachable`.

import { contents, exclusive, logical, stored, weight, type Sizes } from './figures.ts'
import { isKept, readManifests, reachable, usedBlobs, type ManifestBody, type StoredManifest } from './graph.ts'
import { storageIn } from './in.ts'
import type { StoredRegistry } from './storage.ts'

/** `plimsoll.report/2`, field by field. */
export interface Report {
  schema: 'plimsoll.report/2'
  registry: { host: string; kind: string; kept_once: string }
  /** The moment of the scan, as in RFC 3339. */
  taken_at: string
  complete: boolean
  missing: { repository: string | null; reference: string | null; what: string; why: string }[]
  totals: {
    repositories: number
    tags: number
    manifests: number
    untagged_manifests: number
    blobs: number
    logical_bytes: number
    stored_bytes: number
    /** Null where nobody can know of orphans. */
    reclaimable_bytes: number | null
  }
  repositories: RepositoryFigures[]
  manifests: ManifestFigures[]
}

/** One repository of a report. */
export interface RepositoryFigures {
  name: string
  tags: number
  manifests: number
  untagged_manifests: number
  logical_bytes: number
  stored_bytes: number
  exclusive_bytes: number
  shared_bytes: number
  reclaimable_bytes: number | null
  last_updated: string | null
}

/** One manifest of a report. */
export interface ManifestFigures {
  repository: string
  digest: string
  media_type: string
  artifact_type: string | null
  platform: string | null
  tags: string[]
  role: 'image' | 'artifact' | 'index' | 'child' | 'referrer' | 'orphan' | 'unknown'
  content_bytes: number
  exclusive_bytes: number
  created: string | null
  last_updated: string | null
  locked: boolean
}

/** The content of a registry's storage. */
export interface Survey {
  /** The report that Plimsoll should export. */
  report: Report
  /** Everything in storage that no tag leads to. Plimsoll cannot know of it. */
  unreachable: {
    /** Manifests that the registry answers for, by digest only. */
    manifests: { repository: string; digest: string }[]
    /** Files, manifests included: digest → bytes. */
    blobs: Map<string, number>
    bytes: number
  }
  /** Descriptors whose size is not that of the file; `found` is null if there is no file. Ordinary pushes leave none. */
  disagreements: { repository: string; digest: string; stated: number | null; found: number | null }[]
}

/** The gap of every such report: the registry's API lists no manifest without a tag. */
const UNTAGGED: Report['missing'][number] = {
  repository: null,
  reference: null,
  what: 'untagged',
  why: 'This registry does not list untagged manifests. Sizes are without blobs that only they use, and blobs that they share are not freed.',
}

/** The registry of a survey. */
export interface SurveyOptions {
  /** Host and kind, as they stand in the report. */
  host: string
  kind: string
  /** Manifests that no tag leads to any more, but that the page still knows, because it deleted only their index. */
  remembered?: { repository: string; digest: string }[]
}

/** Surveys a registry's `rootdirectory`. */
export function survey(directory: string, { host, kind, remembered = [] }: SurveyOptions): Survey {
  const storage = storageIn(directory)
  const sizes = storage.blobs()
  const names = storage.repositories()
  const everything = names.flatMap((name) => readManifests(storage, name))
  const isRemembered = (manifest: StoredManifest) =>
    remembered.some(({ repository, digest }) => repository === manifest.repository && digest === manifest.digest)
  const visible = names.flatMap((name) => {
    const own = everything.filter(({ repository }) => repository === name)
    const found = reachable(own, storage.listsReferrers)
    return own.filter((manifest) => found.includes(manifest) || isRemembered(manifest))
  })
  const dates = new Map(visible.map((manifest) => [manifest, config(manifest, storage)?.created ?? null]))
  const orphans = visible.filter((manifest) => role(manifest, visible) === 'orphan')
  // The registry lists no untagged manifests: without orphans that the page left behind, none are known.
  const reclaimable = (found: StoredManifest[]) => (found.length > 0 ? exclusive(found, visible, sizes) : null)
  const used = contents(visible)
  const tags = (name: string) => storage.tags(name).size
  const untagged = (manifests: StoredManifest[]) => manifests.filter((manifest) => manifest.tags.length === 0).length

  const repositories = names.map((name): RepositoryFigures => {
    const own = visible.filter(({ repository }) => repository === name)
    const stored_bytes = stored(own, sizes)
    const exclusive_bytes = exclusive(own, visible, sizes)
    return {
      name,
      tags: tags(name),
      manifests: own.length,
      untagged_manifests: untagged(own),
      logical_bytes: logical(own, sizes),
      stored_bytes,
      exclusive_bytes,
      shared_bytes: stored_bytes - exclusive_bytes,
      reclaimable_bytes: reclaimable(orphans.filter(({ repository }) => repository === name)),
      last_updated: own.map((manifest) => dates.get(manifest) ?? null).reduce(later, null),
    }
  })
  const manifests = visible.map((manifest): ManifestFigures => ({
    repository: manifest.repository,
    digest: manifest.digest,
    media_type: mediaType(manifest),
    artifact_type: manifest.body.artifactType ?? null,
    platform: config(manifest, storage)?.platform ?? null,
    tags: manifest.tags,
    role: role(manifest, visible),
    content_bytes: stored([manifest], sizes),
    exclusive_bytes: exclusive([manifest], visible, sizes),
    created: dates.get(manifest) ?? null,
    // This kind of registry tells neither of the two.
    last_updated: null,
    locked: false,
  }))
  const blobs = new Map([...sizes].filter(([digest]) => !used.has(digest)))
  return {
    report: {
      schema: 'plimsoll.report/2',
      registry: { host, kind, kept_once: 'registry' },
      taken_at: new Date().toISOString(),
      complete: true,
      missing: [
        ...(names.length > 0 ? [UNTAGGED] : []),
        ...names.flatMap((name) => {
          const of = (list: readonly StoredManifest[]) => list.filter(({ repository }) => repository === name)
          const here = new Set(of(everything).map(({ digest }) => digest))
          return absent(name, storage.tags(name), of(visible), (digest) => here.has(digest))
        }),
      ],
      totals: {
        repositories: names.length,
        tags: names.reduce((sum, name) => sum + tags(name), 0),
        manifests: visible.length,
        untagged_manifests: untagged(visible),
        blobs: [...used].filter((digest) => sizes.has(digest)).length,
        logical_bytes: logical(visible, sizes),
        stored_bytes: stored(visible, sizes),
        reclaimable_bytes: reclaimable(orphans),
      },
      repositories,
      manifests,
    },
    unreachable: {
      manifests: everything
        .filter((manifest) => !visible.includes(manifest))
        .map(({ repository, digest }) => ({ repository, digest })),
      blobs,
      bytes: weight(blobs.keys(), sizes),
    },
    disagreements: disagreements(visible, sizes),
  }
}

/** A report without the moment and with sorted lists: two correct reports of one registry are then equal. */
export function comparable(report: Report): Omit<Report, 'taken_at'> {
  const { taken_at: _, ...rest } = report
  const sorted = <T>(list: readonly T[], key: (item: T) => string) =>
    [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1))
  return {
    ...rest,
    missing: sorted(rest.missing, (gap) => JSON.stringify(gap)),
    repositories: sorted(rest.repositories, ({ name }) => name),
    manifests: sorted(rest.manifests, ({ repository, digest }) => `${repository}@${digest}`).map((manifest) => ({
      ...manifest,
      tags: [...manifest.tags].sort(),
    })),
  }
}

/** cosign's tags and the fallback tag of OCI 1.1 referrers. */
const ATTACHED = /^sha256-[0-9a-f]{64}(\..+)?$/

function role(manifest: StoredManifest, all: readonly StoredManifest[]): ManifestFigures['role'] {
  const { body, tags, repository } = manifest
  if (body.subject || (tags.length > 0 && tags.every((tag) => ATTACHED.test(tag)))) return 'referrer'
  if (tags.length === 0) {
    const listed = all.some((other) => other.repository === repository && other.children.includes(manifest))
    return listed ? 'child' : 'orphan'
  }
  if (body.manifests) return 'index'
  return body.config || body.blobs ? imageOrArtifact(body) : 'unknown'
}

const LAYERS = /^application\/vnd\.(oci\.image\.layer\.|docker\.image\.rootfs\.)/
const CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']

/** An image has an image's config, and layers of a file system if it has any. */
export function imageOrArtifact({ config, layers = [], artifactType, schemaVersion }: ManifestBody): 'image' | 'artifact' {
  if (schemaVersion === 1) return 'image'
  const isImage = CONFIGS.includes(config?.mediaType ?? '') && !artifactType
  return isImage && (layers.length === 0 || layers.some(({ mediaType }) => LAYERS.test(mediaType ?? ''))) ? 'image' : 'artifact'
}

/** The manifests that tags and indexes name and the registry does not have. */
export function absent(
  repository: string,
  tags: Iterable<readonly [string, string]>,
  shown: readonly { body: ManifestBody }[],
  present: (digest: string) => boolean,
): Report['missing'] {
  const gap = (reference: string, why: string) => ({ repository, reference, what: 'manifest', why })
  const dangling = [...tags].filter(([, digest]) => !present(digest)).map(([tag]) => tag)
  const isManifest = ({ mediaType = '' }: { mediaType?: string }) =>
    !LAYERS.test(mediaType) && !CONFIGS.includes(mediaType) && !mediaType.startsWith('application/vnd.buildkit.cacheconfig.')
  const listed = shown.flatMap(({ body }) => (body.manifests ?? []).filter(isManifest).map(({ digest }) => digest))
  return [
    ...dangling.map((tag) => gap(tag, 'The registry lists this tag and has no manifest for it.')),
    ...[...new Set(listed)].filter((digest) => !present(digest))
      .map((digest) => gap(digest, 'An index lists this manifest and the registry does not have it.')),
  ]
}

function mediaType({ body }: StoredManifest): string {
  return body.mediaType ?? `application/vnd.oci.image.${body.manifests ? 'index' : 'manifest'}.v1+json`
}

/** The moment and the platform that an image's config states, null if it states none; undefined without such a config. */
function config({ body }: StoredManifest, storage: StoredRegistry) {
  const images = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']
  if (!body.config || !images.includes(body.config.mediaType ?? '')) return undefined
  const { created, os, architecture, variant } = JSON.parse(storage.read(body.config.digest).toString('utf8'))
  return {
    created: moment(created),
    platform: os && architecture ? [os, architecture, variant].filter(Boolean).join('/') : null,
  }
}

/** A date as reports write it, to the second. Dates before 2000, and in the future, stand for "no date". */
function moment(text: string | undefined): string | null {
  const milliseconds = Date.parse(text ?? '')
  const isDate = milliseconds >= Date.UTC(2000, 0) && milliseconds < Date.now() + 600_000
  return isDate ? new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z') : null
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

function disagreements(manifests: readonly StoredManifest[], sizes: Sizes): Survey['disagreements'] {
  return manifests.flatMap(({ repository, body }) =>
    [...usedBlobs(body).filter(isKept), ...(body.manifests ?? [])]
      .map(({ digest, size }) => ({ repository, digest, stated: size ?? null, found: sizes.get(digest) ?? null }))
      .filter(({ stated, found }) => stated !== found),
  )
}
