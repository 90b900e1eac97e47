// figures.ts: stored, exclusive and logical size, as the glossary in ARCHITECTURE.md defines them, by brute force over
// sets of digests.

import type { StoredManifest } from './graph.ts'

/** The length of every blob on disk, by digest. */
export type Sizes = ReadonlyMap<string, number>

/** The manifest itself, its config, its layers, and for an index the content of its children. */
export function content(manifest: StoredManifest, path: readonly StoredManifest[] = []): Set<string> {
  const digests = new Set([manifest.digest, ...manifest.blobs])
  for (const child of manifest.children) {
    if (child === manifest || path.includes(child)) continue
    for (const digest of content(child, [...path, manifest])) digests.add(digest)
  }
  return digests
}

/** The distinct digests in the contents of `manifests`. */
export function contents(manifests: readonly StoredManifest[]): Set<string> {
  return new Set(manifests.flatMap((manifest) => [...content(manifest)]))
}

/** The bytes of the files of `digests` together. A digest without a file counts as 0. */
export function weight(digests: Iterable<string>, sizes: Sizes): number {
  let bytes = 0
  for (const digest of digests) bytes += sizes.get(digest) ?? 0
  return bytes
}

/** Bytes of the distinct digests in the contents of `set`. */
export function stored(set: readonly StoredManifest[], sizes: Sizes): number {
  return weight(contents(set), sizes)
}

/** Bytes of the digests in the contents of `set` that nothing in `all` outside of `set` also has. */
export function exclusive(set: readonly StoredManifest[], all: readonly StoredManifest[], sizes: Sizes): number {
  const elsewhere = contents(all.filter((manifest) => !set.includes(manifest)))
  return weight([...contents(set)].filter((digest) => !elsewhere.has(digest)), sizes)
}

/** The sum over tags of each tag's content: a manifest with two tags counts twice. */
export function logical(manifests: readonly StoredManifest[], sizes: Sizes): number {
  return manifests.reduce((sum, manifest) => sum + manifest.tags.length * stored([manifest], sizes), 0)
}
