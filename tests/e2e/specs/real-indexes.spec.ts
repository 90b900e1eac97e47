// Deleting indexes and their platform images from a registry that skopeo filled.

import { bench } from '../support/bench.ts'
import { companions, freed } from '../support/oracle/freed.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose, freedBy, plannedItems, short } from '../support/dialog.ts'
import { readRows } from '../support/pages.ts'
import { scanEnds, showParts, table } from '../support/views.ts'

test('an index alone: its children stay, and are known as orphans', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('library/debian', '11')
  const children = companions(at.registry.storage, 'library/debian', digest)
  expect(children).toHaveLength(2)
  await at.open('library/debian')
  const dialog = await askToDelete(page, 'Tags', ['11'])
  // Nobody can prove here that nothing else uses the children, so both consequences are said, and none goes unasked.
  const box = dialog.getByRole('checkbox', { name: 'Also delete its 2 platform images (used by nothing else)' })
  await expect(box).not.toBeChecked()
  await expect(box).toHaveAccessibleDescription(/^If they stay, .* does not list them again.* If they are deleted, an untagged index .* may lose them\.$/)
  await expect(dialog.getByRole('note').filter({ hasText: /^Stays/ })).toContainText('2 manifests become orphans')
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'library/debian', [digest]))
  await confirmAndClose(dialog, 1)

  await at.expectWithout('library/debian', ['11'])
  expect(await at.api.has('library/debian', digest)).toBe(false)
  for (const child of children) expect(await at.api.has('library/debian', child)).toBe(true)
  await page.getByRole('tab', { name: 'Manifests' }).click()
  for (const child of children) {
    const row = table(page, 'Manifests').getByRole('row').filter({ has: page.getByRole('checkbox', { name: short(child), exact: true }) })
    await expect(row).toContainText('orphan')
  }
  await at.expectTrueReport(children.map((child) => ({ repository: 'library/debian', digest: child })))
  expect(await at.weighGarbage()).toBe(frees)

  // A new scan cannot find them: no tag leads to them, and this kind of registry lists nothing else.
  await page.getByRole('button', { name: 'Scan again' }).click()
  for (const child of children) {
    await expect(table(page, 'Manifests').getByRole('checkbox', { name: short(child), exact: true })).toHaveCount(0)
  }
  await scanEnds(page)
  await at.expectTrueReport()
})

test('an index with its platform images', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('data/pipeline', '5.0.0')
  const all = [digest, ...companions(at.registry.storage, 'data/pipeline', digest)]
  await at.open('data/pipeline')
  const dialog = await askToDelete(page, 'Tags', ['5.0.0'])
  const alone = await freedBy(dialog)
  await dialog.getByRole('checkbox', { name: 'Also delete its 2 platform images (used by nothing else)' }).check()
  await expect(plannedItems(dialog)).toHaveCount(3)
  for (const each of all) await expect(plannedItems(dialog).getByTitle(each, { exact: true })).toHaveCount(1)
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'data/pipeline', all))
  expect(frees).toBeGreaterThan(alone)
  await confirmAndClose(dialog, 3)

  await at.expectWithout('data/pipeline', ['5.0.0'])
  for (const each of all) expect(await at.api.has('data/pipeline', each)).toBe(false)
  expect((await readRows(table(page, 'Tags'))).map((row) => row.Tag)).toEqual(['5.1.0'])
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('a platform image that has a tag of its own stays when the rest goes', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('web/api', 'latest')
  const all = [digest, ...companions(at.registry.storage, 'web/api', digest)]
  // The arm64 image and two attestations; the amd64 image is 2.1.0-amd64.
  expect(all).toHaveLength(4)
  await at.open('web/api')
  const dialog = await askToDelete(page, 'Tags', ['2.1.0', 'latest'])
  await dialog.getByRole('checkbox', { name: 'Also delete its 3 platform images (used by nothing else)' }).check()
  await expect(plannedItems(dialog)).toHaveCount(4)
  await expect(plannedItems(dialog).filter({ hasText: '2.1.0-amd64' })).toHaveCount(0)
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(at.registry.storage, 'web/api', all))
  await confirmAndClose(dialog, 4)

  await at.expectWithout('web/api', ['2.1.0', 'latest'])
  expect((await readRows(table(page, 'Tags'))).map((row) => row.Tag).sort()).toEqual(['2.0.0', '2.1.0-amd64'])
  await at.expectTrueReport()
  expect(await at.weighGarbage()).toBe(frees)
})

test('a child of a tagged index is refused, with the reason', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const [child = ''] = companions(at.registry.storage, 'web/api', stock.fleet.digest('web/api', 'latest'))
  const before = await at.api.everything()
  await at.open('web/api', 'manifests')
  await showParts(page)
  const dialog = await askToDelete(page, 'Manifests', [short(child)])
  await expect(plannedItems(dialog)).toHaveCount(0)
  const left = dialog.getByRole('note').filter({ hasText: 'Left out' })
  await expect(left).toContainText(`${short(child)}: It is part of 2.1.0, latest. Deleting it would break 2.1.0, latest.`)
  await expect(dialog.getByRole('heading', { level: 1 })).toHaveText('Nothing can be deleted')
  await expect(dialog.getByRole('button', { name: /^Delete/ })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Close' }).click()

  // A tagged child is kept, too: by the index, not by its tag.
  await page.getByRole('tab', { name: 'Tags' }).click()
  const other = await askToDelete(page, 'Tags', ['2.1.0-amd64'])
  await expect(other.getByRole('note').filter({ hasText: 'Left out' })).toContainText('It is part of 2.1.0, latest. Deleting it would break 2.1.0, latest.')
  await expect(other.getByRole('button', { name: /^Delete/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(other).toBeHidden()
  expect(await at.api.everything()).toEqual(before)
})
