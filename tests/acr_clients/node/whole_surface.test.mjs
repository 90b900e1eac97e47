// What the other files leave out of the clients' surface: names, pages that are gone on with later,
// every form of a manifest, digests that do not fit, answers that break off, requests given up.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { beforeEach, test } from 'node:test'
import { DigestMismatchError, KnownManifestMediaType } from '@azure/container-registry'
import { all, configure, content, registry, requests, status } from './support.mjs'

const STORE = 'web/storefront'
const NAME = 'sandbox/pushed'
const INDEX = 'application/vnd.oci.image.index.v1+json'
beforeEach(() => configure())

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const emptyIndex = (note) => ({ schemaVersion: 2, mediaType: INDEX, manifests: [], annotations: { note } })

test('everything says what it is called', async () => {
  const client = registry()
  const { host, hostname } = new URL(client.endpoint)
  const repository = client.getRepository(STORE)
  assert.deepEqual([repository.name, repository.registryEndpoint], [STORE, client.endpoint])
  const artifact = repository.getArtifact('latest')
  assert.deepEqual([artifact.repositoryName, artifact.registryEndpoint], [STORE, client.endpoint])
  assert.equal(artifact.fullyQualifiedReference, `${hostname}/${STORE}:latest`)
  const { digest } = await artifact.getManifestProperties()
  assert.equal(repository.getArtifact(digest).fullyQualifiedReference, `${hostname}/${STORE}@${digest}`)
  assert.deepEqual([content(STORE).repositoryName, content(STORE).endpoint], [STORE, client.endpoint])

  // What the registry calls itself in its answers.
  const properties = await repository.getProperties()
  const tag = await artifact.getTagProperties('latest')
  const manifest = await artifact.getManifestProperties()
  assert.equal(properties.registryLoginServer, host)
  assert.deepEqual([tag.registryLoginServer, tag.repositoryName, tag.digest], [host, STORE, digest])
  assert.deepEqual([manifest.registryLoginServer, manifest.repositoryName], [host, STORE])
  assert.ok(tag.createdOn <= tag.lastUpdatedOn && manifest.createdOn <= manifest.lastUpdatedOn)
})

test('the version of the API is told, and changes nothing', async () => {
  const names = await all(registry(undefined, { serviceVersion: '2021-07-01' }).listRepositoryNames())
  assert.equal(names.length, 27)
  assert.ok((await requests()).some((line) => line.includes('api-version=2021-07-01')))
})

const LISTS = {
  repositories: () => registry().listRepositoryNames(),
  tags: () => registry().getArtifact(STORE, 'latest').listTagProperties({ order: 'LastUpdatedOnAscending' }),
  manifests: () => registry().getRepository(STORE).listManifestProperties({ order: 'LastUpdatedOnDescending' }),
}
for (const [what, list] of Object.entries(LISTS)) {
  test(`a list of ${what} is gone on with where it was left`, async () => {
    const key = (entry) => entry.digest && entry.name ? entry.name : entry.digest ?? entry
    const whole = (await all(list())).map(key)
    const first = await list().byPage({ maxPageSize: 11 }).next()
    const { continuationToken } = first.value
    assert.ok(first.value.length === 11 && continuationToken, 'more than a page')
    const rest = (await all(list().byPage({ continuationToken }))).flat()
    assert.deepEqual([...first.value, ...rest].map(key), whole)
  })
}

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

test('without a type a manifest is taken for an image of OCI', async () => {
  await assert.rejects(content(NAME).setManifest(emptyIndex('')), status(400))
  const { config, layers } = (await content(STORE).getManifest((await image()).digest)).manifest
  assert.ok(config && layers)
})

async function image() {
  const index = await content(STORE).getManifest('latest')
  const platform = index.manifest.manifests[0]
  assert.equal(platform.mediaType, KnownManifestMediaType.OciImageManifest)
  return platform
}

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

test('a request that is given up does nothing', async () => {
  const abortSignal = AbortSignal.abort()
  const gaveUp = { name: 'AbortError' }
  await assert.rejects(registry().deleteRepository(STORE, { abortSignal }), gaveUp)
  await assert.rejects(registry().getArtifact(STORE, 'latest').deleteTag('latest', { abortSignal }), gaveUp)
  assert.ok(!(await requests()).some((line) => line.startsWith('DELETE')))
})

test('what is gone already is no error', async () => {
  const zeros = `sha256:${'0'.repeat(64)}`
  for (const reference of [zeros, 'latest']) {
    const artifact = registry().getArtifact(STORE, reference)
    await artifact.deleteTag('no-such')
  }
  await registry().getArtifact(STORE, zeros).delete()
  await registry().getRepository('no/such').delete()
  await content(STORE).deleteManifest(zeros)
  await content(STORE).deleteBlob(zeros)
  assert.equal((await requests()).filter((line) => line.startsWith('DELETE')).length > 5, true)
})
