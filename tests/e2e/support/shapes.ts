// shapes.ts: generated registries of different shapes, written straight into the storage of CNCF distribution. Layers are
// files of the stated length without content: nobody reads a layer.

import { createHash } from 'node:crypto'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Many repositories on few bases; two with images that share nothing; nested namespaces with everything odd. */
export const SHAPES = ['shared', 'lone', 'nested'] as const
export type Shape = (typeof SHAPES)[number]

const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

interface Descriptor {
  mediaType: string
  digest: string
  size: number
}

/** Writes a registry of this shape below `root`; the same `seed` writes the same registry. */
export function writeShape(root: string, shape: Shape, seed: number): void {
  new Writer(join(root, 'docker/registry/v2'), seed)[shape]()
}

class Writer {
  readonly #root: string
  #state: number

  constructor(root: string, seed: number) {
    this.#root = root
    this.#state = seed
  }

  shared(): void {
    const bases = [0, 1, 2].map((base) => this.#layers(`base ${base}`, 5))
    for (let number = 0; number < 24; number += 1) {
      const name = `team-${number % 5}/app-${number}`
      for (let version = 0; version < 6; version += 1) {
        const own = this.#layers(`${name} ${version >> 1}`, 2)
        const image = this.#image(name, [...bases[number % 3]!.slice(0, 2 + this.#below(4)), ...own])
        // Every sixth image has lost its tag: no list shows it.
        if (version > 0) this.#tag(name, `1.${version}`, image)
        if (version === 5) this.#tag(name, 'latest', image)
      }
    }
  }

  lone(): void {
    for (const name of ['huge', 'other/huge']) {
      for (let version = 0; version < 60; version += 1) {
        this.#tag(name, `v${version}`, this.#image(name, this.#layers(`${name} ${version}`, 1 + this.#below(6))))
      }
    }
  }

  nested(): void {
    const base = this.#layers('base', 3)
    for (const name of ['a', 'a-b/x', 'a/b', 'a/b/c', 'a/b/d', 'z']) {
      const [own] = this.#layers(name, 1)
      // A layer that stands twice in one manifest, and one that another repository's config is.
      const twice = this.#image(name, [...base, own!, own!])
      const platforms = ['amd64', 'arm64', 'riscv64'].map((one) => this.#image(name, [...base.slice(0, 2), ...this.#layers(`${name} ${one}`, 2)], one))
      const inner = this.#index(name, platforms.slice(0, 2))
      const outer = this.#index(name, [inner, platforms[2]!, twice])
      this.#tag(name, 'twice', twice)
      this.#tag(name, 'outer', outer)
      this.#tag(name, 'inner', inner)
      const signature = this.#image(name, this.#layers(`signature ${name}`, 1))
      this.#tag(name, `${outer.digest.replace(':', '-')}.sig`, signature)
      this.#image(name, this.#layers(`unseen ${name}`, 1))
      // The same image everywhere.
      this.#tag(name, 'common', this.#image(name, base, 'amd64', 'common'))
    }
  }

  #image(name: string, layers: Descriptor[], architecture = 'amd64', of = name): Descriptor {
    const created = new Date(Date.UTC(2026, this.#below(10), 1 + this.#below(28))).toISOString()
    const at = of === name ? created : '2026-01-02T03:04:05.000Z'
    const text = JSON.stringify({ architecture, os: 'linux', created: at, rootfs: { type: 'layers', diff_ids: [] }, of })
    const config = { mediaType: CONFIG, digest: this.#blob(text), size: text.length }
    this.#link(name, '_layers', config.digest)
    return this.#manifest(name, { schemaVersion: 2, mediaType: IMAGE, config, layers })
  }

  #index(name: string, manifests: Descriptor[]): Descriptor {
    return this.#manifest(name, { schemaVersion: 2, mediaType: INDEX, manifests })
  }

  #manifest(name: string, body: { mediaType: string; [more: string]: unknown }): Descriptor {
    const text = JSON.stringify(body)
    const digest = this.#blob(text)
    this.#link(name, '_manifests/revisions', digest)
    return { mediaType: body.mediaType, digest, size: text.length }
  }

  #tag(name: string, tag: string, { digest }: Descriptor): void {
    this.#write(`repositories/${name}/_manifests/tags/${tag}/current/link`, digest)
    this.#link(name, `_manifests/tags/${tag}/index`, digest)
  }

  #layers(of: string, count: number): Descriptor[] {
    return Array.from({ length: count }, (_, place) => {
      const digest = digestOf(`${of} ${place}`)
      const size = 1000 + (parseInt(digest.slice(7, 13), 16) % 9_000_000)
      truncateSync(this.#write(this.#data(digest), ''), size)
      return { mediaType: LAYER, digest, size }
    })
  }

  #blob(text: string): string {
    const digest = digestOf(text)
    this.#write(this.#data(digest), text)
    return digest
  }

  #data(digest: string): string {
    const hex = digest.slice('sha256:'.length)
    return `blobs/sha256/${hex.slice(0, 2)}/${hex}/data`
  }

  #link(name: string, folder: string, digest: string): void {
    this.#write(`repositories/${name}/${folder}/${digest.replace(':', '/')}/link`, digest)
  }

  #write(path: string, text: string): string {
    const file = join(this.#root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  /** A random whole number from 0 to below `end` (Mulberry32). */
  #below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
