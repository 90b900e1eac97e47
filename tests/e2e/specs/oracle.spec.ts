// Tests of the images and of the oracle themselves, because the other tests compare the page with them.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Blob, blob, digestOf } from '../support/images/content.ts'
import { buildFleet } from '../support/images/fleet.ts'
import { attachedTag } from '../support/images/manifests.ts'
import { pushAll, pushFleet, pushImage } from '../support/images/push.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { startRegistry, type Registry, type RegistryOptions } from '../support/registry.ts'

const ABOUT = { host: 'registry.example', kind: 'distribution2' }

/** Storage written by hand, in distribution's layout, with blobs of round lengths. */
class HandMadeStorage {
  readonly #root: string

  constructor(readonly directory: string) {
    this.#root = join(directory, 'docker', 'registry', 'v2')
  }

  /** `text` with blanks up to `length` bytes, which JSON does not mind. */
  blob(length: number, value: unknown): Blob {
    const made = blob(Buffer.from(JSON.stringify(value).padEnd(length)))
    expect(made.bytes).toHaveLength(length)
    const hex = made.digest.replace('sha256:', '')
    this.#write(join('blobs', 'sha256', hex.slice(0, 2), hex, 'data'), made.bytes)
    return made
  }

  /** Makes a repository answer for a manifest. */
  manifest(repository: string, { digest }: Blob): void {
    const path = digest.replace(':', '/')
    this.#write(join('repositories', repository, '_manifests', 'revisions', path, 'link'), digest)
  }

  tag(repository: string, tag: string, digest: string): void {
    this.#write(join('repositories', repository, '_manifests', 'tags', tag, 'current', 'link'), digest)
    // A digest that the tag pointed to before. It counts for nothing.
    const before = digestOf(Buffer.from('before')).replace(':', '/')
    this.#write(join('repositories', repository, '_manifests', 'tags', tag, 'index', before, 'link'), before)
  }

