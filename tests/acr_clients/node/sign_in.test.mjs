// Signing in: through Entra, as nobody, with the wrong token, with too few rights.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all, anonymous, asked, configure, content, registry, requests, status } from './support.mjs'

test('an Entra token is exchanged and opens the catalog', async () => {
  await configure(['AcrPull'])
  assert.equal((await all(registry().listRepositoryNames())).length, 27)
  const asked = (await requests()).map((line) => line.split('?')[0])
  assert.deepEqual(asked, ['GET /acr/v1/_catalog', 'POST /oauth2/exchange', 'POST /oauth2/token', 'GET /acr/v1/_catalog'])
})

test('a token that Entra did not give is refused', async () => {
  await configure()
  await assert.rejects(all(registry('another').listRepositoryNames()), status(401))
})

test('rights that are lacking are refused at the call', async () => {
  await configure(['AcrPull'])
  const artifact = registry().getArtifact('web/search', 'latest')
  assert.equal((await artifact.getTagProperties('latest')).name, 'latest')
  await assert.rejects(artifact.deleteTag('latest'), status(401))
  await assert.rejects(artifact.updateTagProperties('latest', { canDelete: false }), status(401))
  assert.equal((await artifact.getTagProperties('latest')).canDelete, true)
})

test('without credentials everybody may read where that is allowed, and nobody elsewhere', async () => {
  await configure([], { azure: { anonymous_pull: true } })
  assert.ok((await all(anonymous().listRepositoryNames())).includes('web/search'))
  // One token says `pull` and nothing else, and opens every list.
  const repository = anonymous().getRepository('web/search')
  const { manifestCount, tagCount } = await repository.getProperties()
  assert.equal((await all(repository.listManifestProperties())).length, manifestCount)
  assert.equal((await all(repository.getArtifact('latest').listTagProperties())).length, tagCount)
  await assert.rejects(repository.updateProperties({ canDelete: false }), status(401))
  await assert.rejects(anonymous().deleteRepository('web/search'), status(401))
  await configure()
  await assert.rejects(all(anonymous().listRepositoryNames()), status(401))
})

test('network rules answer 403', async () => {
  await configure(['Owner'], { network_refused: true })
  await assert.rejects(all(registry().listRepositoryNames()), status(403))
})

for (const seconds of [0, 1]) {
  test(`a throttled request is tried again after ${seconds} s, as it says`, async () => {
    await configure(['Owner'], { throttle: { every: 3, retry_after: seconds } })
    const began = Date.now()
    assert.equal((await all(registry().listRepositoryNames())).length, 27)
    assert.ok(Date.now() - began >= 1000 * seconds)
  })
}

test('how often it is tried again can be said', async () => {
  await configure(['Owner'], { throttle: { every: 1, retry_after: 0 } })
  const impatient = registry(undefined, { retryOptions: { maxRetries: 0 } })
  await assert.rejects(all(impatient.listRepositoryNames()), status(429))
  assert.equal((await requests()).length, 1)
  const patient = content('web/search', { retryOptions: { maxRetries: 2 } })
  await assert.rejects(patient.getManifest('latest'), status(429))
  assert.equal((await requests()).length, 4)
})

test('a token that has ended is renewed', async () => {
  await configure(['Owner'], { azure: { access_seconds: 1 } })
  const repository = registry().getRepository('web/search')
  for (let time = 0; time < 2; time += 1) {
    assert.equal((await repository.getProperties()).name, 'web/search')
    await new Promise((resolve) => setTimeout(resolve, 1100))
  }
  const tokens = (await requests()).filter((line) => line.startsWith('POST /oauth2/token'))
  assert.equal(tokens.length, 2)
})

test('without an audience the token is for registries', async () => {
  await configure()
  for (const client of [registry(undefined, { audience: undefined }), content('web/search', { audience: undefined })]) {
    asked.length = 0
    await (client.getRepository?.('web/search').getProperties() ?? client.getManifest('latest'))
    assert.deepEqual([...new Set(asked.flat())], ['https://containerregistry.azure.net/.default'])
  }
})

test('the version of the API is told, and changes nothing', async () => {
  await configure()
  const names = await all(registry(undefined, { serviceVersion: '2021-07-01' }).listRepositoryNames())
  assert.equal(names.length, 27)
  assert.ok((await requests()).some((line) => line.includes('api-version=2021-07-01')))
  await configure()
  const { digest } = await content('web/search', { serviceVersion: '2021-07-01' }).getManifest('latest')
  assert.ok(digest && (await requests()).some((line) => line.includes('api-version=2021-07-01')))
})
