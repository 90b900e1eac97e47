// harbor.ts: a stand-in for Harbor, composed from its published description: enough of its API and of
// /v2 to be recognised, listed, read and deleted from. It is not Harbor.

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Harbor {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** What was asked: method and path, without the query. */
  readonly asked: string[]
  readonly digests: { web: string; old: string }
  stop(): Promise<void>
}

const PASSWORD = `Basic ${Buffer.from('ada:secret').toString('base64')}`
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** Serves `team/app/web` with one tagged and one untagged image, and `team/empty`; `api: false` leaves out /api/v2.0. */
export async function serveHarbor({ api = true } = {}): Promise<Harbor> {
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
  const config = JSON.stringify({ created: '2026-01-02T03:04:05Z', os: 'linux', architecture: 'amd64' })
  const image = (layer: string) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(config), size: config.length },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256(layer), size: 1_048_576 }],
    })
  const manifests = new Map([image('web'), image('old')].map((body) => [sha256(body), body]))
  const [web, old] = [...manifests.keys()] as [string, string]
  const tags = new Map([['v1', { digest: web, immutable: true }], ['latest', { digest: web, immutable: false }]])
  const artifact = (digest: string) => {
    const own = [...tags].filter(([, tag]) => tag.digest === digest)
    return {
      type: 'IMAGE',
      media_type: 'application/vnd.oci.image.config.v1+json',
      manifest_media_type: MANIFEST,
      digest,
      size: 1_050_000,
      push_time: '2026-02-03T04:05:06.000Z',
      pull_time: digest === web ? '2026-03-04T05:06:07.000Z' : '0001-01-01T00:00:00.000Z',
      tags: own.length ? own.map(([name, { immutable }]) => ({ name, immutable, push_time: '2026-02-03T04:05:06.000Z' })) : null,
      references: null,
      accessories: null,
    }
  }

  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams, host } = new URL(request.url ?? '/', `http://${request.headers.host}`)
    asked.push(`${request.method} ${pathname}`)
    const json = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
    const error = (status: number, code: string, message: string) => json(status, { errors: [{ code, message }] })
    const { authorization } = request.headers

    if (pathname.startsWith('/api/v2.0/') && api) {
      if (pathname === '/api/v2.0/ping') return response.writeHead(200, { 'content-type': 'text/plain' }).end('Pong')
      if (authorization !== PASSWORD) return error(401, 'UNAUTHORIZED', 'unauthorized')
      const base = '/api/v2.0/projects/team/repositories/app%252Fweb'
      if (pathname === '/api/v2.0/repositories') return json(200, [{ name: 'team/app/web' }, { name: 'team/empty' }], { 'x-total-count': '2' })
      if (pathname === '/api/v2.0/projects/team/repositories/empty/artifacts') return json(200, [], { 'x-total-count': '0' })
      if (pathname === '/api/v2.0/projects/team/summary') return json(200, { repo_count: 2, quota: { hard: { storage: 10_485_760 }, used: { storage: 2_097_152 } } })
      if (pathname === `${base}/artifacts`) {
        const all = [...manifests.keys()].map(artifact)
        const found = searchParams.get('q') === 'tags=*' ? all.filter((one) => one.tags) : all
        return json(200, found, { 'x-total-count': String(found.length) })
      }
      const [, reference = '', tag] = new RegExp(`^${base}/artifacts/([^/]+)(?:/tags/([^/]+))?$`).exec(pathname) ?? []
      if (request.method === 'DELETE' && tag) {
        if (tags.get(tag)?.immutable) return error(412, 'PRECONDITION', `the tag ${tag} matches an immutable rule`)
        return tags.delete(tag) ? response.writeHead(200).end() : error(404, 'NOT_FOUND', 'not found')
      }
      if (request.method === 'DELETE' && reference) {
        return manifests.delete(reference) ? response.writeHead(200).end() : error(404, 'NOT_FOUND', 'not found')
      }
      return error(404, 'NOT_FOUND', 'not found')
    }
    if (pathname === '/service/token') return json(authorization === PASSWORD ? 200 : 401, { token: 'granted', access_token: '', expires_in: 1800 })
    if (!pathname.startsWith('/v2/')) return response.writeHead(404).end('404 page not found')
    if (authorization !== 'Bearer granted') {
      const offer = `Bearer realm="http://${host}/service/token",service="harbor-registry"`
      return json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'unauthorized' }] }, { 'www-authenticate': offer })
    }
    if (pathname === '/v2/') return json(200, {})
    if (pathname === '/v2/_catalog') return json(200, { repositories: ['team/app/web'] })
    if (pathname === '/v2/team/empty/tags/list') return json(200, { name: 'team/empty', tags: [] })
    if (pathname === '/v2/team/app/web/tags/list') return json(200, { name: 'team/app/web', tags: [...tags.keys()] })
    const reference = pathname.split('/').at(-1) ?? ''
    const body = manifests.get(tags.get(reference)?.digest ?? reference)
    if (pathname.includes('/manifests/') && body) return response.writeHead(200, { 'content-type': MANIFEST, 'docker-content-digest': sha256(body) }).end(body)
    if (pathname.endsWith(`/blobs/${sha256(config)}`)) return response.writeHead(200).end(config)
    return error(404, pathname.includes('/manifests/') ? 'MANIFEST_UNKNOWN' : 'NAME_UNKNOWN', 'unknown')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    digests: { web, old },
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
