// How a single request is made: given up before or while it runs, limited in time, looked at, over http.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { ContainerRegistryClient } from '@azure/container-registry'
import { ACR_CONTROL, all, anonymous, configure, content, control, registry, requests } from './support.mjs'

const STORE = 'web/storefront'
const gaveUp = { name: 'AbortError' }
beforeEach(() => configure())

test('a request that is given up does nothing', async () => {
  const abortSignal = AbortSignal.abort()
  const gaveUp = { name: 'AbortError' }
  await assert.rejects(registry().deleteRepository(STORE, { abortSignal }), gaveUp)
  await assert.rejects(registry().getArtifact(STORE, 'latest').deleteTag('latest', { abortSignal }), gaveUp)
  assert.ok(!(await requests()).some((line) => line.startsWith('DELETE')))
})

test('every call can be given up', async () => {
  const abortSignal = AbortSignal.abort()
  const repository = registry().getRepository(STORE)
  const artifact = repository.getArtifact('latest')
  const calls = [
    () => all(registry().listRepositoryNames({ abortSignal })),
    () => repository.getProperties({ abortSignal }),
    () => repository.updateProperties({ canList: false, abortSignal }),
    () => repository.delete({ abortSignal }),
    () => all(repository.listManifestProperties({ abortSignal })),
    () => all(artifact.listTagProperties({ abortSignal })),
    () => artifact.getManifestProperties({ abortSignal }),
    () => artifact.getTagProperties('latest', { abortSignal }),
    () => artifact.updateTagProperties('latest', { canList: false, abortSignal }),
    () => artifact.updateManifestProperties({ canList: false, abortSignal }),
    () => artifact.delete({ abortSignal }),
    () => content(STORE).getManifest('latest', { abortSignal }),
    () => content(STORE).setManifest({}, { abortSignal }),
    () => content(STORE).uploadBlob(Buffer.from('x'), { abortSignal }),
    () => content(STORE).downloadBlob(`sha256:${'0'.repeat(64)}`, { abortSignal }),
    () => content(STORE).deleteBlob(`sha256:${'0'.repeat(64)}`, { abortSignal }),
  ]
  for (const call of calls) await assert.rejects(call(), gaveUp)
  // But what a tag points to the client asks for all the same, before it notices.
  const asked = (await requests()).filter((line) => !line.startsWith('POST /oauth2/'))
  assert.deepEqual([...new Set(asked.map((line) => line.split('?')[0]))], [`GET /acr/v1/${encodeURIComponent(STORE)}/_tags/latest`])
})

test('a request can be given up while it runs, or may last so long', async () => {
  await control('hold', `GET /acr/v1/${encodeURIComponent(STORE)}`)
  try {
    const controller = new AbortController()
    const running = registry().getRepository(STORE).getProperties({ abortSignal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await assert.rejects(running, gaveUp)
    const limited = registry().getRepository(STORE).getProperties({ requestOptions: { timeout: 200 } })
    await assert.rejects(limited, gaveUp)
  } finally {
    await control('release')
  }
})

test('answers can be looked at, and headers added', async () => {
  const seen = []
  const onResponse = ({ status, headers, request }) =>
    seen.push([status, headers.has('x-ms-correlation-request-id'), request.headers.get('x-note')])
  const requestOptions = { customHeaders: { 'X-Note': 'from a test' } }
  await registry().getRepository(STORE).getProperties({ onResponse, requestOptions })
  assert.deepEqual(seen, [[200, true, 'from a test']])
  await content(STORE).getManifest('latest', { onResponse, requestOptions })
  assert.deepEqual(seen[1], [200, true, 'from a test'])
})

test('over http it asks nothing, whether or not that is allowed', async () => {
  await configure([], { azure: { anonymous_pull: true } })
  for (const options of [{}, { allowInsecureConnection: true }]) {
    await assert.rejects(all(new ContainerRegistryClient(ACR_CONTROL, options).listRepositoryNames()))
  }
  assert.deepEqual(await requests(), [])
  assert.equal((await all(anonymous().listRepositoryNames())).length, 27)
})
