// Contents and answers that people met in real registries, and the words and figures that the page has for them.

import type { Page } from '@playwright/test'
import { askToDelete, begin, beginning, close, dialog, endsWith, short } from '../support/dialog.ts'
import { expect, test as base } from '../support/fixtures.ts'
import { CONFIG, digestOf, IMAGE, INDEX, serveShelf, Shelf } from '../support/shelf.ts'
import { bodyRows, columnCells, columnTexts, scanEnds, table } from '../support/views.ts'

/** Serves a shelf behind the page as a registry of this kind, and opens its overview. */
const test = base.extend<{ open: (shelf: Shelf, kind: string) => Promise<string> }>({
  open: async ({ page, dashboard }, use) => {
    const stops: (() => Promise<void>)[] = []
    await use(async (shelf, kind) => {
      stops.push(await serveShelf(shelf))
      const { url } = await dashboard({ registries: { odd: shelf.url }, kinds: { odd: kind } })
      await page.goto(`${url}/r/odd`)
      await scanEnds(page)
      return `${url}/r/odd`
    })
    for (const stop of stops) await stop()
  },
})

const row = (page: Page, caption: string, name: string) => table(page, caption).getByRole('row').filter({ hasText: name })
const to = (page: Page, url: string, name: string, tab = '') => page.goto(`${url}/repositories/${encodeURIComponent(name)}${tab}`)

test('a manifest that stays after its deletion was accepted: failed, and its row stays', async ({ page, open }) => {
  const shelf = new Shelf()
  for (const tag of ['v1', 'v2']) shelf.image('mirror', [tag], [shelf.layer(tag, 70_000)])
  shelf.drop = () => {}
  const url = await open(shelf, 'oci')
  await to(page, url, 'mirror')
  await scanEnds(page)
  const plan = await askToDelete(page, 'Tags', ['v1'])
  await begin(plan)
  await expect(plan).toContainText('The registry accepted the deletion, but the manifest is still there.')
  await expect(plan).not.toContainText('meanwhile')
  await endsWith(plan, '')
  await expect(row(page, 'Tags', 'v1')).toHaveCount(1)
  expect(shelf.log.filter((line) => line.startsWith('DELETE'))).toHaveLength(1)
})

test('tags that stay listed after their manifest went are shown at once and named', async ({ page, open }) => {
  const shelf = new Shelf()
  shelf.image('stream', ['1.10', '1.10.0', 'latest'], [shelf.layer('a', 70_000)])
  shelf.image('stream', ['1.9'], [shelf.layer('b', 60_000)])
  shelf.drop = (held, digest) => {
    held.manifests.delete(digest)
    held.tags.delete('latest')
  }
  const url = await open(shelf, 'distribution2')
  await to(page, url, 'stream')
  await scanEnds(page)
  const plan = await askToDelete(page, 'Tags', ['1.10'])
  await begin(plan)
  await expect(plan).toContainText('point to nothing now')
  await expect(plan).toContainText('1.10.0')
  await close(plan)
  await expect(table(page, 'Tags').getByText('points to no manifest')).toHaveCount(2)
  await expect(bodyRows(table(page, 'Tags'))).toHaveCount(3)
})

test('an empty repository of the catalog cannot be deleted, with a reason', async ({ page, open }) => {
  const shelf = new Shelf()
  shelf.image('alive', ['1.0'], [shelf.layer('a', 1000)])
  shelf.held('emptied')
  shelf.held('nulled')
  shelf.gone.add('emptied')
  const url = await open(shelf, 'distribution3')
  for (const name of ['emptied', 'nulled']) {
    await to(page, url, name)
    await scanEnds(page)
    await page.getByRole('button', { name: 'Delete repository…' }).click()
    await expect(dialog(page).getByRole('heading', { level: 1 })).toHaveText('Nothing can be deleted')
    await expect(dialog(page)).toContainText('this registry cannot delete a repository as a whole')
    await close(dialog(page))
  }
})

test('dates of builders and of the future are none: no age, and last in either order', async ({ page, open }) => {
  const shelf = new Shelf()
  const soon = new Date(Date.now() + 5 * 60_000).toISOString()
  const dates: Record<string, unknown> = {
    'year-one': '0001-01-01T00:00:00Z',
    epoch: '1970-01-01T00:00:01Z',
    buildpacks: '1980-01-01T00:00:01Z',
    future: '2199-01-01T00:00:00Z',
    'next-week': new Date(Date.now() + 7 * 86_400_000).toISOString(),
    number: 1700000000,
    plain: '2015-03-04T05:06:07Z',
    soon,
  }
  for (const [tag, created] of Object.entries(dates)) {
    const config = shelf.config('d', { created })
    shelf.put('d', JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, config, layers: [shelf.layer(tag, 10)] }), [tag])
  }
  const url = await open(shelf, 'distribution2')
  await to(page, url, 'd')
  await scanEnds(page)
  const ages = ['just now', /^1\d years ago$/, ...Array(6).fill('–')]
  const tags = table(page, 'Tags')
  await expect.poll(async () => (await columnTexts(tags, 'Last updated')).slice(2)).toEqual(ages.slice(2))
  expect(await columnTexts(tags, 'Last updated')).toEqual(['just now', expect.stringMatching(ages[1]!), ...ages.slice(2)])
  await to(page, url, 'd', '?sort=updated')
  await scanEnds(page)
  await expect.poll(async () => (await columnTexts(tags, 'Last updated'))[1]).toBe('just now')
  expect((await columnTexts(tags, 'Last updated')).slice(2)).toEqual(ages.slice(2))
})

