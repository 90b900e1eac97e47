// Uploads and downloads: blobs small and large, manifests by tag and by digest.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { beforeEach, test } from 'node:test'
import { configure, content, registry, requests, status } from './support.mjs'

const NAME = 'sandbox/pushed'
const OCI = 'application/vnd.oci.image.manifest.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const MIB = 1024 * 1024
beforeEach(() => configure())

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

async function upload(bytes, mediaType) {
  const { digest, sizeInBytes } = await content(NAME).uploadBlob(bytes)
  assert.deepEqual([digest, sizeInBytes], [sha256(bytes), bytes.length])
  return { mediaType, digest, size: sizeInBytes }
}

async function image(layer = 'layer') {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64', rootfs: {} }))
  return {
    schemaVersion: 2,
    mediaType: OCI,
    config: await upload(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [await upload(Buffer.from(layer), LAYER)],
  }
}

async function download(digest) {
  const { content: stream } = await content(NAME).downloadBlob(digest)
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

for (const size of [1, 4 * MIB, 9 * MIB + 1]) {
  test(`a blob of ${size} bytes comes back whole`, async () => {
    const bytes = randomBytes(size)
    const { digest } = await content(NAME).uploadBlob(Readable.from([bytes]))
    assert.equal(digest, sha256(bytes))
    const chunks = (await requests()).filter((line) => line.startsWith('PATCH'))
    assert.equal(chunks.length, Math.ceil(size / (4 * MIB)))
    assert.ok(bytes.equals(await download(digest)))
  })
}

test('a pushed image comes back by tag and by digest, and is listed with what it says', async () => {
  const manifest = await image()
  const { digest } = await content(NAME).setManifest(manifest, { tag: 'v1' })
  for (const reference of ['v1', digest]) {
    const got = await content(NAME).getManifest(reference)
    assert.deepEqual([got.digest, got.mediaType, got.manifest], [digest, OCI, manifest])
  }
  const said = await registry().getArtifact(NAME, 'v1').getManifestProperties()
  assert.deepEqual([said.operatingSystem, said.architecture, said.tags], ['linux', 'arm64', ['v1']])
})

test('a manifest without its blobs is refused', async () => {
  const lost = { mediaType: LAYER, digest: `sha256:${'0'.repeat(64)}`, size: 5 }
  const manifest = { ...(await image()), layers: [lost] }
  await assert.rejects(content(NAME).setManifest(manifest, { tag: 'v1' }), status(400))
})

test('manifests and blobs are deleted', async () => {
  const manifest = await image()
  const { digest } = await content(NAME).setManifest(manifest)
  await content(NAME).deleteManifest(digest)
  await assert.rejects(content(NAME).getManifest(digest), status(404))
  // With its only manifest the layer went, too; this one has none.
  await assert.rejects(download(manifest.layers[0].digest), status(404))
  const { digest: blob } = await upload(Buffer.from('alone'), LAYER)
  await content(NAME).deleteBlob(blob)
  await assert.rejects(download(blob), status(404))
})

test('blobs may lie elsewhere where no token is wanted', async () => {
  await configure(['Owner'], { blobs_elsewhere: '' })
  const bytes = randomBytes(MIB)
  const { digest } = await upload(bytes, LAYER)
  assert.ok(bytes.equals(await download(digest)))
  assert.ok((await requests()).some((line) => line.startsWith('GET /_storage/')))
})
