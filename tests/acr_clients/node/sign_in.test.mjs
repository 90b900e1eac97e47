// Signing in: through Entra, as nobody, with the wrong token, with too few rights.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all, anonymous, configure, registry, requests, status } from './support.mjs'

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
  await assert.rejects(anonymous().deleteRepository('web/search'), status(401))
  await configure()
  await assert.rejects(all(anonymous().listRepositoryNames()), status(401))
})

test('network rules answer 403', async () => {
  await configure(['Owner'], { network_refused: true })
  await assert.rejects(all(registry().listRepositoryNames()), status(403))
})

test('a throttled request is tried again after the time it says', async () => {
  await configure(['Owner'], { throttle: { every: 2, retry_after: 0 } })
  assert.equal((await all(registry().listRepositoryNames())).length, 27)
})
