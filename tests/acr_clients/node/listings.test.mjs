// Lists: in every order, in pages, with what each entry says.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { all, configure, registry, requests, status } from './support.mjs'

const STORE = 'web/storefront'
beforeEach(() => configure())

const inOrder = (keys, descends) => assert.deepEqual(keys, keys.toSorted((a, b) => (descends ? b - a : a - b)))

test('repositories come page by page', async () => {
  const whole = await all(registry().listRepositoryNames())
  const pages = await all(registry().listRepositoryNames().byPage({ maxPageSize: 10 }))
  assert.deepEqual(pages.map((page) => page.length), [10, 10, 7])
  assert.deepEqual(pages.flat(), whole)
  assert.deepEqual(whole, whole.toSorted())
})

test('a repository says how much it holds', async () => {
  const repository = registry().getRepository(STORE)
  const properties = await repository.getProperties()
  assert.equal(properties.name, STORE)
  assert.ok(properties.createdOn < properties.lastUpdatedOn)
  assert.equal(properties.manifestCount, (await all(repository.listManifestProperties())).length)
  assert.equal(properties.tagCount, (await all(repository.getArtifact('latest').listTagProperties())).length)
})

for (const order of ['LastUpdatedOnDescending', 'LastUpdatedOnAscending']) {
  test(`tags come in the order ${order}`, async () => {
    const listed = registry().getArtifact(STORE, 'latest').listTagProperties({ order }).byPage({ maxPageSize: 40 })
    const pages = await all(listed)
    assert.ok(pages.length > 2 && pages.slice(0, -1).every((page) => page.length === 40))
    inOrder(pages.flat().map((tag) => tag.lastUpdatedOn.getTime()), order.endsWith('Descending'))
    const asked = (await requests()).filter((line) => line.includes('/_tags'))
    assert.ok(asked.every((line) => line.includes(order.endsWith('Descending') ? 'orderby=timedesc' : 'orderby=timeasc')))
  })

  test(`manifests come in the order ${order}`, async () => {
    const manifests = await all(registry().getRepository(STORE).listManifestProperties({ order }))
    assert.ok(manifests.length > 100)
    inOrder(manifests.map((one) => one.lastUpdatedOn.getTime()), order.endsWith('Descending'))
  })
}

test('a manifest says what it is, and an index what it lists', async () => {
  const index = await registry().getArtifact(STORE, 'latest').getManifestProperties()
  assert.equal(index.architecture, undefined)
  assert.ok(index.tags.includes('latest'))
  const platforms = index.relatedArtifacts.map(({ operatingSystem, architecture }) => `${operatingSystem}/${architecture}`)
  assert.ok(platforms.includes('linux/amd64'), platforms.join())
  const child = await registry().getArtifact(STORE, index.relatedArtifacts[0].digest).getManifestProperties()
  assert.equal(child.operatingSystem, 'linux')
  assert.ok(child.sizeInBytes < index.sizeInBytes)
  assert.equal(child.relatedArtifacts.length, 0)
})

test('what is not there is not found', async () => {
  await assert.rejects(registry().getRepository('no/such').getProperties(), status(404))
  await assert.rejects(all(registry().getRepository('no/such').listManifestProperties()), status(404))
  await assert.rejects(registry().getArtifact(STORE, 'no-such').getManifestProperties(), status(404))
  await assert.rejects(registry().getArtifact(STORE, 'latest').getTagProperties('no-such'), status(404))
})
