// The page of one manifest, compared with the registry's own answers.

import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { bytes } from '../support/pages.ts'
import { tagsOf } from '../support/sample.ts'
import { scrollTo } from '../support/scrolling.ts'
import { bodyRows, columnCells, columnTexts, scanEnds, table } from '../support/views.ts'

interface Descriptor {
  mediaType: string
  digest: string
  size: number
}

const short = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 12)

/** A manifest of web/checkout from the registry: its raw text, its digest, its JSON. */
async function read(url: string, reference: string) {
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
  const response = await fetch(`${url}/v2/web/checkout/manifests/${reference}`, { headers: { accept } })
  const raw = await response.text()
  return { raw, digest: response.headers.get('docker-content-digest')!, body: JSON.parse(raw) }
}

test('an image: layers, history, the index that lists it', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const index = await read(sample.url, '2.0')
  const image = await read(sample.url, index.body.manifests[0].digest)
  const config = await (await fetch(`${sample.url}/v2/web/checkout/blobs/${image.body.config.digest}`)).json()
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${image.digest}`)
  await scanEnds(page)

  const layers = table(page, 'Layers')
  const expected = image.body.layers as Descriptor[]
  expect(expected.length).toBeGreaterThan(3)
  await expect(bodyRows(layers)).toHaveCount(expected.length)
  expect((await columnTexts(layers, 'Digest')).map((text) => text.slice(0, 12))).toEqual(expected.map(({ digest }) => short(digest)))
  const sizes = (await columnCells(layers, 'Size')).map(({ exact }) => Number(exact.replace(/\D/g, '')))
  expect(sizes).toEqual(expected.map(({ size }) => size))

  // The table names the step of each layer; the others are folded below it.
  const rest = config.history.filter(({ empty_layer }: { empty_layer?: boolean }) => empty_layer)
  expect(rest.length).toBeGreaterThan(0)
  const steps = page.getByRole('region', { name: 'Steps' })
  await expect(steps.getByRole('listitem')).toHaveCount(0)
  await steps.getByText(`${rest.length} ${rest.length === 1 ? 'step' : 'steps'} without a layer`).click()
  await expect(steps.getByRole('listitem')).toHaveText(rest.map(({ created_by }: { created_by: string }) => created_by))
  const facts = page.getByRole('region', { name: 'Facts' })
  await expect(facts).toContainText(image.body.mediaType)
  await expect(facts.getByRole('time')).toHaveAttribute('datetime', /^20\d\d-/)

  // Without a tag, it says why it is there.
  const why = page.getByText(/^Part of the index \S+: its linux\/\w+ image\.$/)
  await expect(why.getByRole('link')).toHaveAttribute('href', new RegExp(`/manifests/${index.digest}\\?tag=`))
  // Each layer's users lead to its page.
  await expect(bodyRows(layers).first().getByRole('cell').last().getByRole('link')).toHaveAttribute('href', new RegExp(`/layers/${expected[0]!.digest}$`))

  await page.getByRole('region', { name: 'Listed by' }).getByRole('link', { name: short(index.digest) }).click()
  await expect(page.getByRole('heading', { level: 1, name: short(index.digest) })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/manifests/${index.digest}$`))
})

test('an index: its platforms, and what refers to it', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const index = await read(sample.url, '2.0')
  const referrers = await (await fetch(`${sample.url}/v2/web/checkout/referrers/${index.digest}`)).json()
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${index.digest}`)
  await scanEnds(page)
  await expect(page.getByRole('region', { name: 'Platforms and other children' })).toContainText('2 platforms present')
  const children = page.getByRole('region', { name: 'Platforms and other children' }).getByRole('listitem')
  await expect(children.getByRole('link')).toHaveText((index.body.manifests as Descriptor[]).map(({ digest }) => short(digest)))
  await expect(children.filter({ hasText: 'linux/amd64' })).toHaveCount(1)
  await expect(children.filter({ hasText: 'attestation of' })).toHaveCount(2)
  const about = page.getByRole('region', { name: 'Referrers and signatures' }).getByRole('listitem')
  const named = await about.getByRole('link').allInnerTexts()
  for (const { digest, artifactType } of referrers.manifests) {
    expect(named).toContain(short(digest))
    await expect(about.filter({ hasText: short(digest) })).toContainText(artifactType)
    await expect(about.filter({ hasText: short(digest) })).toContainText(/(signature|attestation|artifact), /)
  }
  await expect(table(page, 'Layers')).toHaveCount(0)
  await children.filter({ hasText: 'linux/arm64' }).getByRole('link').click()
  await expect(table(page, 'Layers')).toBeVisible()
})

test('an index without one of its platforms, and an orphan, say so', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const index = await read(sample.url, '2.0')
  const [child] = index.body.manifests as Descriptor[]
  expect((await fetch(`${sample.url}/v2/web/checkout/manifests/${child!.digest}`, { method: 'DELETE' })).status).toBe(202)
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${index.digest}`)
  await scanEnds(page)
  const children = page.getByRole('region', { name: 'Platforms and other children' })
  await expect(children).toContainText('1 of 2 platforms present, 1 is not in this repository')
  await expect(children.getByRole('listitem').first()).toContainText(': not in this repository')
  await expectForEverybody(page)

  await page.goto(`${url}/images?orphans=1`)
  await scanEnds(page)
  await bodyRows(table(page, 'Images')).filter({ hasNotText: 'part of' }).first().getByRole('cell').nth(2).getByRole('link').first().click()
  await expect(page.getByText('No tag names it and no index lists it. It is an orphan: nothing keeps it.')).toBeVisible()
})

