// content.ts: makes the content of images: blobs with their digests, and layers with real files in them.
// The same names give the same bytes on every run, so digests never change between two runs.

import { createCipheriv, createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

import { tar } from './tar.ts'

/** Bytes, and the digest that names them. */
export interface Blob {
  digest: string
  bytes: Buffer
}

/** A layer: a gzipped tar archive. */
export interface Layer extends Blob {
  /** The digest of the archive before compression, which a config lists. */
  diffId: string
  /** The step that made it, for the config's history. */
  createdBy: string
}

const MODIFIED = Date.UTC(2025, 0, 1) / 1000

/** `sha256:` and the hex digits for `bytes`. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

export function blob(bytes: Buffer): Blob {
  return { digest: digestOf(bytes), bytes }
}

/** `value` as JSON, as a blob. */
export function jsonBlob(value: unknown): Blob {
  return blob(Buffer.from(JSON.stringify(value)))
}

/**
 * The layer called `name`: a folder with a text that compresses well, a link to it, and a program of
 * `kibibytes` KiB that does not compress. Its size is thus a little more than `kibibytes`.
 */
export function layer(name: string, kibibytes: number): Layer {
  const folder = `opt/${name}/`
  const manual = Buffer.from(`${name}: files that stand for real ones.\n`.repeat(400))
  const archive = tar(
    [
      { kind: 'directory', path: 'opt/' },
      { kind: 'directory', path: folder },
      { kind: 'file', path: `${folder}manual.txt`, content: manual },
      { kind: 'link', path: `${folder}README`, target: 'manual.txt' },
      { kind: 'file', path: `${folder}program`, content: incompressible(name, kibibytes * 1024), executable: true },
    ],
    MODIFIED,
  )
  const compressed = blob(gzipSync(archive, { level: 6 }))
  return { ...compressed, diffId: digestOf(archive), createdBy: `COPY ${name} /${folder} # buildkit` }
}

/** `length` bytes that look random and depend on `seed` alone. */
function incompressible(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}
