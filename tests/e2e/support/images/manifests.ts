// manifests.ts: manifests as the usual builders write them, in the formats of OCI and of Docker.
//
// Reference: OCI image-spec; Docker image manifest v2 schema 2; BuildKit `attestation-storage.md`;
// cosign `SIGNATURE_SPEC.md`; Helm's `HIP-0006`.

import { type Blob, type Layer, blob, jsonBlob } from './content.ts'

/** A manifest with everything it uses. */
export interface Manifest extends Blob {
  mediaType: string
  /** Config and layers; empty for an index. */
  blobs: Blob[]
  /** The manifests that an index lists; empty for everything else. */
  children: Manifest[]
}

/** The specification whose media types a manifest has. */
export type Format = 'oci' | 'docker'

/** Operating system and processor, as an index lists them. */
export interface Platform {
  os: string
  architecture: string
  variant?: string
}

/** A descriptor: the reference of a manifest to another piece of content. */
export interface Descriptor {
  mediaType: string
  digest: string
  size: number
  platform?: Platform
  annotations?: Record<string, string>
}

/** The parts that an image is built from. */
export interface ImageRecipe {
  format?: Format
  platform: Platform
  /** The layers, lowest first. */
  layers: Layer[]
  /** The moment of the build, as in RFC 3339. */
  created: string
  labels?: Record<string, string>
}

/** The media types that each format gives to the parts of an image. */
export const MEDIA_TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' }
export const ARM64: Platform = { os: 'linux', architecture: 'arm64', variant: 'v8' }
const NO_PLATFORM: Platform = { os: 'unknown', architecture: 'unknown' }
const EMPTY = 'application/vnd.oci.empty.v1+json'
const PREDICATE = 'https://slsa.dev/provenance/v0.2'

/** An image for one platform. */
export function image({ format = 'oci', platform, layers, created, labels = {} }: ImageRecipe): Manifest {
  const types = MEDIA_TYPES[format]
  const config = jsonBlob({
    created,
    ...platform,
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], Cmd: ['/bin/sh'], Labels: labels },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [
      ...layers.map(({ createdBy }) => ({ created, created_by: createdBy })),
      { created, created_by: 'CMD ["/bin/sh"]', empty_layer: true },
    ],
  })
  return withBlobs(types.manifest, describe(config, types.config), config, layers.map((each) => [each, describe(each, types.layer)]))
}

/** An index of images of the same format, one for each platform. */
export function index(format: Format, images: [Platform, Manifest][]): Manifest {
  return indexOf(format, images.map(([platform, child]) => [child, { platform }]))
}

/** An index of images, each followed by its BuildKit attestation. */
export function attestedIndex(images: [Platform, Manifest][]): Manifest {
  const attestations = images.map(([, about]): [Manifest, Partial<Descriptor>] => [
    attestation(about),
    {
      platform: NO_PLATFORM,
      annotations: {
        'vnd.docker.reference.digest': about.digest,
        'vnd.docker.reference.type': 'attestation-manifest',
      },
    },
  ])
  return indexOf('oci', [
    ...images.map(([platform, child]): [Manifest, Partial<Descriptor>] => [child, { platform }]),
    ...attestations,
  ])
}

/** A Helm chart: a config that is no image's, one archive, and no date. */
export function chart(name: string, version: string, archive: Layer): Manifest {
  const config = jsonBlob({ apiVersion: 'v2', name, version, type: 'application' })
  const content = describe(archive, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip')
  return withBlobs(MEDIA_TYPES.oci.manifest, describe(config, 'application/vnd.cncf.helm.config.v1+json'), config, [
    [archive, content],
  ])
}

/** cosign's signature of `subject`, to be tagged `sha256-<hex>.sig`. Its config's date is Go's "no date". */
export function signature(subject: Manifest, repository: string): Manifest {
  const payload = jsonBlob({
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': subject.digest },
      type: 'cosign container image signature',
    },
    optional: null,
  })
  const never = '0001-01-01T00:00:00Z'
  const config = jsonBlob({
    architecture: '',
    created: never,
    history: [{ created: never }],
    os: '',
    rootfs: { type: 'layers', diff_ids: [payload.digest] },
    config: {},
  })
  const described = {
    ...describe(payload, 'application/vnd.dev.cosign.simplesigning.v1+json'),
    annotations: { 'dev.cosignproject.cosign/signature': 'bm90IGEgcmVhbCBzaWduYXR1cmU=' },
  }
  return withBlobs(MEDIA_TYPES.oci.manifest, describe(config, MEDIA_TYPES.oci.config), config, [[payload, described]])
}

/**
 * A list of what `subject` contains, as an OCI 1.1 referrer, inside the index that clients tag
 * `sha256-<hex>` where a registry has no referrers API.
 */
export function listedReferrer(subject: Manifest): Manifest {
  const artifactType = 'application/spdx+json'
  const document = jsonBlob({ spdxVersion: 'SPDX-2.3', name: subject.digest, packages: [{ name: 'openssl' }, { name: 'zlib' }] })
  const config = blob(Buffer.from('{}'))
  const referrer = withBlobs(
    MEDIA_TYPES.oci.manifest,
    describe(config, EMPTY),
    config,
    [[document, describe(document, artifactType)]],
    { artifactType, subject: describe(subject, subject.mediaType) },
  )
  // Its entry should repeat the artifact type, but skopeo 1.9 drops that field and then refuses to push.
  return indexOf('oci', [[referrer, {}]])
}

/** The tag under which cosign and OCI 1.1 clients keep what belongs to `digest`. */
export function attachedTag(digest: string, suffix = ''): string {
  return `${digest.replace(':', '-')}${suffix}`
}

function attestation(about: Manifest): Manifest {
  const statement = jsonBlob({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: PREDICATE,
    subject: [{ name: 'image', digest: { sha256: about.digest.replace('sha256:', '') } }],
    predicate: { builder: { id: '' }, buildType: 'https://mobyproject.org/buildkit@v1' },
  })
  const config = jsonBlob({ ...NO_PLATFORM, config: {}, rootfs: { type: 'layers', diff_ids: [statement.digest] } })
  const described = {
    ...describe(statement, 'application/vnd.in-toto+json'),
    annotations: { 'in-toto.io/predicate-type': PREDICATE },
  }
  return withBlobs(MEDIA_TYPES.oci.manifest, describe(config, MEDIA_TYPES.oci.config), config, [[statement, described]])
}

function describe({ digest, bytes }: Blob, mediaType: string): Descriptor {
  return { mediaType, digest, size: bytes.length }
}

function withBlobs(
  mediaType: string,
  described: Descriptor,
  config: Blob,
  layers: [Blob, Descriptor][],
  more: { artifactType?: string; subject?: Descriptor } = {},
): Manifest {
  const body = { schemaVersion: 2, mediaType, config: described, layers: layers.map(([, layer]) => layer), ...more }
  return { ...jsonBlob(body), mediaType, blobs: [config, ...layers.map(([layer]) => layer)], children: [] }
}

function indexOf(format: Format, children: [Manifest, Partial<Descriptor>][]): Manifest {
  const mediaType = MEDIA_TYPES[format].index
  const manifests = children.map(([child, more]) => ({ ...describe(child, child.mediaType), ...more }))
  return {
    ...jsonBlob({ schemaVersion: 2, mediaType, manifests }),
    mediaType,
    blobs: [],
    children: children.map(([child]) => child),
  }
}
