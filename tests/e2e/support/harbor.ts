// harbor.ts: a stand-in for Harbor, not Harbor itself. It is composed from Harbor's published description and from
// the answers of a core of 2.15.2. It has enough of Harbor's API and of /v2 to be recognised, listed, read and
// deleted from.

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Harbor {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** The requests so far: method and path, without the query. */
  readonly asked: string[]
  readonly digests: { web: string; old: string; index: string; child: string; signature: string; nightly: string; sealed: string; seal: string }
  /** Lets somebody else do something once, right before this request (method and path) is answered. */
  when(request: string, then: () => void): void
  /** Pushes a signature of a manifest and returns its digest. */
  sign(digest: string): string
  /** Moves a tag onto a manifest, or makes it there. */
  tag(name: string, digest: string): void
  /** How often each manifest was pulled: every GET under /v2 counts, and nothing else does. */
  readonly pulls: Map<string, number>
  /** The present content: every manifest with its tags, and the bytes of all distinct digests. */
  holds(): { manifests: Record<string, string[]>; bytes: number }
  stop(): Promise<void>
}

/** A system administrator. */
export const ROOT = { user: 'root', password: 'R00t:of-all' }
/** Somebody who may do everything in the project team, and is no member of open. */
export const ADA = { user: 'ada', password: 'Secret-123' }
/** Somebody who may read the project team. */
export const ROBOT = { user: 'robot$team+reader', password: 'gLww0YBE-rob0t' }
/** Somebody who may do what ada may, and signs in by OIDC: this is her CLI secret. */
export const OLGA = { user: 'olga', password: 'cLi-s3cret-of-olga' }

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const NEVER = '0001-01-01T00:00:00.000Z'
const PUSHED = '2026-02-03T04:05:06.000Z'

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** The content of a repository. */
class Shelf {
  readonly manifests = new Map<string, string>()
  readonly tags = new Map<string, { digest: string; immutable: boolean }>()
  /** Accessory → its subject. */
  readonly subjects = new Map<string, string>()
  readonly blobs = new Map<string, string>()

  add(body: string, ...tags: string[]): string {
    const digest = sha256(body)
    this.manifests.set(digest, body)
    for (const name of tags) this.tags.set(name, { digest, immutable: name.startsWith('v') })
    return digest
  }

  image(layer: string, ...tags: string[]): string {
    const config = JSON.stringify({ created: '2026-01-02T03:04:05Z', os: 'linux', architecture: 'amd64' })
    this.blobs.set(sha256(config), config)
    const layers = [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256(layer), size: 1_048_576 }]
    return this.add(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: { mediaType: CONFIG, digest: sha256(config), size: config.length }, layers }), ...tags)
  }

  index(children: string[], ...tags: string[]): string {
    const manifests = children.map((digest) => ({ mediaType: MANIFEST, digest, size: this.manifests.get(digest)!.length, platform: { os: 'linux', architecture: 'amd64' } }))
    return this.add(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }), ...tags)
  }

  children(digest: string): string[] {
    return (JSON.parse(this.manifests.get(digest) ?? '{}').manifests ?? []).map((child: { digest: string }) => child.digest)
  }

  isChild(digest: string): boolean {
    return [...this.manifests.keys()].some((index) => this.children(index).includes(digest))
  }

  tagsOn(digest: string): string[] {
    return [...this.tags].filter(([, tag]) => tag.digest === digest).map(([name]) => name)
  }

  /** An artifact as `listArtifacts` shows it. */
  artifact(digest: string) {
    const body = this.manifests.get(digest)!
    const hanging = [...this.subjects].filter(([, subject]) => subject === digest).map(([accessory]) => accessory)
    const tags = this.tagsOn(digest)
    return {
      type: 'IMAGE',
      media_type: this.children(digest).length ? INDEX : CONFIG,
      manifest_media_type: JSON.parse(body).mediaType,
      digest,
      size: 1_050_000,
      push_time: PUSHED,
      pull_time: tags.includes('latest') ? '2026-03-04T05:06:07.000Z' : NEVER,
      tags: tags.length ? tags.map((name) => ({ name, immutable: this.tags.get(name)!.immutable, push_time: PUSHED, pull_time: NEVER })) : null,
      references: this.children(digest).map((child_digest) => ({ child_digest })),
      accessories: hanging.length ? hanging.map((accessory) => ({ digest: accessory, subject_artifact_digest: digest, type: 'signature.cosign', size: 300, creation_time: PUSHED })) : null,
    }
  }

  /** The artifacts of a list. Untagged children and accessories are left out; `base` asks for children, not for accessories. */
  list(query: string): string[] {
    const own = [...this.manifests.keys()].filter((digest) => !this.subjects.has(digest))
    if (query === 'tags=*') return own.filter((digest) => this.tagsOn(digest).length > 0)
    return query === 'base=*' ? own : own.filter((digest) => this.tagsOn(digest).length > 0 || !this.isChild(digest))
  }

  /** Deletes an artifact with its tags, its accessories, and the children that nothing else needs; or says why it may not. */
  remove(digest: string): [code: string, message: string] | undefined {
    const immutable = this.tagsOn(digest).find((name) => this.tags.get(name)!.immutable)
    if (immutable) return ['PRECONDITION', `the tag ${immutable} configured as immutable, cannot be deleted`]
    if (this.isChild(digest)) return ['VIOLATE_FOREIGN_KEY_CONSTRAINT', 'the deleting artifact is referenced by others']
    const children = this.children(digest)
    this.manifests.delete(digest)
    for (const name of this.tagsOn(digest)) this.tags.delete(name)
    const hanging = [...this.subjects].filter(([, subject]) => subject === digest).map(([accessory]) => accessory)
    for (const other of [...hanging, ...children.filter((child) => this.tagsOn(child).length === 0 && !this.isChild(child))]) {
      this.subjects.delete(other)
      this.remove(other)
    }
    return undefined
  }
}

