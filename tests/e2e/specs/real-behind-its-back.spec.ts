// The registry changes between the plan and its confirmation: nothing is deleted that the plan did not name.

import { bench, type Bench } from '../support/bench.ts'
import type { Fleet, Push } from '../support/images/fleet.ts'
import { pushImage } from '../support/images/push.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, close, confirm, expectAllFor, plannedItems, short } from '../support/dialog.ts'
import { readRows } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

/** Moves a tag of data/worker to the image that has another tag there. */
async function moveTag(at: Bench, fleet: Fleet, tag: string, to: string): Promise<void> {
  await pushImage({ ...pushOf(fleet, 'data/worker', to), tag }, { host: at.registry.host })
}

function pushOf(fleet: Fleet, repository: string, tag: string): Push {
  return fleet.pushes.find((push) => push.repository === repository && push.tag === tag)!
}

test('a tag moved on: its old manifest is left alone, and the dialog says why', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('data/worker', '3.1.0')
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
  await moveTag(at, stock.fleet, '3.1.0', 'doubled')
  await confirm(dialog, 1)
  await expect(dialog.getByRole('status')).toContainText('0 of 1 manifest deleted.')
  await expect(plannedItems(dialog)).toContainText('left alone')
  await expect(plannedItems(dialog)).toContainText('The tag 3.1.0 now points to another manifest than when the plan was made.')
  await close(dialog)

  // Both are there: the old one, and the one that the tag points to now.
  expect(await at.api.has('data/worker', digest)).toBe(true)
  expect(await at.api.digest('data/worker', '3.1.0')).toBe(stock.fleet.digest('data/worker', 'doubled'))
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect(table(page, 'Tags').getByRole('row', { name: '3.1.0 3.1.0 = doubled' })).toBeVisible()
  await scanEnds(page)
  await at.expectTrueReport()
})

test('a tag moved to a planned manifest: it is not lost', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest('data/worker', '3.1.0')
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
  await moveTag(at, stock.fleet, 'stable', '3.1.0')
  await confirm(dialog, 1)
  await expect(dialog.getByRole('status')).toContainText('0 of 1 manifest deleted.')
  await expect(plannedItems(dialog)).toContainText('The tag stable was put on it since the plan was made.')
  await close(dialog)
  expect(await at.api.digest('data/worker', 'stable')).toBe(digest)
  expect(await at.api.digest('data/worker', '3.1.0')).toBe(digest)
})

test('an index was pushed that lists a planned manifest: it does not break', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  // An index is deleted alone. Its children are orphans that the page still knows.
  const index = stock.fleet.digest('data/pipeline', '5.0.0')
  await at.open('data/pipeline')
  const first = await askToDelete(page, 'Tags', ['5.0.0'])
  await confirm(first, 1)
  await expect(first.getByRole('status')).toContainText('1 manifest deleted.')
  await close(first)
  await page.getByRole('tab', { name: 'Manifests' }).click()
  const orphans = (await readRows(table(page, 'Manifests'))).filter((row) => row.Tags === 'orphan')
  expect(orphans).toHaveLength(2)
  const digests = orphans.map((row) => row.Digest!)

  const dialog = await askToDelete(page, 'Manifests', digests.map(short))
  await pushImage(pushOf(stock.fleet, 'data/pipeline', '5.0.0'), { host: at.registry.host })
  await confirm(dialog, 2)
  await expect(dialog.getByRole('status')).toContainText('0 of 2 manifests deleted.')
  await expectAllFor(dialog, `The index ${short(index)}, pushed since the plan was made, lists it.`)
  await expect(plannedItems(dialog)).toHaveCount(2)
  await close(dialog)
  for (const digest of [index, ...digests]) expect(await at.api.has('data/pipeline', digest)).toBe(true)
})

test('one of two changed: the other one goes, each with its own result', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', ['3.1.0', 'doubled'])
  await moveTag(at, stock.fleet, '3.1.0', 'stable')
  await confirm(dialog, 2)
  await expect(dialog.getByRole('status')).toContainText('1 of 2 manifests deleted.')
  await expect(plannedItems(dialog).filter({ hasText: '3.1.0' })).toContainText('left alone')
  await expect(plannedItems(dialog).filter({ hasText: 'doubled' }).getByText('deleted', { exact: true })).toBeVisible()
  await close(dialog)
  expect(await at.api.has('data/worker', stock.fleet.digest('data/worker', '3.1.0'))).toBe(true)
  expect(await at.api.has('data/worker', stock.fleet.digest('data/worker', 'doubled'))).toBe(false)
  expect(await at.api.tags('data/worker')).toEqual(['3.0.0', '3.1.0', 'stable'])
  await expect(table(page, 'Tags').getByRole('checkbox', { name: 'doubled', exact: true })).toHaveCount(0)
})

test('somebody else deleted it already: that is done, and said', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  await at.open('data/worker')
  const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
  await at.api.delete('data/worker', stock.fleet.digest('data/worker', '3.1.0'))
  await confirm(dialog, 1)
  await expect(plannedItems(dialog)).toContainText('was already gone')
  await expect(dialog.getByRole('status')).toContainText('1 manifest deleted.')
  await close(dialog)
  await at.expectWithout('data/worker', ['3.1.0'])
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true })).toHaveCount(0)
  await at.expectTrueReport()
})
