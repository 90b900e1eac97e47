// storage.ts: reads the folder in which CNCF distribution stores everything.
//
// Reference: distribution, `registry/storage/paths.go`.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The storage of a registry, whatever its folders look like. */
export interface StoredRegistry {
  /** Whether the registry lists the manifests that refer to another one by their `subject`. */
  readonly listsReferrers: boolean
  /** Every repository that was ever pushed to, also one that lost all its manifests. */
  repositories(): string[]
  /** The tags of a repository and the digest that each points to now. */
  tags(repository: string): Map<string, string>
  /** The digests of the manifests that a repository answers for, tagged or not. */
  manifests(repository: string): string[]
  /** Every blob on disk, manifests included: digest → length of the file in bytes. */
  blobs(): Map<string, number>
  /** The bytes of a blob. */
  read(digest: string): Buffer
}

/** The storage of CNCF distribution. Nothing is cached: every call reads the present files. */
export class RegistryStorage implements StoredRegistry {
  readonly listsReferrers = false
  readonly #repositories: string
  readonly #blobs: string

  /** `directory` is the registry's `rootdirectory`: `docker/registry/v2` is below it. */
  constructor(directory: string) {
    const root = join(directory, 'docker', 'registry', 'v2')
    this.#repositories = join(root, 'repositories')
    this.#blobs = join(root, 'blobs')
  }

  repositories(): string[] {
    const found: string[] = []
    const visit = (folder: string) => {
      const names = folders(folder)
      if (names.includes('_layers') || names.includes('_manifests')) {
        found.push(relative(this.#repositories, folder).split(sep).join('/'))
      }
      // A name's part never starts with `_`.
      for (const name of names) if (!name.startsWith('_')) visit(join(folder, name))
    }
    visit(this.#repositories)
    return found.sort()
  }

  tags(repository: string): Map<string, string> {
    const folder = join(this.#repositories, repository, '_manifests', 'tags')
    const tags = new Map<string, string>()
    for (const tag of folders(folder).sort()) {
      const link = join(folder, tag, 'current', 'link')
      if (existsSync(link)) tags.set(tag, readFileSync(link, 'utf8').trim())
    }
    return tags
  }

  manifests(repository: string): string[] {
    const folder = join(this.#repositories, repository, '_manifests', 'revisions')
    return folders(folder).flatMap((algorithm) =>
      folders(join(folder, algorithm))
        .filter((hex) => existsSync(join(folder, algorithm, hex, 'link')))
        .map((hex) => `${algorithm}:${hex}`)
        .sort(),
    )
  }

  blobs(): Map<string, number> {
    const blobs = new Map<string, number>()
    for (const algorithm of folders(this.#blobs)) {
      for (const start of folders(join(this.#blobs, algorithm))) {
        for (const hex of folders(join(this.#blobs, algorithm, start))) {
          const digest = `${algorithm}:${hex}`
          const file = this.#file(digest)
          if (existsSync(file)) blobs.set(digest, statSync(file).size)
        }
      }
    }
    return blobs
  }

  read(digest: string): Buffer {
    return readFileSync(this.#file(digest))
  }

  #file(digest: string): string {
    const [algorithm = '', hex = ''] = digest.split(':')
    return join(this.#blobs, algorithm, hex.slice(0, 2), hex, 'data')
  }
}

function folders(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}