/** The user of a request, by password or by token. A wrong password counts as nobody, as in Harbor. */
function who({ headers }: IncomingMessage): string | undefined {
  const is = ({ user, password }: typeof ADA) => [`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`, `Bearer token-of-${user}`].includes(headers.authorization ?? '')
  return [ROOT, ADA, ROBOT, OLGA].find(is)?.user
}

/** Whether Harbor's own API takes a CLI secret for this request: some lists, and untagging. */
function takesCliSecret(method: string, path: string): boolean {
  const inProjects = '^/api/v2\\.0/projects/.*/repositories'
  const reads = ['^/api/v2\\.0/projects$', `${inProjects}$`, `${inProjects}/.*/artifacts$`].some((pattern) => new RegExp(pattern).test(path))
  return method === 'GET' ? reads : method === 'DELETE' && new RegExp(`${inProjects}/.*/artifacts/.*/tags/.*$`).test(path)
}

/** Projects by their name, and whether everybody may read in them. */
const PROJECTS = new Map([['team', false], ['open', true], ['idle', false]])
const mayDelete = (user: string | undefined, project: string) => user === ROOT.user || ((user === ADA.user || user === OLGA.user) && project === 'team')

/**
 * Serves `team/app/web`, the empty `team/empty`, `open/base` in a public project, and the project `idle`
 * without any repository. `api: false` leaves out /api/v2.0.
 */
