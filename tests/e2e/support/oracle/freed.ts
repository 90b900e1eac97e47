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

/** The bytes of all blobs in a registry's storage. */
export function onDisk(directory: string): number {
  const sizes = storageIn(directory).blobs()
  return weight(sizes.keys(), sizes)
}

function visible(storage: StoredRegistry): StoredManifest[] {
  return storage.repositories().flatMap((name) => reachable(readManifests(storage, name), storage.listsReferrers))
}
