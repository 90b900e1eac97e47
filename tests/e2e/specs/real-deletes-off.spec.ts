// A registry that forbids deletions, as distribution does unless it is told otherwise.

import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, close, confirm, goes } from '../support/dialog.ts'
import { exportReport, openScanned, readRows, repositoryPath } from '../support/pages.ts'
import { table } from '../support/views.ts'

test('the page says what to change, and nothing vanishes', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
  const before = await readRows(table(page, 'Tags'))

  const sent: string[] = []
  page.on('request', (request) => request.method() === 'DELETE' && sent.push(request.url()))
  const dialog = await askToDelete(page, 'Tags', ['3.0.0', '3.1.0', 'doubled'])
  await confirm(dialog, 3)
  const ended = dialog.getByRole('status').filter({ hasText: '0 of 3 manifests deleted.' })
  await expect(ended).toContainText('Deletes are switched off in this registry.')
  await expect(ended).toContainText('storage.delete.enabled: true')
  await expect(goes(dialog).getByText('deleted', { exact: true })).toHaveCount(0)
  for (const line of await goes(dialog).all()) await expect(line).toContainText('Deletes are switched off in this registry.')
  expect(sent.length).toBeGreaterThan(0)
  await close(dialog)

  expect(await readRows(table(page, 'Tags'))).toEqual(before)
  expect(await new RegistryApi(url).everything()).toEqual(stock.fleet.tags)
  expect(comparable(await exportReport(page))).toEqual(comparable(survey(storage, { host, kind: 'distribution2' }).report))
})