  emptyRepository(repository: string): void {
    mkdirSync(join(this.#root, 'repositories', repository, '_layers', 'sha256'), { recursive: true })
  }

  #write(path: string, content: Buffer | string): void {
    const file = join(this.#root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

const listed = ({ digest, bytes }: Blob, mediaType = LAYER) => ({ mediaType, digest, size: bytes.length })
const manifestOf = (config: Blob, ...layers: object[]) => ({
  schemaVersion: 2,
  mediaType: IMAGE,
  config: listed(config, CONFIG),
  layers,
})

test('figures worked by hand', async ({}, info) => {
  const storage = new HandMadeStorage(info.outputPath('storage'))
  const amd64 = { os: 'linux', architecture: 'amd64' }
  const arm64 = { os: 'linux', architecture: 'arm64', variant: 'v8' }
  const base = storage.blob(10_000, 'base')
  const small = storage.blob(1_000, 'small')
  const middle = storage.blob(3_000, 'middle')
  const large = storage.blob(5_000, 'large')
  const lost = storage.blob(40_000, 'lost')
  const elsewhere = { mediaType: LAYER, digest: digestOf(Buffer.from('elsewhere')), size: 70_000, urls: ['https://x.test'] }
  const foreign = {
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    digest: digestOf(Buffer.from('foreign')),
    size: 90_000,
  }

  // Two tags, and a layer listed twice: 1 000 + 100 + 10 000 + 1 000 = 12 100. In two repositories.
  const config = storage.blob(100, { created: '2025-01-02T03:04:05.678Z', ...amd64 })
  const twice = storage.blob(1_000, manifestOf(config, listed(base), listed(small), listed(small)))
  for (const repository of ['app', 'team/copy']) storage.manifest(repository, twice)
  storage.tag('app', 'v1', twice.digest)
  storage.tag('app', 'latest', twice.digest)
  storage.tag('team/copy', 'v1', twice.digest)

  // A child without a tag, two of its layers lie elsewhere: 1 100 + 200 + 10 000 + 3 000 = 14 300.
  const childConfig = storage.blob(200, { created: '2025-03-01T01:00:00+02:00', ...arm64 })
  const child = storage.blob(1_100, manifestOf(childConfig, listed(base), listed(middle), elsewhere, foreign))
  storage.manifest('app', child)
  // A child with a tag: 900 + 300 + 5 000 = 6 200.
  const taggedConfig = storage.blob(300, { os: 'linux' })
  const tagged = storage.blob(900, manifestOf(taggedConfig, listed(large)))
  storage.manifest('app', tagged)
  storage.tag('app', 'arm', tagged.digest)
  // Their index, with a third child that was deleted: 700 + 14 300 + 6 200 = 21 200.
  const deleted = { mediaType: IMAGE, digest: digestOf(Buffer.from('deleted')), size: 555 }
  const index = storage.blob(700, {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [listed(child, IMAGE), listed(tagged, IMAGE), deleted],
  })
  storage.manifest('app', index)
  storage.tag('app', 'multi', index.digest)

  // A leftover: 800 + 40 000 are its own, its config is one that is used.
  const leftover = storage.blob(800, manifestOf(config, listed(lost)))
  storage.manifest('app', leftover)

  // A signature: 600 + 400 + 50 = 1 050. Its date is none.
  const signatureConfig = storage.blob(400, { created: '0001-01-01T00:00:00Z', os: '', architecture: '' })
  const signature = storage.blob(600, manifestOf(signatureConfig, listed(storage.blob(50, 'signature'))))
  storage.manifest('team/copy', signature)
  storage.tag('team/copy', attachedTag(twice.digest, '.sig'), signature.digest)

  // Shares a layer with a child over in app: 500 + 250 + 3 000 = 3 750. Its date is none, either.
  const otherConfig = storage.blob(250, { created: '1970-01-01T00:00:00Z' })
  const other = storage.blob(500, manifestOf(otherConfig, listed(middle)))
  storage.manifest('other', other)
  storage.tag('other', 'x', other.digest)
  // A tag to nothing.
  storage.tag('other', 'gone', digestOf(Buffer.from('gone')))
  // An artifact of the withdrawn kind, about the image: 400 + 20 = 420, though it says 421.
  const artifact = storage.blob(400, {
    artifactType: 'application/spdx+json',
    blobs: [{ ...listed(storage.blob(20, 'list')), size: 21 }],
    subject: listed(other, IMAGE),
  })
  storage.manifest('other', artifact)
  storage.tag('other', 'packages', artifact.digest)
  storage.emptyRepository('empty')

  const { report, unreachable, disagreements } = survey(storage.directory, ABOUT)
  expect(report.totals).toEqual({
    repositories: 4,
    tags: 9, // app 4, other 3, team/copy 2
    manifests: 8, // app 4, other 2, team/copy 2
    untagged_manifests: 1, // the child
    blobs: 18, // app 11; other 4 and team/copy 3 that app has not
    logical_bytes: 68_920, // 51 600 + 4 170 + 13 150
    stored_bytes: 25_520, // app 23 300 + other 1 170 + team/copy 1 050
    reclaimable_bytes: null,
  })
  expect(report.repositories).toEqual([
    {
      name: 'app',
      tags: 4,
      manifests: 4,
      untagged_manifests: 1,
      logical_bytes: 51_600, // v1 12 100 + latest 12 100 + multi 21 200 + arm 6 200
      stored_bytes: 23_300, // index and children 21 200, and of v1 what they have not: 1 000 + 100 + 1 000
      exclusive_bytes: 8_200, // index 700 + arm 6 200 + of the child 1 100 + 200
      shared_bytes: 15_100, // all of v1 12 100 with team/copy, middle 3 000 with other
      reclaimable_bytes: null,
      last_updated: '2025-02-28T23:00:00Z',
    },
    {
      name: 'empty',
      tags: 0,
      manifests: 0,
      untagged_manifests: 0,
      logical_bytes: 0,
      stored_bytes: 0,
      exclusive_bytes: 0,
      shared_bytes: 0,
      reclaimable_bytes: null,
      last_updated: null,
    },
    {
      name: 'other',
      tags: 3,
      manifests: 2,
      untagged_manifests: 0,
      logical_bytes: 4_170, // 3 750 + 420 + nothing
      stored_bytes: 4_170,
      exclusive_bytes: 1_170, // all but middle
      shared_bytes: 3_000,
      reclaimable_bytes: null,
      last_updated: null,
    },
    {
      name: 'team/copy',
      tags: 2,
      manifests: 2,
      untagged_manifests: 0,
      logical_bytes: 13_150, // 12 100 + 1 050
      stored_bytes: 13_150,
      exclusive_bytes: 1_050,
      shared_bytes: 12_100,
      reclaimable_bytes: null,
      last_updated: '2025-01-02T03:04:05Z',
    },
  ])
  const rows = report.manifests.map((row) => [
    row.repository, row.digest, row.role, row.tags.join(), row.content_bytes, row.exclusive_bytes, row.platform, row.created,
  ])
  const made = '2025-01-02T03:04:05Z'
  expect(rows).toHaveLength(8)
  expect(rows).toEqual(
    expect.arrayContaining([
      ['app', twice.digest, 'image', 'latest,v1', 12_100, 0, 'linux/amd64', made],
      ['app', child.digest, 'child', '', 14_300, 0, 'linux/arm64/v8', '2025-02-28T23:00:00Z'],
      ['app', tagged.digest, 'image', 'arm', 6_200, 0, null, null],
      ['app', index.digest, 'index', 'multi', 21_200, 700, null, null],
      ['team/copy', twice.digest, 'image', 'v1', 12_100, 0, 'linux/amd64', made],
      ['team/copy', signature.digest, 'referrer', attachedTag(twice.digest, '.sig'), 1_050, 1_050, null, null],
      ['other', other.digest, 'image', 'x', 3_750, 750, null, null],
      ['other', artifact.digest, 'referrer', 'packages', 420, 420, null, null],
    ]),
  )
  expect(unreachable.manifests).toEqual([{ repository: 'app', digest: leftover.digest }])
  expect(unreachable.bytes).toBe(40_800)
  expect([...unreachable.blobs.keys()].sort()).toEqual([leftover.digest, lost.digest].sort())
  expect(disagreements.map(({ digest, stated, found }) => [digest, stated, found])).toEqual([
    [deleted.digest, 555, null],
    [digestOf(Buffer.from('"list"'.padEnd(20))), 21, 20],
  ])

  const shuffled = { ...report, manifests: [...report.manifests].reverse(), repositories: [...report.repositories].reverse() }
  expect(comparable({ ...shuffled, taken_at: 'later' })).toEqual(comparable(report))
})

test('a fleet is the same every time, of real archives, and has what it says', async ({}, info) => {
  const [one, other] = [buildFleet(info.outputPath('one')), buildFleet(info.outputPath('other'))]
  expect(one.tags).toEqual(other.tags)
  expect(Object.keys(one.tags)).toHaveLength(8)
  expect(Object.values(one.tags).flatMap((tags) => Object.keys(tags))).toHaveLength(27)
  expect(one.leftovers.map(({ repository }) => repository)).toEqual(['web/storefront'])

  const blobs = join(one.directory, 'layout', 'blobs', 'sha256')
  const archives = readdirSync(blobs).filter((name) => readFileSync(join(blobs, name)).readUInt16BE() === 0x1f8b)
  expect(archives.length).toBeGreaterThan(15)
  for (const name of archives) {
    const names = execFileSync('tar', ['-tzf', join(blobs, name)], { encoding: 'utf8' }).split('\n')
    expect(names.filter((path) => path.endsWith('/manual.txt') || path.endsWith('/README'))).toHaveLength(2)
  }
  one.remove()
  other.remove()
})

test.describe('against a real registry', () => {
  const started: Registry[] = []
  const registry = async (options: RegistryOptions) => {
    const server = await startRegistry(options)
    started.push(server)
    return server
  }
  test.afterEach(async () => {
    for (const server of started.splice(0)) await server.stop()
  })

  test('what the oracle says is freed is what garbage collection frees', async ({}, info) => {
    const server = await registry({ delete: true })
    const api = new RegistryApi(server.url)
    const fleet = buildFleet(info.outputPath('fleet'))
    await pushFleet(fleet, server)
    const surveyed = () => survey(server.storage, { host: server.host, kind: 'distribution2' })
    const figures = (repository: string, reference: string) => {
      const found = surveyed().report.manifests.find(
        (row) => row.repository === repository && (row.tags.includes(reference) || row.digest === reference),
      )
      if (!found) throw new Error(`no ${repository}:${reference}`)
      return found
    }

    await test.step('the registry has the fleet, digest by digest, and a leftover', async () => {
      expect(await api.everything()).toEqual(fleet.tags)
      const { report, unreachable, disagreements } = surveyed()
      expect(disagreements).toEqual([])
      expect(unreachable.manifests).toEqual(fleet.leftovers)
      expect(report.totals.stored_bytes + unreachable.bytes).toBe(bytesOnDisk(server))
      expect(report.repositories.map(({ name }) => name)).toEqual(await api.repositories())
      for (const { repository, digest } of report.manifests) expect(await api.has(repository, digest)).toBe(true)
    })

    await test.step('the fleet has what makes figures hard', async () => {
      const { report } = surveyed()
      expect(report.totals).toMatchObject({ repositories: 8, tags: 27 })
      const roles: Record<string, number> = {}
      for (const { role } of report.manifests) roles[role] = (roles[role] ?? 0) + 1
      expect(roles).toEqual({
        child: 15, // 4 of library/debian, 7 of web/api, 4 of data/pipeline
        image: 12,
        artifact: 2, // the charts
        index: 6,
        referrer: 3, // the signature, the fallback tag's index and the list of packages inside
      })
      expect(report.repositories.every(({ stored_bytes }) => stored_bytes > 0)).toBe(true)
      const named = (name: string) => report.repositories.find((row) => row.name === name)
      expect(named('tools/report')?.shared_bytes).toBe(0)
      expect(named('prod/storefront')?.exclusive_bytes).toBe(0)
      expect(report.totals.logical_bytes).toBeGreaterThan(report.totals.stored_bytes)
    })

    await test.step('without the leftover, storage holds exactly the stored size', async () => {
      for (const { repository, digest } of fleet.leftovers) {
        expect(await api.has(repository, digest)).toBe(true)
        await api.delete(repository, digest)
        expect(await api.has(repository, digest)).toBe(false)
      }
      await server.collectGarbage()
      expect(bytesOnDisk(server)).toBe(surveyed().report.totals.stored_bytes)
      expect(surveyed().unreachable.blobs.size).toBe(0)
    })

    /** Deletes the manifests, and expects garbage collection to free `expected` bytes. */
    const frees = async (expected: number, repository: string, digests: string[]) => {
      const full = bytesOnDisk(server)
      for (const digest of digests) await api.delete(repository, digest)
      await server.collectGarbage()
      expect(full - bytesOnDisk(server)).toBe(expected)
    }

    await test.step('a manifest frees its exclusive bytes', async () => {
      for (const [repository, tag] of [
        ['web/storefront', '1.0.0'], // shares layers
        ['web/storefront', '1.1.0'], // is in prod/storefront as well: nothing
        ['library/debian', '11'], // an index: its own bytes only, the children stay
        ['data/worker', 'stable'], // two tags
        ['data/worker', 'doubled'], // one layer twice
        ['charts/storefront', '0.1.0'],
      ] as const) {
        const { digest, exclusive_bytes, tags } = figures(repository, tag)
        await frees(exclusive_bytes, repository, [digest])
        const left = await api.tags(repository)
        expect(left.filter((name) => tags.includes(name))).toEqual([])
      }
    })

    await test.step('a repository frees its exclusive bytes', async () => {
      for (const name of ['web/api', 'data/pipeline', 'tools/report', 'prod/storefront']) {
        const { report } = surveyed()
        const { exclusive_bytes } = report.repositories.find((row) => row.name === name)!
        const own = report.manifests.filter(({ repository }) => repository === name).map(({ digest }) => digest)
        await frees(exclusive_bytes, name, own)
        expect(await api.tags(name)).toEqual([])
        expect(await api.repositories()).toContain(name)
      }
    })
  })

  test('a registry that asks for a password gets one, and a tag can be moved', async ({}, info) => {
    const server = await registry({ users: { ada: 'secret' } })
    const fleet = buildFleet(info.outputPath('fleet'))
    const target = { host: server.host, credentials: 'ada:secret' }
    const temporary = process.env.TMPDIR
    const own = info.outputPath('temporary')
    mkdirSync(own)
    process.env.TMPDIR = own
    const charts = fleet.pushes.filter(({ repository }) => repository === 'charts/storefront')
    await pushAll(charts, target)
    const api = new RegistryApi(server.url, target.credentials)
    expect(await api.everything()).toEqual({ 'charts/storefront': fleet.tags['charts/storefront'] })
    await pushImage({ ...charts[1]!, tag: '0.1.0' }, target)
    expect(await api.digest('charts/storefront', '0.1.0')).toBe(charts[1]!.digest)

    await expect(new RegistryApi(server.url).repositories()).rejects.toThrow('401')
    const refused = pushImage(charts[0]!, { host: server.host, credentials: 'ada:wr0ng' })
    await expect(refused).rejects.toThrow(/could not push/)
    await expect(refused).rejects.not.toThrow(/wr0ng/)

    expect(readdirSync(own), 'temporary files left behind').toEqual([])
    if (temporary === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = temporary
  })
})

/** The bytes of all blobs, counted by another program. */
function bytesOnDisk({ storage }: Registry): number {
  const lengths = execFileSync('find', [storage, '-path', '*/blobs/*', '-name', 'data', '-printf', '%s\n'], { encoding: 'utf8' })
  return lengths.split('\n').reduce((sum, length) => sum + Number(length), 0)
}