test('an image names the bases that it begins with, and their images', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout', 'web/storefront'] })
  const index = await read(sample.url, '2.0')
  const { digest } = index.body.manifests[0]
  const { layers } = (await read(sample.url, digest)).body as { layers: Descriptor[] }
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${digest}`)
  await scanEnds(page)
  const bases = page.getByRole('region', { name: 'Bases in common' }).getByRole('listitem')
  const longest = Number(/(\d+) layers?/.exec(await bases.first().innerText())![1])
  expect(longest).toBeLessThan(layers.length)
  await expect(bases.first().getByRole('link').last()).toHaveText(/^\d+ images in \d+ repositor(y|ies)$/)
  await expectForEverybody(page)
  await bases.first().getByRole('link').last().click()
  await expect(page).toHaveURL(new RegExp(`/layers/${layers[longest - 1]!.digest}$`))
})

test('an index of very many entries: those in view are drawn, and each says its place among all', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const { body } = await read(sample.url, '2.0')
  const { digest, size, mediaType } = body.manifests[0]
  const entry = (at: number) => ({ mediaType, digest, size, platform: { os: 'linux', architecture: 'arm64', variant: `entry-${at}` } })
  const index = { ...body, manifests: Array.from({ length: 2000 }, (_, at) => entry(at + 1)) }
  const raw = JSON.stringify(index)
  const put = await fetch(`${sample.url}/v2/web/checkout/manifests/wide`, { method: 'PUT', body: raw, headers: { 'content-type': body.mediaType } })
  expect(put.status).toBe(201)
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${put.headers.get('docker-content-digest')}`)
  await scanEnds(page)
  const children = page.getByRole('region', { name: 'Platforms and other children' }).getByRole('listitem')
  const named = (at: number) => children.filter({ has: page.getByText(`entry-${at}`, { exact: false }) }).first()
  await expect(children.first()).toContainText('entry-1')
  await expect(children.first()).toHaveAttribute('aria-setsize', '2000')
  expect(await children.count()).toBeLessThan(200)
  await scrollTo(page, 1)
  await expect(named(2000)).toHaveAttribute('aria-posinset', '2000')
  expect(await children.count()).toBeLessThan(200)
})

test('the raw manifest is asked for when it is wanted, and shown indented', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const index = await read(sample.url, '2.0')
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${index.digest}`)
  await scanEnds(page)
  const panel = page.getByRole('region', { name: 'Raw manifest' })
  const asked = async () => (await sample.requests()).length
  const before = await asked()
  await expect(panel).not.toContainText('schemaVersion')
  await panel.getByRole('button', { name: 'Show the raw manifest' }).click()
  await expect(panel).toContainText(`${bytes(Buffer.byteLength(index.raw))}, indented here; copied as the registry sent them`)
  expect(await panel.locator('pre').textContent()).toBe(JSON.stringify(index.body, null, 2))
  expect(await asked()).toBe(before + 1)
})

test('digest and pull command can be copied', async ({ page, context, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin })
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  const index = await read(sample.url, '2.0')
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${index.digest}`)
  await scanEnds(page)
  const copy = page.getByRole('button', { name: `Copy digest ${short(index.digest)}` })
  await copy.click()
  await expect(copy).toHaveAttribute('title', 'Copied')
  expect(await clipboard()).toBe(index.digest)
  await page.getByRole('button', { name: 'Copy pull command' }).click()
  await expect.poll(clipboard).toBe('docker pull team.azurecr.io/web/checkout:2.0')
  await page.getByRole('button', { name: 'Show the raw manifest' }).click()
  await page.getByRole('button', { name: 'Copy raw manifest' }).click()
  await expect.poll(clipboard).toBe(index.raw)
})

test('an untagged manifest is pulled by its digest', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const { digest } = (await read(sample.url, '2.0')).body.manifests[0]
  await page.goto(`${url}/repositories/web%2Fcheckout/manifests/${digest}`)
  await scanEnds(page)
  await expect(page.getByText(`docker pull team.azurecr.io/web/checkout@${digest}`)).toBeVisible()
  await expect(page.getByRole('main')).toContainText('untagged')
})

test('the page is headed by the tag that it was opened by, and else by its digest', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['legacy/billing'] })
  const { '7.0': digest } = await tagsOf(sample, 'legacy/billing')
  const heading = page.getByRole('heading', { level: 1 })
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await scanEnds(page)
  const row = bodyRows(table(page, 'Tags')).filter({ has: page.getByRole('checkbox', { name: '7.0', exact: true }) })
  await row.getByRole('link', { name: '7.0', exact: true }).click()
  await expect(heading).toHaveText('legacy/billing:7.0')
  await expect(page.getByText('docker pull team.azurecr.io/legacy/billing:7.0')).toBeVisible()
  await expect(page).toHaveTitle('7.0 · legacy/billing · Plimsoll')
  await expect(page.getByText(digest!, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: `Copy digest ${short(digest!)}` })).toHaveCount(1)

  await page.goBack()
  await row.getByRole('link', { name: short(digest!) }).click()
  await expect(heading).toHaveText(short(digest!))

  // A tag that is on another manifest by now does not name this one.
  await page.goto(`${url}/repositories/legacy%2Fbilling/manifests/${digest}?tag=7.1`)
  await scanEnds(page)
  await expect(heading).toHaveText(short(digest!))
})
