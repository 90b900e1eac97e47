// zot.ts: reads the folder in which zot stores everything: an OCI image layout for each repository.
//
// Reference: OCI image-spec, `image-layout.md`; project-zot/zot, `pkg/storage/imagestore`.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { StoredRegistry } from './storage.ts'

interface Entry {
  digest: string
  annotations?: Record<string, string>
}

/** The storage of zot. Nothing is cached: every call reads the present files. */
export class ZotStorage implements StoredRegistry {
  /** zot lists referrers, with or without a tag. */
  readonly listsReferrers = true
  readonly #root: string

  /** `directory` is zot's `storage.rootDirectory`. */
  constructor(directory: string) {
    this.#root = directory
  }

  repositories(): string[] {
    const found: string[] = []
    const visit = (folder: string) => {
      if (existsSync(join(folder, 'oci-layout'))) found.push(relative(this.#root, folder).split(sep).join('/'))
      else for (const { name } of folders(folder)) visit(join(folder, name))
    }
    visit(this.#root)
    return found.sort()
  }

  tags(repository: string): Map<string, string> {
    const named = this.#entries(repository).map(({ digest, annotations }) => [annotations?.['org.opencontainers.image.ref.name'], digest] as const)
    return new Map(named.filter((pair): pair is [string, string] => pair[0] !== undefined).sort())
  }

  manifests(repository: string): string[] {
    return [...new Set(this.#entries(repository).map(({ digest }) => digest))].sort()
  }

  /** The same blob in several repositories is one file with several names, and counts once. */
  blobs(): Map<string, number> {
    return new Map([...this.#files()].map(([digest, file]) => [digest, statSync(file).size]))
  }

  read(digest: string): Buffer {
    return readFileSync(this.#files().get(digest)!)
  }

  #entries(repository: string): Entry[] {
    return JSON.parse(readFileSync(join(this.#root, repository, 'index.json'), 'utf8')).manifests ?? []
  }

  #files(): Map<string, string> {
    const files = new Map<string, string>()
    for (const repository of this.repositories()) {
      const blobs = join(this.#root, repository, 'blobs')
      for (const { name: algorithm } of folders(blobs)) {
        for (const hex of readdirSync(join(blobs, algorithm))) files.set(`${algorithm}:${hex}`, join(blobs, algorithm, hex))
      }
    }
    return files
  }
}

function folders(folder: string) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')) : []
}
