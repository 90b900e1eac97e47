// registry.mjs: a large registry, written straight into the storage layout of CNCF distribution. Pushing
// it would take an hour. Layers are only named: distribution never compares a descriptor with its blob,
// and nobody here reads a layer.

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of each repository: images with a tag, indexes with a tag, and the platforms of an index. */
const IMAGES = 18
const INDEXES = 2
const PLATFORMS = ['amd64', 'arm64']
/** Manifests of a repository. */
export const MANIFESTS = IMAGES + INDEXES * (1 + PLATFORMS.length)
/** Layers of an image: the first of a base that many repositories share, then its own. */
const LAYERS = 12
const BASE_LAYERS = 8
const BASES = 20

const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * Writes a registry of `count` repositories below `root`, the folder that distribution is given. `images`: images with
 * a tag in each repository, besides its indexes.
 */
export function writeRegistry(root, count, images = IMAGES) {
  const base = join(root, 'docker/registry/v2')
  const put = (path, text) => {
    mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    writeFileSync(path, text)
  }
  const blob = (bytes) => {
    const hex = digestOf(bytes)
    put(`${base}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, bytes)
    return hex
  }
  for (let number = 0; number < count; number += 1) {
    const name = `team-${number % 25}/service-${String(number).padStart(3, '0')}`
    const repository = `${base}/repositories/${name}`
    const link = (path, hex) => put(`${repository}/${path}/link`, `sha256:${hex}`)
    const manifest = (json) => {
      const bytes = JSON.stringify(json)
      const hex = blob(bytes)
      link(`_manifests/revisions/sha256/${hex}`, hex)
      return { hex, size: bytes.length }
    }
    const tag = (version, hex) => {
      link(`_manifests/tags/${version}/current`, hex)
      link(`_manifests/tags/${version}/index/sha256/${hex}`, hex)
    }
    const image = (version, architecture) => {
      const created = new Date(Date.UTC(2026, 0, 1 + version, number % 24)).toISOString()
      const config = JSON.stringify({ architecture, os: 'linux', created, rootfs: { type: 'layers', diff_ids: [] }, of: `${name}:${version}` })
      const hex = blob(config)
      link(`_layers/sha256/${hex}`, hex)
      const layers = Array.from({ length: LAYERS }, (_, place) => {
        // A new version changes what lies above the base, and of that mostly the last.
        const own = place === LAYERS - 1 ? version : Math.floor(version / 4)
        const what = place < BASE_LAYERS ? `base ${number % BASES} ${place}` : `${name} ${place} ${own}`
        const layer = digestOf(`${what} ${architecture}`)
        return { mediaType: LAYER, digest: `sha256:${layer}`, size: 100_000 + (parseInt(layer.slice(0, 6), 16) % 30_000_000) }
      })
      const configOf = { mediaType: CONFIG, digest: `sha256:${hex}`, size: config.length }
      return manifest({ schemaVersion: 2, mediaType: IMAGE, config: configOf, layers })
    }
    for (let version = 0; version < images; version += 1) tag(`1.${version}.0`, image(version, 'amd64').hex)
    for (let version = 0; version < INDEXES; version += 1) {
      const manifests = PLATFORMS.map((architecture) => {
        const { hex, size } = image(images + version, architecture)
        return { mediaType: IMAGE, digest: `sha256:${hex}`, size, platform: { architecture, os: 'linux' } }
      })
      tag(`2.${version}.0`, manifest({ schemaVersion: 2, mediaType: INDEX, manifests }).hex)
    }
  }
}
