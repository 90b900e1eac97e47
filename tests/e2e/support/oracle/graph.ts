// graph.ts: the manifests of a registry's storage, what each of them uses, and which of them the
// registry's API leads to.

import type { StoredRegistry } from './storage.ts'

/** A manifest in one repository; the same digest in two repositories is two of these. */
export interface StoredManifest {
  repository: string
  digest: string
  /** The manifest's JSON. */
  body: ManifestBody
  /** The tags that point to it, sorted. */
  tags: string[]
  /** The blobs it uses itself: config and layers that a registry keeps, not children. */
  blobs: string[]
  /** The manifests of the same repository that it lists. */
  children: StoredManifest[]
}

/** The parts of a manifest's JSON that matter, of all formats. */
export interface ManifestBody {
  schemaVersion?: number
  mediaType?: string
  artifactType?: string
  config?: DescriptorBody
  layers?: DescriptorBody[]
  blobs?: DescriptorBody[]
  manifests?: DescriptorBody[]
  subject?: DescriptorBody
}

/** A descriptor's JSON. */
export interface DescriptorBody {
  mediaType?: string
  digest: string
  size?: number
  urls?: string[]
  platform?: { os?: string; architecture?: string; variant?: string }
}

/** Every manifest that a repository answers for, tagged or not. */
export function readManifests(storage: StoredRegistry, repository: string): StoredManifest[] {
  const onDisk = storage.blobs()
  const tags = [...storage.tags(repository)]
  const manifests = new Map(
    storage
      .manifests(repository)
      .filter((digest) => onDisk.has(digest))
      .map((digest): [string, StoredManifest] => {
        const body = JSON.parse(storage.read(digest).toString('utf8')) as ManifestBody
        const pointing = tags.filter(([, target]) => target === digest).map(([tag]) => tag)
        const blobs = usedBlobs(body).filter(isKept).map((descriptor) => descriptor.digest)
        return [digest, { repository, digest, body, tags: pointing, blobs, children: [] }]
      }),
  )
  for (const manifest of manifests.values()) {
    const listed = (manifest.body.manifests ?? []).map(({ digest }) => manifests.get(digest))
    manifest.children = listed.filter((child) => child !== undefined)
  }
  return [...manifests.values()]
}

/**
 * The manifests of a repository that its tags lead to: tagged ones, their children at any depth, and their referrers if
 * the registry lists those.
 */
export function reachable(manifests: readonly StoredManifest[], listsReferrers: boolean): StoredManifest[] {
  const found = new Set<StoredManifest>()
  const visit = (manifest: StoredManifest) => {
    if (found.has(manifest)) return
    found.add(manifest)
    manifest.children.forEach(visit)
    if (listsReferrers) manifests.filter(({ body }) => body.subject?.digest === manifest.digest).forEach(visit)
  }
  manifests.filter(({ tags }) => tags.length > 0).forEach(visit)
  return manifests.filter((manifest) => found.has(manifest))
}

/** The descriptors of config and layers, or of an artifact's blobs. */
export function usedBlobs({ config, layers = [], blobs = [] }: ManifestBody): DescriptorBody[] {
  return [...(config ? [config] : []), ...layers, ...blobs]
}

/** Whether a registry stores the blob. It does not store a foreign layer, whatever size the descriptor states. */
export function isKept({ urls = [], mediaType = '' }: DescriptorBody): boolean {
  return urls.length === 0 && !/\.(foreign|nondistributable)\./.test(mediaType)
}
