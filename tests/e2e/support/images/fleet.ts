// fleet.ts: the images that fill a real registry: eight repositories that hold, between them, one
// of everything that makes figures hard.
//
//   library/debian     11, 12 = bookworm           indexes whose layers others build on
//   web/storefront     1.0.0, 1.1.0, 1.2.0 = latest, nightly (pushed twice), sha256-….sig of 1.2.0
//   web/api            2.0.0, 2.1.0 = latest       indexes with BuildKit attestations
//                      2.1.0-amd64                 a child that has a tag as well
//   prod/storefront    1.1.0, 1.2.0 = live         the very manifests of web/storefront
//   data/worker        3.0.0 = stable, 3.1.0       Docker's format, on the layers of library/debian
//                      doubled                     lists one layer twice
//   data/pipeline      5.0.0, 5.1.0                Docker's manifest lists
//   charts/storefront  0.1.0, 0.2.0                Helm charts: no image, no date, no platform
//   tools/report       1.0.0, 2.0.0                shares nothing with anyone
//                      sha256-…                    the OCI 1.1 referrers of 2.0.0 (a list of packages)
//
// 27 tags. Nothing can be reached through a `subject` alone: what belongs to an image has a tag, or
// is listed by an index that has one.

import { rmSync } from 'node:fs'

import { layer } from './content.ts'
import { writeLayouts } from './layout.ts'
import {
  AMD64,
  ARM64,
  type Format,
  type Manifest,
  attachedTag,
  attestedIndex,
  chart,
  image,
  index,
  listedReferrer,
  signature,
} from './manifests.ts'

/** One `repository:tag` to push, and the image to push there. */
export interface Push {
  repository: string
  tag: string
  digest: string
  /** The image's name for skopeo: `oci:…` or `dir:…`. */
  source: string
}

/** Images on disk, and the repositories and tags to push them to. */
export class Fleet {
  readonly directory: string
  /** In order: a later push to the same tag moves the tag. */
  readonly pushes: readonly Push[]

  constructor(directory: string, pushes: readonly Push[]) {
    this.directory = directory
    this.pushes = pushes
  }

  /** The digests that tags point to once all is pushed: repository → tag → digest, both sorted. */
  get tags(): Record<string, Record<string, string>> {
    const tags: Record<string, Record<string, string>> = {}
    for (const { repository, tag, digest } of [...this.pushes].sort(byName)) {
      tags[repository] = { ...tags[repository], [tag]: digest }
    }
    return tags
  }

  /** The digest that `repository:tag` points to once all is pushed. */
  digest(repository: string, tag: string): string {
    const digest = this.tags[repository]?.[tag]
    if (digest === undefined) throw new Error(`the fleet has no ${repository}:${tag}`)
    return digest
  }

  /** Manifests whose tag moved on to another: they stay in storage, and no list shows them. */
  get leftovers(): { repository: string; digest: string }[] {
    const leftovers = this.pushes.filter(
      ({ repository, digest }) => !Object.values(this.tags[repository] ?? {}).includes(digest),
    )
    return leftovers.map(({ repository, digest }) => ({ repository, digest }))
  }

