// freed.ts: the bytes that deleting several manifests together frees, and the children that nothing else keeps.

import { exclusive, weight } from './figures.ts'
import { readManifests, reachable, type StoredManifest } from './graph.ts'
import { storageIn } from './in.ts'
import type { StoredRegistry } from './storage.ts'

/** Bytes that only these manifests of one repository use, of all that the registry's API leads to. */
export function freed(directory: string, repository: string, digests: readonly string[]): number {
  const storage = storageIn(directory)
  const all = visible(storage)
  const set = all.filter((manifest) => manifest.repository === repository && digests.includes(manifest.digest))
  if (set.length !== digests.length) throw new Error(`${repository} has ${set.length} of ${digests.length} manifests`)
  return exclusive(set, all, storage.blobs())
}

/** The children of an index that have no tag and that no other index lists. */
export function companions(directory: string, repository: string, digest: string): string[] {
  const own = visible(storageIn(directory)).filter((manifest) => manifest.repository === repository)
  const index = own.find((manifest) => manifest.digest === digest)
  const elsewhere = own.filter((manifest) => manifest !== index).flatMap(({ children }) => children)
  const lone = (index?.children ?? []).filter((child) => child.tags.length === 0 && !elsewhere.includes(child))
  return lone.map((child) => child.digest)
}

/** The manifests of the registry that use a blob themselves, as far as its API leads to them. */
export function users(directory: string, blob: string): { repository: string; digest: string }[] {
  const using = visible(storageIn(directory)).filter(({ blobs }) => blobs.includes(blob))
  return using.map(({ repository, digest }) => ({ repository, digest }))
}

/** The layers of a repository: digest, bytes, and how many of its manifests use each, as far as the API leads to them. */
export function layersOf(directory: string, repository: string): { digest: string; bytes: number; manifests: number }[] {
  const storage = storageIn(directory)
  const layers = new Map<string, number>()
  for (const { body } of reachable(readManifests(storage, repository), storage.listsReferrers)) {
    const own = new Set((body.layers ?? []).map(({ digest }) => digest))
    for (const digest of own) layers.set(digest, (layers.get(digest) ?? 0) + 1)
  }
  return [...layers].map(([digest, manifests]) => ({ digest, bytes: weight([digest], storage.blobs()), manifests }))
}

/** The bytes of all blobs in a registry's storage. */
export function onDisk(directory: string): number {
  const sizes = storageIn(directory).blobs()
  return weight(sizes.keys(), sizes)
}

function visible(storage: StoredRegistry): StoredManifest[] {
  return storage.repositories().flatMap((name) => reachable(readManifests(storage, name), storage.listsReferrers))
}