test('sizes that are none hide nothing that is known', async ({ page, open }) => {
  const shelf = new Shelf()
  const own = new Map<string, number>()
  for (const [tag, size] of Object.entries({ negative: -5, text: '1234', float: 12.5, missing: undefined, zero: 0, large: 2 ** 43 })) {
    const layer = { ...shelf.layer(tag, 0), size }
    const config = shelf.config('sizes', { tag })
    const bytes = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, config, layers: [layer] })
    own.set(tag, bytes.length + config.size + (tag === 'large' ? 2 ** 43 : 0))
    shelf.put('sizes', bytes, [tag])
  }
  const url = await open(shelf, 'distribution2')
  await expect(page.getByText('1 repository read', { exact: true })).toBeVisible()
  await to(page, url, 'sizes')
  await scanEnds(page)
  await expect(page.getByRole('main')).toContainText('Tags add up to at least 8.0 TiB')
  const tags = table(page, 'Tags')
  const names = (await columnTexts(tags, 'Tag')).map((name) => name.trim())
  const sizes = await columnCells(tags, 'Size')
  for (const [place, name] of names.entries()) {
    const exact = sizes[place]!.exact
    expect(Number(exact.replace(/\D/g, '')), name).toBe(own.get(name))
    const isWhole = name === 'zero' || name === 'large'
    expect(/at least/.test(exact), `${name}: ${exact}`).toBe(!isWhole)
  }
})