  /** Removes the images from disk. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** Builds the fleet in `directory`: 31 MiB there, 21 MB once a registry stores it. The digests are the same every time. */
export function buildFleet(directory: string): Fleet {
  const wanted = [
    ...debian(),
    ...storefront(),
    ...api(),
    ...worker(),
    ...pipeline(),
    ...charts(),
    ...report(),
  ]
  const sources = writeLayouts(directory, wanted.map(({ manifest }) => manifest))
  return new Fleet(
    directory,
    wanted.map(({ repository, tag, manifest }, at) => ({
      repository,
      tag,
      digest: manifest.digest,
      source: sources[at]!,
    })),
  )
}

interface Wanted {
  repository: string
  tag: string
  manifest: Manifest
}

// Layers that more than one repository uses.
const base = {
  amd64: layer('debian-12-amd64', 2900),
  arm64: layer('debian-12-arm64', 2750),
}
const node = { amd64: layer('node-22-amd64', 1700), arm64: layer('node-22-arm64', 1640) }

function debian(): Wanted[] {
  const release = (name: string, created: string, amd64 = base.amd64, arm64 = base.arm64) =>
    index('oci', [
      [AMD64, image({ platform: AMD64, layers: [amd64], created, labels: { release: name } })],
      [ARM64, image({ platform: ARM64, layers: [arm64], created, labels: { release: name } })],
    ])
  const old = release('11', '2024-03-12T00:00:00Z', layer('debian-11-amd64', 2300), layer('debian-11-arm64', 2180))
  const current = release('12', '2025-01-13T00:00:00Z')
  return tagged('library/debian', { 11: old, 12: current, bookworm: current })
}

function storefront(): Wanted[] {
  const assets = layer('storefront-assets', 640)
  const build = (version: string, created: string, kibibytes: number) =>
    image({
      platform: AMD64,
      layers: [base.amd64, node.amd64, assets, layer(`storefront-${version}`, kibibytes)],
      created,
      labels: { 'org.opencontainers.image.version': version },
    })
  const first = build('1.0.0', '2025-02-03T09:15:00Z', 310)
  const second = build('1.1.0', '2025-05-20T14:02:30Z', 345)
  const third = build('1.2.0', '2025-09-01T07:45:10Z', 402)
  return [
    ...tagged('web/storefront', { '1.0.0': first, '1.1.0': second, '1.2.0': third, latest: third }),
    ...tagged('web/storefront', { nightly: build('nightly-1', '2025-09-30T02:00:00Z', 512) }),
    ...tagged('web/storefront', { nightly: build('nightly-2', '2025-10-01T02:00:00Z', 530) }),
    ...tagged('web/storefront', { [attachedTag(third.digest, '.sig')]: signature(third, 'web/storefront') }),
    ...tagged('prod/storefront', { '1.1.0': second, '1.2.0': third, live: third }),
  ]
}

function api(): Wanted[] {
  const release = (version: string, created: string, kibibytes: number) => {
    const of = (platform: 'amd64' | 'arm64') =>
      image({
        platform: { amd64: AMD64, arm64: ARM64 }[platform],
        layers: [base[platform], node[platform], layer(`api-${version}-${platform}`, kibibytes)],
        created,
      })
    const amd64 = of('amd64')
    return { amd64, index: attestedIndex([[AMD64, amd64], [ARM64, of('arm64')]]) }
  }
  const first = release('2.0.0', '2025-03-11T11:11:11Z', 220)
  const second = release('2.1.0', '2025-08-19T16:30:00Z', 260)
  return tagged('web/api', {
    '2.0.0': first.index,
    '2.1.0': second.index,
    latest: second.index,
    '2.1.0-amd64': second.amd64,
  })
}

function worker(): Wanted[] {
  const build = (version: string, created: string, kibibytes: number, times = 1) => {
    const own = layer(`worker-${version}`, kibibytes)
    return image({ format: 'docker', platform: AMD64, layers: [base.amd64, ...Array(times).fill(own)], created })
  }
  const first = build('3.0.0', '2024-11-05T08:00:00Z', 150)
  return tagged('data/worker', {
    '3.0.0': first,
    stable: first,
    '3.1.0': build('3.1.0', '2025-06-17T08:00:00Z', 190),
    doubled: build('doubled', '2025-06-18T08:00:00Z', 130, 2),
  })
}

function pipeline(): Wanted[] {
  const format: Format = 'docker'
  const engine = { amd64: layer('pipeline-engine-amd64', 810), arm64: layer('pipeline-engine-arm64', 790) }
  const release = (version: string, created: string) => {
    const of = (platform: 'amd64' | 'arm64', kibibytes: number) =>
      image({
        format,
        platform: { amd64: AMD64, arm64: ARM64 }[platform],
        layers: [engine[platform], layer(`pipeline-${version}-${platform}`, kibibytes)],
        created,
      })
    return index(format, [[AMD64, of('amd64', 120)], [ARM64, of('arm64', 115)]])
  }
  return tagged('data/pipeline', {
    '5.0.0': release('5.0.0', '2025-04-02T10:00:00Z'),
    '5.1.0': release('5.1.0', '2025-07-24T10:00:00Z'),
  })
}

function charts(): Wanted[] {
  return tagged('charts/storefront', {
    '0.1.0': chart('storefront', '0.1.0', layer('chart-0.1.0', 12)),
    '0.2.0': chart('storefront', '0.2.0', layer('chart-0.2.0', 15)),
  })
}

function report(): Wanted[] {
  const build = (version: string, created: string, kibibytes: number) =>
    image({ platform: AMD64, layers: [layer(`report-${version}-base`, 420), layer(`report-${version}`, kibibytes)], created })
  const second = build('2.0.0', '2025-09-09T09:09:09Z', 100)
  return tagged('tools/report', {
    '1.0.0': build('1.0.0', '2024-01-31T23:59:59Z', 260),
    '2.0.0': second,
    [attachedTag(second.digest)]: listedReferrer(second),
  })
}

function tagged(repository: string, manifests: Record<string, Manifest>): Wanted[] {
  return Object.entries(manifests).map(([tag, manifest]) => ({ repository, tag, manifest }))
}

function byName(one: Push, other: Push): number {
  const [a, b] = [`${one.repository}:${one.tag}`, `${other.repository}:${other.tag}`]
  return a < b ? -1 : a > b ? 1 : 0
}
