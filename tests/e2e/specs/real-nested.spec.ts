// Indexes in indexes, children that two indexes share, children that are gone, and Docker's lists beside OCI's: only
// manifests that nothing else needs are deleted.

import { bench, type Bench } from '../support/bench.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose, freedBy, plannedItems, short } from '../support/dialog.ts'
import { digestOf } from '../support/images/content.ts'
import { MEDIA_TYPES } from '../support/images/manifests.ts'
import { companions, freed } from '../support/oracle/freed.ts'
import { missing, type Version } from '../support/registry.ts'
import { table } from '../support/views.ts'

const DEBIAN = 'library/debian'

/** Pushes an index that lists these manifests, under a tag or by its digest alone: its digest. */
async function pushIndex(at: Bench, format: 'oci' | 'docker', digests: string[], tag?: string): Promise<string> {
  const accept = Object.values(MEDIA_TYPES).flatMap(({ manifest, index }) => [manifest, index]).join(', ')
  const manifests = await Promise.all(
    digests.map(async (digest, place) => {
      const answer = await fetch(`${at.registry.url}/v2/${DEBIAN}/manifests/${digest}`, { headers: { accept } })
      const size = (await answer.arrayBuffer()).byteLength
      return { mediaType: answer.headers.get('content-type'), digest, size, platform: { os: 'linux', architecture: ['amd64', 'arm64'][place] } }
    }),
  )
  const mediaType = MEDIA_TYPES[format].index
  const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests })
  const digest = digestOf(Buffer.from(body))
  const answer = await fetch(`${at.registry.url}/v2/${DEBIAN}/manifests/${tag ?? digest}`, { method: 'PUT', body, headers: { 'content-type': mediaType } })
  expect(answer.status, await answer.text()).toBe(201)
  return digest
}

for (const version of [2, 3] as const satisfies Version[]) {
  test.describe(`distribution ${version}`, () => {
    test.skip(() => missing(version) !== undefined, missing(version) ?? '')

    test('an index in an index goes with it; what another index lists, at whatever depth, stays', async ({ page, dashboard, registry, stock }) => {
      const at = await bench({ page, dashboard, registry, stock, version })
      const eleven = stock.fleet.digest(DEBIAN, '11')
      const children = companions(at.registry.storage, DEBIAN, eleven)
      expect(children).toHaveLength(2)
      const inner = await pushIndex(at, 'oci', [children[0]!])
      const outer = await pushIndex(at, 'oci', [inner], 'outer')
      await at.open(DEBIAN)
      const refused = await askToDelete(page, 'Tags', ['11', 'outer'])
      await refused.getByRole('checkbox', { name: /^Also delete their 3 / }).check()
      await expect(plannedItems(refused)).toHaveCount(5)
      await refused.getByRole('button', { name: 'Cancel' }).click()
      await table(page, 'Tags').getByRole('checkbox', { name: '11', exact: true }).uncheck()
      await table(page, 'Tags').getByRole('checkbox', { name: 'outer', exact: true }).uncheck()

      const dialog = await askToDelete(page, 'Tags', ['outer'])
      await dialog.getByRole('checkbox', { name: /^Also delete its 1 / }).check()
      await expect(plannedItems(dialog)).toHaveCount(2)
      const frees = await freedBy(dialog)
      expect(frees).toBe(freed(at.registry.storage, DEBIAN, [outer, inner]))
      await confirmAndClose(dialog, 2)
      for (const gone of [outer, inner]) expect(await at.api.has(DEBIAN, gone)).toBe(false)
      for (const stays of [eleven, ...children]) expect(await at.api.has(DEBIAN, stays)).toBe(true)
      expect(await at.api.everything()).toEqual(stock.fleet.tags)
      expect(await at.weighGarbage()).toBe(frees)
      await at.expectTrueReport()
    })

    test('a child that a list of Docker\'s names, too, stays when the OCI index goes with its children', async ({ page, dashboard, registry, stock }) => {
      const at = await bench({ page, dashboard, registry, stock, version })
      const eleven = stock.fleet.digest(DEBIAN, '11')
      const [kept, goesToo] = companions(at.registry.storage, DEBIAN, eleven) as [string, string]
      const mixed = await pushIndex(at, 'docker', [kept], 'mixed')
      await at.open(DEBIAN)
      const dialog = await askToDelete(page, 'Tags', ['11'])
      await dialog.getByRole('checkbox', { name: 'Also delete its 1 platform image (used by nothing else)' }).check()
      await expect(plannedItems(dialog)).toHaveCount(2)
      await expect(plannedItems(dialog).getByTitle(kept, { exact: true })).toHaveCount(0)
      const frees = await freedBy(dialog)
      expect(frees).toBe(freed(at.registry.storage, DEBIAN, [eleven, goesToo]))
      await confirmAndClose(dialog, 2)
      for (const stays of [kept, mixed]) expect(await at.api.has(DEBIAN, stays)).toBe(true)
      for (const gone of [eleven, goesToo]) expect(await at.api.has(DEBIAN, gone)).toBe(false)
      expect(await at.weighGarbage()).toBe(frees)
      await at.expectTrueReport()
    })

    test('an index whose child is gone: that is said, and the index can still be deleted', async ({ page, dashboard, registry, stock }) => {
      const at = await bench({ page, dashboard, registry, stock, version })
      const eleven = stock.fleet.digest(DEBIAN, '11')
      const [gone, there] = companions(at.registry.storage, DEBIAN, eleven) as [string, string]
      await at.api.delete(DEBIAN, gone)
      await at.open(DEBIAN)
      await expect(table(page, 'Tags').getByRole('row', { name: /^11 / })).toContainText('1 of 2 present')
      const dialog = await askToDelete(page, 'Tags', ['11'])
      await dialog.getByRole('checkbox', { name: /^Also delete/ }).check()
      await expect(plannedItems(dialog)).toHaveCount(2)
      await expect(plannedItems(dialog).filter({ hasText: short(gone) })).toHaveCount(0)
      await confirmAndClose(dialog, 2)
      for (const each of [eleven, there]) expect(await at.api.has(DEBIAN, each)).toBe(false)
      const { '11': _, ...rest } = stock.fleet.tags[DEBIAN]!
      expect(await at.api.everything()).toEqual({ ...stock.fleet.tags, [DEBIAN]: rest })
    })
  })
}
