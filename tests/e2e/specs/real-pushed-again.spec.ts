// A tag that was pushed again: the first manifest has no tag any more, is in no list, and shares a layer.

import { bench } from '../support/bench.ts'
import { askToDelete, confirmAndClose, freedBy } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { type Blob, layer } from '../support/images/content.ts'
import { AMD64, type Manifest, image } from '../support/images/manifests.ts'
import { bytes, exportReport, readRows, valueOf } from '../support/pages.ts'
import { table } from '../support/views.ts'

const NAME = 'web/again'

test('what a manifest that nobody can see shares stays: garbage collection frees less than "up to"', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const shared = layer('shared by two pushes', 300)
  const first = image({ platform: AMD64, layers: [shared], created: '2025-01-02T03:04:05Z' })
  const second = image({ platform: AMD64, layers: [shared, layer('of the second push', 60)], created: '2025-02-03T04:05:06Z' })
  for (const pushed of [first, second]) await push(at.registry.url, pushed, 'v1')

  await at.open(NAME)
  const weight = [second, ...second.blobs].reduce((sum, blob) => sum + blob.bytes.length, 0)
  const [row] = await readRows(table(page, 'Tags'))
  expect(row).toMatchObject({ Tag: 'v1', Size: bytes(weight), 'Frees if deleted': `up to ${bytes(weight)}` })
  const { complete, missing } = await exportReport(page)
  expect([complete, missing.map(({ what }) => what)]).toEqual([true, ['untagged']])

  const dialog = await askToDelete(page, 'Tags', ['v1'])
  await expect(valueOf(dialog, 'Frees').getByTitle(`up to ${bytes(weight)}`, { exact: true })).toBeVisible()
  await expect(dialog.getByText('This registry does not list untagged manifests: blobs that they use stay.')).toBeVisible()
  const most = await freedBy(dialog)
  expect(most).toBe(weight)
  await confirmAndClose(dialog, 1)

  // The registry still answers for the first one, by its digest alone, and keeps its layer.
  expect(await at.api.has(NAME, second.digest)).toBe(false)
  expect(await at.api.has(NAME, first.digest)).toBe(true)
  expect(await at.weighGarbage()).toBe(most - shared.bytes.length)
})

/** Pushes an image as clients do: its blobs, then the manifest by its tag. */
async function push(url: string, { bytes: body, mediaType, blobs }: Manifest, tag: string): Promise<void> {
  for (const blob of blobs) await upload(url, blob)
  const answer = await fetch(`${url}/v2/${NAME}/manifests/${tag}`, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': mediaType } })
  expect(answer.status).toBe(201)
}

async function upload(url: string, { digest, bytes: body }: Blob): Promise<void> {
  const begun = await fetch(`${url}/v2/${NAME}/blobs/uploads/`, { method: 'POST' })
  const place = new URL(begun.headers.get('location') ?? '', url)
  place.searchParams.set('digest', digest)
  const answer = await fetch(place, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': 'application/octet-stream' } })
  expect(answer.status).toBe(201)
}
