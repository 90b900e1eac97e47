// A change is sent once. A server that repeats a deletion because the first one was not answered would delete what
// somebody pushed in between. Only the page sends it again, and looks at its target before.

import { expect, test } from '../support/fixtures.ts'
import { BLOB, type Listener } from '../support/listener.ts'
import { keptIn } from '../support/storage.ts'

const CHANGES = [
  ['DELETE', '/v2/web%2Fapp/manifests/sha256%3Aabc'],
  ['DELETE', BLOB],
  ['PUT', '/v2/web%2Fapp/manifests/latest'],
  ['PATCH', '/acr/v1/web%2Fapp/_tags/latest'],
  ['POST', '/oauth2/token'],
] as const

let team: Listener
test.beforeEach(async ({ listener }) => {
  team = await listener()
})

for (const server of ['caddy', 'nginx'] as const) {
  test(`${server}: a change whose connection breaks reaches the registry once, and the page hears of it`, async ({ request, dashboard }) => {
    const { url } = await dashboard({ server, registries: { team: team.url } })
    for (const [method, path] of CHANGES) {
      // The server keeps the connection of the GET, and it breaks right after the change was sent over it.
      team.breaks = false
      expect((await request.get(`${url}/registry/team/v2/`)).status()).toBe(200)
      team.breaks = true
      team.seen.length = 0
      const answer = await request.fetch(`${url}/registry/team${path}`, { method, data: method === 'DELETE' ? undefined : '{}' })
      expect(team.seen.map(({ method, url }) => [method, url])).toEqual([[method, path]])
      expect(answer.status(), `${method} ${path}`).toBe(502)
      expect(await answer.text()).toContain('cannot be reached')
    }
  })
}

test('nginx: nor does it go to another address of the same name', async ({ request, dashboard, listener }) => {
  const other = await listener()
  const { url } = await dashboard({ server: 'nginx', registries: { team: team.url }, addresses: { team: [other.host] } })
  team.breaks = true
  other.breaks = true
  // Only two requests: one to each address, which nginx then avoids for a while.
  for (const [method, path] of [CHANGES[0], CHANGES[2]]) {
    const before = team.seen.length + other.seen.length
    const answer = await request.fetch(`${url}/registry/team${path}`, { method, data: method === 'DELETE' ? undefined : '{}' })
    expect(team.seen.length + other.seen.length - before, `${method} ${path}`).toBe(1)
    expect(answer.status(), `${method} ${path}`).toBe(502)
  }
})

test('nginx: a blob is read from an address of its storage that answers', async ({ request, dashboard, storage }) => {
  const blobs = await storage()
  const { url } = await dashboard({ server: 'nginx', registries: { team: team.url }, ...keptIn(blobs) })
  team.redirect = `${blobs.url}/x`
  // Chance decides which of the two addresses is tried first.
  for (let times = 0; times < 10; times++) {
    const answer = await request.get(`${url}/registry/team${BLOB}`)
    expect([answer.status(), await answer.text()]).toEqual([200, 'the blob'])
  }
})
