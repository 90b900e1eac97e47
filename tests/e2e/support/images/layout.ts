// layout.ts: writes images to disk in layouts that skopeo reads, and returns their names for skopeo.
//
// Reference: OCI image-spec `image-layout.md`; containers-transports(5), `oci:` and `dir:`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Blob } from './content.ts'
import { MEDIA_TYPES, type Manifest } from './manifests.ts'

/**
 * Writes `manifests` below `directory` and gives the name of each for skopeo, in the same order.
 * OCI manifests share one layout. Docker's get a folder each, because skopeo 1.9 ignores them in a
 * layout's index.
 */
export function writeLayouts(directory: string, manifests: readonly Manifest[]): string[] {
  const layout = join(directory, 'layout')
  const inLayout = manifests.filter(isOci)
  writeOciLayout(layout, inLayout)
  return manifests.map((manifest) => {
    if (isOci(manifest)) return `oci:${layout}:${referenceName(manifest)}`
    const folder = join(directory, `docker-${referenceName(manifest)}`)
    writeFolder(folder, manifest)
    return `dir:${folder}`
  })
}

function isOci(manifest: Manifest): boolean {
  return manifest.mediaType === MEDIA_TYPES.oci.manifest || manifest.mediaType === MEDIA_TYPES.oci.index
}

function writeOciLayout(layout: string, manifests: readonly Manifest[]): void {
  const folder = join(layout, 'blobs', 'sha256')
  mkdirSync(folder, { recursive: true })
  for (const blob of allBlobs(manifests)) writeFileSync(join(folder, hex(blob)), blob.bytes)
  const entries = new Map(
    manifests.map((manifest) => [
      manifest.digest,
      {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        annotations: { 'org.opencontainers.image.ref.name': referenceName(manifest) },
      },
    ]),
  )
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [...entries.values()] }))
}

function writeFolder(folder: string, manifest: Manifest): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'version'), 'Directory Transport Version: 1.1\n')
  writeFileSync(join(folder, 'manifest.json'), manifest.bytes)
  for (const child of manifest.children) writeFileSync(join(folder, `${hex(child)}.manifest.json`), child.bytes)
  for (const blob of [manifest, ...manifest.children].flatMap(({ blobs }) => blobs)) {
    writeFileSync(join(folder, hex(blob)), blob.bytes)
  }
}

/** Every blob once, manifests included. */
function allBlobs(manifests: readonly Manifest[]): Iterable<Blob> {
  const found = new Map<string, Blob>()
  const visit = (manifest: Manifest) => {
    for (const blob of [manifest, ...manifest.blobs]) found.set(blob.digest, blob)
    manifest.children.forEach(visit)
  }
  manifests.forEach(visit)
  return found.values()
}

function hex({ digest }: Blob): string {
  return digest.replace('sha256:', '')
}

function referenceName(manifest: Manifest): string {
  return hex(manifest).slice(0, 16)
}
