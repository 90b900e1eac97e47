// shelf.ts: a small registry of the distribution API in memory. A test fills it with odd contents, and bends its answers.

import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
export const INDEX = 'application/vnd.oci.image.index.v1+json'
export const CONFIG = 'application/vnd.oci.image.config.v1+json'
export const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

export const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

export interface Descriptor {
  mediaType: string
  digest: string
  size: number
  urls?: string[]
}

interface Held {
  manifests: Map<string, { bytes: string; type: string }>
  tags: Map<string, string>
  blobs: Map<string, string>
}

export class Shelf {
  readonly repositories = new Map<string, Held>()
  /** Does a deletion. By default the manifest goes with all its tags. */
  drop: (held: Held, digest: string) => void = (held, digest) => {
    held.manifests.delete(digest)
    for (const [tag, target] of held.tags) if (target === digest) held.tags.delete(tag)
  }
  /** Repositories whose list of tags is a 404, although the catalog names them. */
  readonly gone = new Set<string>()
  readonly log: string[] = []
  url = ''

  held(name: string): Held {
    const held = this.repositories.get(name) ?? { manifests: new Map(), tags: new Map(), blobs: new Map() }
    this.repositories.set(name, held)
    return held
  }

  /** A layer that is named by its mark; its bytes are not held. */
  layer(mark: string, size: number, mediaType = LAYER): Descriptor {
    return { mediaType, digest: digestOf(mark), size }
  }

  config(name: string, body: object = {}, mediaType = CONFIG): Descriptor {
    const bytes = JSON.stringify({ architecture: 'amd64', os: 'linux', ...body })
    this.held(name).blobs.set(digestOf(bytes), bytes)
    return { mediaType, digest: digestOf(bytes), size: bytes.length }
  }

  /** Holds a manifest under its digest, or under `digest`, and under `tags`. */
  put(name: string, bytes: string, tags: string[], type = IMAGE, digest = digestOf(bytes)): string {
    const held = this.held(name)
    held.manifests.set(digest, { bytes, type })
    for (const tag of tags) held.tags.set(tag, digest)
    return digest
  }

  image(name: string, tags: string[], layers: Descriptor[], more: object = {}): string {
    return this.put(name, JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, config: this.config(name), layers, ...more }), tags)
  }

  answer(method: string, path: string, out: ServerResponse): void {
    this.log.push(`${method} ${path}`)
    const say = (status: number, body = '', type = 'application/json', headers = {}) =>
      void out.writeHead(status, { 'content-type': type, 'docker-distribution-api-version': 'registry/2.0', ...headers }).end(method === 'HEAD' ? undefined : body)
    const refuse = (status: number, code: string) => say(status, JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }))
    if (path === '/v2/') return say(200, '{}')
    if (path === '/v2/_catalog') return say(200, JSON.stringify({ repositories: [...this.repositories.keys()].sort() }))
    const [, name = '', what, reference = ''] = /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? []
    const held = this.repositories.get(name)
    if (!held || (what === 'tags' && this.gone.has(name))) return refuse(404, 'NAME_UNKNOWN')
    if (what === 'tags') return say(200, JSON.stringify({ name, tags: [...held.tags.keys()].sort() }))
    if (what === 'blobs') {
      const bytes = held.blobs.get(reference)
      return bytes === undefined ? refuse(404, 'BLOB_UNKNOWN') : say(200, bytes, 'application/octet-stream')
    }
    const digest = held.tags.get(reference) ?? reference
    const found = held.manifests.get(digest)
    if (method === 'DELETE' && held.tags.has(reference)) {
      held.tags.delete(reference)
      return say(202)
    }
    if (!found) return refuse(404, 'MANIFEST_UNKNOWN')
    if (method === 'DELETE') {
      this.drop(held, digest)
      return say(202)
    }
    return say(200, found.bytes, found.type, { 'docker-content-digest': digest })
  }
}

/** Serves `shelf` on a free port, until the function that it returns is called. */
export async function serveShelf(shelf: Shelf): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => shelf.answer(request.method ?? 'GET', decodeURIComponent((request.url ?? '/').split('?')[0]!), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  shelf.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections())
}