test('a foreign layer that another image stores here is stored here', async ({ page, open }) => {
  const shelf = new Shelf()
  const away = { ...shelf.layer('windows', 92_818_888, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'), urls: ['https://example.test/base'] }
  const patch = { ...shelf.layer('patch', 48_632_111, away.mediaType), urls: ['https://example.test/patch'] }
  const image = shelf.image('win', ['core'], [away, patch, shelf.layer('app', 7000)])
  shelf.image('win-pushed', ['all'], [shelf.layer('windows', 92_818_888)])
  const url = await open(shelf, 'distribution2')
  await page.goto(`${url}/repositories/win/manifests/${encodeURIComponent(image)}`)
  await scanEnds(page)
  const sizes = await columnTexts(table(page, 'Layers'), 'Size')
  expect(sizes.join(' ')).toContain('88.5 MiB')
  await expect(bodyRows(table(page, 'Layers')).filter({ hasText: short(away.digest) })).not.toContainText('not counted')
  await expect(bodyRows(table(page, 'Layers')).filter({ hasText: short(patch.digest) })).toContainText('not counted')
})

test('a signature whose image is gone says so, one whose image is here names it', async ({ page, open }) => {
  const shelf = new Shelf()
  const image = shelf.image('signed', ['v1'], [shelf.layer('a', 90_000)])
  const signature = (about: string, mark: string) => shelf.image('signed', [`sha256-${about.slice(7)}.sig`], [shelf.layer(mark, 250, 'application/vnd.dev.cosign.simplesigning.v1+json')])
  signature(image, 'good')
  const gone = digestOf('an image that is gone')
  signature(gone, 'stale')
  const subject = { mediaType: IMAGE, digest: digestOf('another that is gone'), size: 9 }
  shelf.image('signed', ['report'], [shelf.layer('report', 250, 'application/spdx+json')], { artifactType: 'application/spdx+json', subject })
  const url = await open(shelf, 'distribution3')
  await to(page, url, 'signed')
  await scanEnds(page)
  await expect(row(page, 'Tags', gone.slice(7)).getByText(/which is not here/)).toBeVisible()
  await expect(row(page, 'Tags', image.slice(7)).getByText(/which is not here/)).toHaveCount(0)
})

test('charts, models, modules, caches and images have the command that fits, or the bare reference', async ({ page, open }) => {
  const shelf = new Shelf()
  const kinds: [name: string, tag: string, config: string, layer: string, command: RegExp][] = [
    ['charts/web', '1.2.3_build.4', 'application/vnd.cncf.helm.config.v1+json', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', /^helm pull oci:\/\/.*\/charts\/web --version 1\.2\.3\+build\.4$/],
    ['models/tiny', 'q4', 'application/vnd.cncf.model.config.v1+json', 'application/vnd.cncf.model.weight.v1.raw', /^(?!docker).*models\/tiny:q4$/],
    ['wasm/mod', 'v1', 'application/vnd.wasm.config.v0+json', 'application/wasm', /^(?!docker).*wasm\/mod:v1$/],
    ['app/cache', 'main', 'application/vnd.buildkit.cacheconfig.v0', 'application/vnd.oci.image.layer.v1.tar+gzip', /^(?!docker).*app\/cache:main$/],
    ['app/web', 'v1', CONFIG, 'application/vnd.oci.image.layer.v1.tar+zstd', /^docker pull .*app\/web:v1$/],
    ['team/policy', 'v2', 'application/vnd.example.policy.config', 'application/vnd.example.policy', /^(?!docker).*team\/policy:v2$/],
  ]
  const digests = kinds.map(([name, tag, config, layer]) => {
    const doc = { schemaVersion: 2, mediaType: IMAGE, config: shelf.config(name, {}, config), layers: [shelf.layer(name, 1234, layer)] }
    return shelf.put(name, JSON.stringify(doc), [tag])
  })
  const url = await open(shelf, 'distribution2')
  for (const [at, [name, , , , command]] of kinds.entries()) {
    await page.goto(`${url}/repositories/${encodeURIComponent(name)}/manifests/${encodeURIComponent(digests[at]!)}`)
    await scanEnds(page)
    await expect(page.getByRole('button', { name: /^Copy (pull command|reference)$/ })).toBeVisible()
    await expect(page.getByRole('main').getByText(command).first(), name).toBeVisible()
  }
})

test('signed schema 1 is at least so large, and closes its repository to nothing', async ({ page, open }) => {
  const shelf = new Shelf()
  shelf.image('old', ['new'], [shelf.layer('z', 900)])
  const payload = JSON.stringify({ schemaVersion: 1, name: 'old', tag: 'v0', architecture: 'amd64', fsLayers: [{ blobSum: digestOf('one') }], history: [{ v1Compatibility: '{"id":"1"}' }] }, undefined, 3)
  const [head, tail] = [payload.slice(0, -2), payload.slice(-2)]
  const url64 = (text: string) => Buffer.from(text).toString('base64url')
  const signed = `${head},\n   "signatures": [{"header": {"alg": "ES256"}, "signature": "AAAA", "protected": "${url64(JSON.stringify({ formatLength: head.length, formatTail: url64(tail) }))}"}]${tail}`
  shelf.put('old', signed, ['v0'], 'application/vnd.docker.distribution.manifest.v1+prettyjws', digestOf(payload))
  const url = await open(shelf, 'distribution2')
  await to(page, url, 'old')
  await scanEnds(page)
  const names = await columnTexts(table(page, 'Tags'), 'Tag')
  const sizes = await columnCells(table(page, 'Tags'), 'Size')
  expect(sizes[names.findIndex((name) => name.startsWith('v0'))]!.exact).toMatch(/not stated|at least/)
  const plan = await askToDelete(page, 'Tags', ['v0'])
  await begin(plan)
  await endsWith(plan, '')
  await expect(row(page, 'Tags', 'v0')).toHaveCount(0)
  await expect(row(page, 'Tags', 'new')).toHaveCount(1)
})

test('of an index of many absent children a sample is asked for, and all of them on demand', async ({ page, open }) => {
  const shelf = new Shelf()
  const here = shelf.image('mirror', [], [shelf.layer('a', 70_000)])
  const absent = Array.from({ length: 200 }, (_, at) => ({ mediaType: IMAGE, digest: digestOf(`lost ${at}`), size: 500 }))
  const size = shelf.held('mirror').manifests.get(here)!.bytes.length
  // A sample is spread over the digests in their order: this one is not in it.
  const all = [{ mediaType: IMAGE, digest: here, size }, ...absent]
  const index = shelf.put('mirror', JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: all }), ['all'], INDEX)
  const asked = () => shelf.log.filter((line) => line.includes('/manifests/sha256:') && !line.includes(index)).length
  const url = await open(shelf, 'oci')
  expect(asked()).toBe(32)
  await to(page, url, 'mirror', `/manifests/${index}`)
  const notice = page.getByRole('note').filter({ hasText: 'Not asked for' })
  await expect(notice).toContainText('The registry was asked for 32 of them and has none of these; 169 were not asked for')

  // The index can be deleted, and the plan says what may stay.
  await page.getByRole('button', { name: 'Delete…' }).click()
  const plan = dialog(page)
  await expect(plan).toContainText('Any of them that is there stays, untagged and unseen.')
  await expect(beginning(plan)).toBeEnabled()
  await plan.getByRole('button', { name: 'Cancel' }).click()

  await notice.getByRole('button', { name: 'Ask for all of them' }).click()
  await expect(notice).toHaveCount(0)
  await scanEnds(page)
  const children = page.getByRole('region', { name: 'Platforms and other children' })
  await expect(children.getByText(short(here))).toBeAttached()
  expect(new Set(shelf.log.filter((line) => line.includes('/manifests/sha256:'))).size).toBeGreaterThanOrEqual(201)
})
