// Lists: in every order, in pages, gone on with later, with what each entry says.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { all, configure, content, registry, requests, status } from './support.mjs'

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
