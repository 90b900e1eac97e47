// Locks, and deletions that respect them.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { all, configure, content, registry, requests, status } from './support.mjs'

const NAME = 'web/checkout'
const FLAGS = ['canDelete', 'canWrite', 'canRead', 'canList']
beforeEach(() => configure())

const artifact = (reference = 'latest') => registry().getArtifact(NAME, reference)
const repository = () => registry().getRepository(NAME)
const flags = (properties) => FLAGS.map((flag) => properties[flag])

for (const flag of FLAGS) {
  test(`${flag} of everything is changed alone`, async () => {
    const expected = FLAGS.map((one) => one !== flag)
    assert.deepEqual(flags(await artifact().updateManifestProperties({ [flag]: false })), expected)
    assert.deepEqual(flags(await artifact().updateTagProperties('latest', { [flag]: false })), expected)
    assert.deepEqual(flags(await repository().updateProperties({ [flag]: false })), expected)
    assert.deepEqual(flags(await artifact().getManifestProperties()), expected)
    assert.deepEqual(flags(await artifact().getTagProperties('latest')), expected)
    assert.deepEqual(flags(await repository().getProperties()), expected)
    assert.deepEqual(flags(await repository().updateProperties({ [flag]: true })), [true, true, true, true])
  })
}

test('what is locked stays', async () => {
  await artifact().updateTagProperties('latest', { canWrite: false })
  await assert.rejects(artifact().deleteTag('latest'), (error) => {
    assert.equal(error.statusCode, 405)
    assert.match(error.message, /REGISTRY_DISALLOWED_OPERATION/)
    return true
  })
  await assert.rejects(artifact().delete(), status(405))
  await assert.rejects(repository().delete(), status(405))
  await artifact().updateTagProperties('latest', { canWrite: true })
  await artifact().updateManifestProperties({ canDelete: false })
  await assert.rejects(artifact().delete(), status(405))
  await artifact().updateManifestProperties({ canDelete: true })
  await repository().updateProperties({ canDelete: false })
  await assert.rejects(repository().delete(), status(405))
  await artifact().delete()
})

test('a tag goes alone', async () => {
  const before = (await all(artifact().listTagProperties())).map(({ name }) => name)
  const digest = (await artifact().getManifestProperties()).digest
  await artifact().deleteTag('latest')
  const after = (await all(artifact(digest).listTagProperties())).map(({ name }) => name)
  assert.deepEqual(before.filter((name) => !after.includes(name)), ['latest'])
  assert.equal((await artifact(digest).getManifestProperties()).digest, digest)
})

test('a manifest takes its tags and referrers along and leaves its children', async () => {
  const list = async () => (await all(repository().listManifestProperties())).map(({ digest }) => digest)
  const before = await list()
  const { digest, relatedArtifacts } = await artifact().getManifestProperties()
  await artifact().delete()
  const after = await list()
  // Itself, its signature, its SBOM, and the signature of the SBOM.
  assert.equal(before.length - after.length, 4)
  assert.ok(!after.includes(digest) && relatedArtifacts.every((child) => after.includes(child.digest)))
  await assert.rejects(artifact().getTagProperties('latest'), status(404))
})

test('a repository goes with everything', async () => {
  await registry().deleteRepository(NAME)
  assert.ok(!(await all(registry().listRepositoryNames())).includes(NAME))
  await assert.rejects(content(NAME).getManifest('latest'), status(404))
})

test('several flags are changed at once', async () => {
  const off = { canDelete: false, canRead: false }
  assert.deepEqual(flags(await artifact().updateManifestProperties(off)), [false, true, false, true])
  assert.deepEqual(flags(await artifact().updateTagProperties('latest', off)), [false, true, false, true])
  assert.deepEqual(flags(await repository().updateProperties(off)), [false, true, false, true])
})

test('a locked manifest stays, whichever client is to delete it', async () => {
  const { digest } = await artifact().updateManifestProperties({ canDelete: false })
  await assert.rejects(content(NAME).deleteManifest(digest), status(405))
  await assert.rejects(artifact(digest).delete(), status(405))
  await artifact().updateManifestProperties({ canDelete: true })
  await content(NAME).deleteManifest(digest)
  await assert.rejects(content(NAME).getManifest(digest), status(404))
})

test('an empty repository is said to be gone and stays', async () => {
  const name = 'sandbox/scratchpad'
  // The registry answers 404, which the client takes for done.
  await registry().deleteRepository(name)
  await registry().getRepository(name).delete()
  assert.equal((await registry().getRepository(name).getProperties()).manifestCount, 0)
  assert.ok((await all(registry().listRepositoryNames())).includes(name))
})

test('what is gone already is no error', async () => {
  const zeros = `sha256:${'0'.repeat(64)}`
  for (const reference of [zeros, 'latest']) {
    const artifact = registry().getArtifact(NAME, reference)
    await artifact.deleteTag('no-such')
  }
  await registry().getArtifact(NAME, zeros).delete()
  await registry().getRepository('no/such').delete()
  await registry().deleteRepository('no/such')
  await content(NAME).deleteManifest(zeros)
  await content(NAME).deleteBlob(zeros)
  assert.equal((await requests()).filter((line) => line.startsWith('DELETE')).length > 6, true)
})