export async function serveHarbor({ api = true } = {}): Promise<Harbor> {
  const shelves = new Map(['team/app/web', 'team/empty', 'open/base'].map((name) => [name, new Shelf()]))
  const team = shelves.get('team/app/web')!
  shelves.get('open/base')!.image('base', 'stable')
  const [web, old, child] = [team.image('web', 'v1', 'latest'), team.image('old'), team.image('child')]
  const index = team.index([child], 'multi')
  const signature = team.image('signature')
  team.subjects.set(signature, web)
  const nightly = team.image('nightly', 'nightly')
  const [sealed, seal] = [team.image('sealed', 'sealed'), team.image('seal')]
  team.subjects.set(seal, sealed)

  const asked: string[] = []
  const pulls = new Map<string, number>()
  const hooks: [request: string, then: () => void][] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams, host } = new URL(request.url ?? '/', `http://${request.headers.host}`)
    asked.push(`${request.method} ${pathname}`)
    const hook = hooks.findIndex(([line]) => line === `${request.method} ${decodeURIComponent(pathname)}`)
    if (hook >= 0) hooks.splice(hook, 1)[0]![1]()
    // Harbor gives everybody a session. Requests that send it back may change nothing without a CSRF token.
    response.setHeader('set-cookie', 'sid=0123456789abcdef; Path=/; HttpOnly')
    const json = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
    const error = (status: number, code: string, message: string, headers = {}) => json(status, { errors: [{ code, message }] }, headers)
    const known = who(request)
    const isApi = pathname.startsWith('/api/v2.0/')
    const user = known === OLGA.user && isApi && !takesCliSecret(request.method ?? '', decodeURIComponent(pathname)) ? undefined : known
    const isOpen = (name: string) => name.startsWith('open/')
    const page = (all: unknown[]) => {
      const [number, size] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('page_size') ?? 10)]
      if (size > 100) return error(422, 'UNPROCESSABLE_ENTITY', 'page_size in query should be less than or equal to 100')
      const link = number * size < all.length ? { link: `<${pathname}?page=${number + 1}&page_size=${size}>; rel="next"` } : {}
      return json(200, all.slice((number - 1) * size, number * size), { 'x-total-count': String(all.length), ...link })
    }

    if (isApi && api) {
      if (pathname === '/api/v2.0/ping') return response.writeHead(200, { 'content-type': 'text/plain' }).end('Pong')
      if (request.method !== 'GET' && /\bsid=/.test(request.headers.cookie ?? '')) return error(403, 'FORBIDDEN', 'CSRF token not found in request')
      if (request.headers.authorization?.startsWith('Bearer ')) return error(401, 'UNAUTHORIZED', 'unauthorized')
      if (pathname === '/api/v2.0/users/current') {
        if (!user) return error(401, 'UNAUTHORIZED', 'unauthorized')
        if (user === ROBOT.user) return error(412, 'PRECONDITION', 'get current user not available for security context: robot')
        return json(200, { username: user, sysadmin_flag: user === ROOT.user, admin_role_in_auth: false })
      }
      if (pathname === '/api/v2.0/repositories') return page([...shelves.keys()].filter((name) => user || isOpen(name)).map((name) => ({ name })))
      if (pathname === '/api/v2.0/projects') {
        const count = (project: string) => [...shelves.keys()].filter((name) => name.startsWith(`${project}/`)).length
        // A robot account sees its own project and public ones.
        const sees = ([project, isPublic]: [string, boolean]) => isPublic || (user === ROBOT.user ? project === 'team' : user !== undefined)
        return page([...PROJECTS].filter(sees).map(([name]) => ({ name, repo_count: count(name) })))
      }
      const [, project = '', rest = ''] = /^\/api\/v2\.0\/projects\/([^/]+)\/(.+)$/.exec(pathname) ?? []
      if (!user && !(project === 'open' && request.method === 'GET')) return error(401, 'UNAUTHORIZED', 'unauthorized')
      if (rest === 'repositories') return page([...shelves.keys()].filter((name) => name.startsWith(`${project}/`)).map((name) => ({ name })))
      if (rest === 'summary') {
        if (project === 'open') return json(200, { repo_count: 1 })
        if (user !== ADA.user && user !== ROOT.user) return error(403, 'FORBIDDEN', 'forbidden')
        if (project === 'idle') return json(200, { repo_count: 0, quota: { hard: { storage: -1 }, used: { storage: 0 } } })
        return json(200, { repo_count: 2, quota: { hard: { storage: 10_485_760 }, used: { storage: 2_097_152 } } })
      }
      if (request.method === 'DELETE' && !mayDelete(user, project)) return error(403, 'FORBIDDEN', 'forbidden')
      // The name is decoded once by the router, and once more when it is looked up.
      const [, encoded = '', what, tag] = /^repositories\/([^/]+)(?:\/artifacts(?:\/([^/]+?)(?:\/tags\/([^/]+))?)?)?$/.exec(rest) ?? []
      const name = `${project}/${decodeURIComponent(decodeURIComponent(encoded))}`
      const shelf = shelves.get(name)
      if (request.method === 'GET' && !what) {
        // A repository that does not exist has an empty list.
        return page(shelf ? shelf.list(searchParams.get('q') ?? '').map((digest) => shelf.artifact(digest)) : [])
      }
      if (!shelf) return error(404, 'NOT_FOUND', `repository ${name} not found`)
      const digest = shelf.tags.get(what ?? '')?.digest ?? what ?? ''
      if (request.method === 'DELETE' && what) {
        if (!shelf.manifests.has(digest)) return error(404, 'NOT_FOUND', `artifact ${name}@${what} not found`)
        if (!tag) {
          const refused = shelf.remove(digest)
          return refused ? error(412, ...refused) : response.writeHead(200).end()
        }
        if (shelf.tags.get(tag)?.immutable) return error(412, 'PRECONDITION', `the tag ${tag} configured as immutable, cannot be deleted`)
        // A tag is found only on the artifact that the address names.
        if (shelf.tags.get(tag)?.digest !== digest) return error(404, 'NOT_FOUND', `tag ${tag} attached to artifact 1 not found`)
        shelf.tags.delete(tag)
        return response.writeHead(200).end()
      }
      return error(404, 'NOT_FOUND', 'not found')
    }
    if (pathname === '/service/token') {
      // A token without a scope needs a user. A token without rights is given to everybody.
      if (!user && !searchParams.has('scope')) return response.writeHead(401).end()
      return json(200, { token: `token-of-${user ?? 'nobody'}`, access_token: '', expires_in: 1800, issued_at: new Date().toISOString() })
    }
    if (!pathname.startsWith('/v2/')) return response.writeHead(404).end('404 page not found')
    const [, name = '', part = '', reference = ''] = /^\/v2\/(.+?)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(pathname) ?? []
    const { authorization } = request.headers
    if (!user && !(authorization && isOpen(name))) {
      const scope = name ? `,scope="repository:${name}:pull"` : ''
      const isBasic = authorization !== undefined || pathname === '/v2/_catalog'
      const offer = isBasic ? 'Basic realm="harbor"' : `Bearer realm="http://${host}/service/token",service="harbor-registry"${scope}`
      return error(401, 'UNAUTHORIZED', 'unauthorized: unauthorized', { 'www-authenticate': offer })
    }
    if (pathname === '/v2/') return json(200, {})
    if (pathname === '/v2/_catalog') return json(200, { repositories: [...shelves.keys()].filter((name) => shelves.get(name)!.manifests.size > 0) })
    const shelf = shelves.get(name)
    if (!shelf) return error(404, 'NOT_FOUND', `repository ${name} not found`)
    if (part === 'tags') return json(200, { name, tags: [...shelf.tags.keys()] })
    if (part === 'referrers') {
      const hanging = [...shelf.subjects].filter(([, subject]) => subject === reference).map(([accessory]) => accessory)
      return json(200, { schemaVersion: 2, mediaType: INDEX, manifests: hanging.map((accessory) => ({ mediaType: MANIFEST, digest: accessory, size: shelf.manifests.get(accessory)!.length })) })
    }
    if (request.method === 'DELETE') {
      // A user without the right is answered like nobody.
      if (!mayDelete(user, name.split('/')[0]!)) return error(401, 'UNAUTHORIZED', `unauthorized to access repository: ${name}, action: delete`, { 'www-authenticate': 'Basic realm="harbor"' })
      if (!reference.startsWith('sha256:')) return error(400, 'UNSUPPORTED', `unsupported digest ${reference}: invalid checksum digest format`)
      if (!shelf.manifests.has(reference)) return error(404, 'NOT_FOUND', `artifact ${name}@${reference} not found`)
      const refused = shelf.remove(reference)
      return refused ? error(412, ...refused) : response.writeHead(202).end()
    }
    const digest = shelf.tags.get(reference)?.digest ?? reference
    const body = shelf.manifests.get(digest)
    if (part === 'manifests' && body) {
      if (request.method === 'GET') pulls.set(digest, (pulls.get(digest) ?? 0) + 1)
      return response.writeHead(200, { 'content-type': JSON.parse(body).mediaType, 'docker-content-digest': digest }).end(body)
    }
    if (part === 'manifests') return error(404, 'NOT_FOUND', `artifact ${name}:${reference} not found`)
    // The registry below Harbor does not serve manifests as blobs.
    const blob = shelf.blobs.get(reference)
    return blob ? response.writeHead(200).end(blob) : error(404, 'BLOB_UNKNOWN', 'blob unknown to registry')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    asked,
    digests: { web, old, index, child, signature, nightly, sealed, seal },
    pulls,
    when: (request, then) => void hooks.push([request, then]),
    sign(digest) {
      const signature = team.image(`signature of ${digest}`)
      team.subjects.set(signature, digest)
      return signature
    },
    tag: (name, digest) => void team.tags.set(name, { digest, immutable: false }),
    holds() {
      const all = [...shelves.values()].flatMap((shelf) => [...shelf.manifests].map(([digest, body]) => ({ shelf, digest, body })))
      const sizes = new Map<string, number>()
      for (const { digest, body } of all) {
        sizes.set(digest, body.length)
        const { config, layers = [] } = JSON.parse(body)
        for (const blob of config ? [config, ...layers] : layers) sizes.set(blob.digest, blob.size)
      }
      return {
        manifests: Object.fromEntries(all.map(({ shelf, digest }) => [digest, shelf.tagsOn(digest).sort()])),
        bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
      }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
