// api.ts: reads repositories, tags and digests from a registry's own API, to check the effect of a deletion.

import { createHash } from 'node:crypto'

/** All media types, in every request: with fewer, a registry may answer with another manifest than the one meant. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** A registry as any client sees it. An answer that is neither yes nor no is an error, never a no. */
export class RegistryApi {
  readonly #url: string
  readonly #headers: Record<string, string>

  /** `url` is http://127.0.0.1:PORT, `credentials` is `name:password`. */
  constructor(url: string, credentials?: string) {
    this.#url = url
    this.#headers = credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
  }

  /** Every repository, sorted; one that lost everything is still listed. */
  async repositories(): Promise<string[]> {
    const names: string[] = []
    let path: string | undefined = '/v2/_catalog?n=1000'
    while (path !== undefined) {
      const response = await this.#ask('GET', path, [200])
      names.push(...(((await response.json()) as { repositories: string[] | null }).repositories ?? []))
      path = /<([^>]+)>; *rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1]
    }
    return names.sort()
  }

  /** The tags of a repository, sorted. A 404 means that it has none. */
  async tags(repository: string): Promise<string[]> {
    const response = await this.#ask('GET', `/v2/${repository}/tags/list`, [200, 404])
    const { tags } = (await response.json()) as { tags?: string[] | null }
    return (tags ?? []).sort()
  }

  /** The digest of the manifest that a tag (or a digest) leads to, computed from its bytes; null if there is none. */
  async digest(repository: string, reference: string): Promise<string | null> {
    const response = await this.#ask('GET', `/v2/${repository}/manifests/${reference}`, [200, 404])
    const bytes = Buffer.from(await response.arrayBuffer())
    return response.status === 200 ? `sha256:${createHash('sha256').update(bytes).digest('hex')}` : null
  }

  /** Whether a manifest is there: 200 is yes, 404 is no. */
  async has(repository: string, reference: string): Promise<boolean> {
    return (await this.#ask('HEAD', `/v2/${repository}/manifests/${reference}`, [200, 404])).status === 200
  }

  /** The digests of all tags: repository → tag → digest, sorted. A repository without tags has an empty entry. */
  async everything(): Promise<Record<string, Record<string, string | null>>> {
    const all: Record<string, Record<string, string | null>> = {}
    for (const repository of await this.repositories()) {
      const tags: Record<string, string | null> = {}
      for (const tag of await this.tags(repository)) tags[tag] = await this.digest(repository, tag)
      all[repository] = tags
    }
    return all
  }

  /** Deletes a manifest behind the page's back. */
  async delete(repository: string, digest: string): Promise<void> {
    await this.#ask('DELETE', `/v2/${repository}/manifests/${digest}`, [202])
  }

  async #ask(method: string, path: string, expected: number[]): Promise<Response> {
    const response = await fetch(new URL(path, this.#url), { method, headers: { ...this.#headers, accept: ACCEPT } })
    if (!expected.includes(response.status)) {
      throw new Error(`${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
    }
    return response
  }
}
