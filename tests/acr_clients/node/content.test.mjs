// Uploads and downloads: blobs small and large, manifests by tag and by digest.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { beforeEach, test } from 'node:test'
import { DigestMismatchError, KnownManifestMediaType } from '@azure/container-registry'
import { all, configure, content, registry, requests, status } from './support.mjs'

const NAME = 'sandbox/pushed'
const STORE = 'web/storefront'
const OCI = KnownManifestMediaType.OciImageManifest
const INDEX = 'application/vnd.oci.image.index.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const MIB = 1024 * 1024
beforeEach(() => configure())

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

async function upload(bytes, mediaType) {
  const { digest, sizeInBytes } = await content(NAME).uploadBlob(bytes)
  assert.deepEqual([digest, sizeInBytes], [sha256(bytes), bytes.length])
  return { mediaType, digest, size: sizeInBytes }
}

const emptyIndex = (note) => ({ schemaVersion: 2, mediaType: INDEX, manifests: [], annotations: { note } })

async function image(layer = 'layer', mediaType = OCI) {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64', rootfs: {} }))
  return {
    schemaVersion: 2,
    mediaType,
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

test('a manifest is pushed as bytes, as a stream and as an object', async () => {
  const bytes = (note) => Buffer.from(JSON.stringify(emptyIndex(note)))
  const forms = [bytes('bytes'), Readable.from([bytes('stream')]), emptyIndex('object')]
  const expected = ['bytes', 'stream', 'object'].map((note) => sha256(bytes(note)))
  for (const [at, manifest] of forms.entries()) {
    const { digest } = await content(NAME).setManifest(manifest, { mediaType: INDEX })
    assert.equal(digest, expected[at])
    const got = await content(NAME).getManifest(digest)
    assert.deepEqual([got.mediaType, sha256(got.content)], [INDEX, digest])
  }
  const listed = await all(registry().getRepository(NAME).listManifestProperties())
  assert.deepEqual(listed.map(({ digest, tags }) => [digest, tags]), expected.toSorted().map((digest) => [digest, []]))
})

test('a manifest is pushed to a tag in every form', async () => {
  const manifest = await image()
  const bytes = (note) => Buffer.from(JSON.stringify({ ...manifest, annotations: { note } }))
  const forms = { object: JSON.parse(bytes('object')), bytes: bytes('bytes'), stream: Readable.from([bytes('stream')]) }
  for (const [tag, form] of Object.entries(forms)) {
    const { digest } = await content(NAME).setManifest(form, { tag })
    assert.equal(digest, sha256(bytes(tag)))
    const got = await content(NAME).getManifest(tag)
    assert.deepEqual([got.digest, got.manifest.annotations.note], [digest, tag])
    const said = await registry().getArtifact(NAME, tag).getManifestProperties()
    assert.deepEqual([said.digest, said.tags], [digest, [tag]])
  }
})

test("a manifest of Docker's is pushed and pulled by its type", async () => {
  const mediaType = KnownManifestMediaType.DockerManifest
  const manifest = await image('layer', mediaType)
  await assert.rejects(content(NAME).setManifest(manifest, { tag: 'v1' }), status(400))
  const { digest } = await content(NAME).setManifest(manifest, { tag: 'v1', mediaType })
  for (const reference of ['v1', digest]) {
    const got = await content(NAME).getManifest(reference)
    assert.deepEqual([got.digest, got.mediaType, got.manifest], [digest, mediaType, manifest])
  }
  assert.equal((await content('legacy/billing').getManifest('7.0')).mediaType, mediaType)
})

test('without a type a manifest is taken for an image of OCI', async () => {
  await assert.rejects(content(NAME).setManifest(emptyIndex('')), status(400))
  const { digest } = (await content(STORE).getManifest('latest')).manifest.manifests[0]
  const { mediaType, manifest } = await content(STORE).getManifest(digest)
  assert.ok(mediaType === OCI && manifest.config && manifest.layers)
})

test('a manifest that does not fit its digest is refused', async () => {
  await configure(['Owner'], { faults: [{ method: 'GET', path: '/manifests/', answer: 'wrong_digest' }] })
  const { digest } = await registry().getArtifact(STORE, 'latest').getManifestProperties()
  for (const reference of ['latest', digest]) {
    await assert.rejects(content(STORE).getManifest(reference), DigestMismatchError, reference)
  }
  // Of a blob the client finds it out, too, and throws it where no caller can catch it.
})

test('a download that breaks off is an error', async () => {
  await configure(['Owner'], { faults: [{ method: 'GET', path: '/blobs/', times: 1, answer: 'cut_body' }] })
  const bytes = randomBytes(300_000)
  const { digest } = await content(NAME).uploadBlob(bytes)
  const { content: stream, digest: said } = await content(NAME).downloadBlob(digest)
  assert.equal(said, digest)
  await assert.rejects(all(stream))
})

test('an empty blob is pushed without a chunk', async () => {
  const { digest, sizeInBytes } = await content(NAME).uploadBlob(Readable.from([]))
  assert.deepEqual([digest, sizeInBytes], [sha256(Buffer.alloc(0)), 0])
  assert.ok(!(await requests()).some((line) => line.startsWith('PATCH')))
})

test('a manifest that is too large is not read', async () => {
  const huge = { huge: 4 * MIB + 1 }
  await configure(['Owner'], { faults: [{ method: 'GET', path: '/manifests/', answer: huge }] })
  await assert.rejects(content(STORE).getManifest('latest'), /size|large|long|exceed/i)
})
