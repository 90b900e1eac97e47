// many_tags.ts: a registry with one repository of very many tags, all on one digest.

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ManyTags {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** The tags, by name. */
  readonly tags: readonly string[]
  stop(): Promise<void>
}

/** Serves `big/builds` with `count` tags, with Azure's lists, which say what each tag points to. */
export async function serveManyTags(count: number): Promise<ManyTags> {
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
  const config = JSON.stringify({ created: '2026-01-02T03:04:05Z', os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] } })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(config), size: config.length },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256('a layer'), size: 12_345_678 }],
  })
  const digest = sha256(manifest)
  const start = Date.UTC(2020, 0, 1)
  const attributes = { deleteEnabled: true, writeEnabled: true, readEnabled: true, listEnabled: true }
  const tags = Array.from({ length: count }, (_, place) => `build-${String(place + 1).padStart(6, '0')}`)
  const row = (place: number) => {
    const at = new Date(start + place * 3_600_000).toISOString()
    return { name: tags[place], digest, createdTime: at, lastUpdateTime: at, changeableAttributes: attributes }
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    const json = (body: unknown, headers = {}) => response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    switch (pathname) {
      case '/v2/':
        return json({})
      case '/v2/_catalog':
        return json({ repositories: ['big/builds'] })
      case '/acr/v1/big/builds/_tags': {
        const from = tags.indexOf(searchParams.get('last') ?? '') + 1
        const to = Math.min(count, from + 1000)
        const link = to < count ? { link: `<${pathname}?n=1000&last=${tags[to - 1]}>; rel="next"` } : {}
        return json({ tags: Array.from({ length: to - from }, (_, place) => row(from + place)) }, link)
      }
      case '/acr/v1/big/builds/_manifests':
        return json({ manifests: [{ digest, lastUpdateTime: new Date(start).toISOString(), changeableAttributes: attributes }] })
      case `/v2/big/builds/manifests/${digest}`:
        return response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json', 'docker-content-digest': digest }).end(manifest)
      case `/v2/big/builds/blobs/${sha256(config)}`:
        return response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(config)
      default:
        return response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"NAME_UNKNOWN","message":"unknown"}]}')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tags,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
