// A registry that is not there, or goes away: a clear message, no invented figures, and a way on when it is back.

import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, close, confirm, confirmAndClose, plannedItems } from '../support/dialog.ts'
import { startPassage } from '../support/passage.ts'
import { exportReport, openScanned, repositoryPath } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

/** A request is tried again a few times before it counts as failed. */
const PATIENT = { timeout: 45_000 }

test.describe.configure({ timeout: 120_000 })

test('it is down at first: the page says so, and opens it when it is back', async ({ page, dashboard, registry, stock }) => {
  const server = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: server.url } })
  await server.halt()
  await page.goto(`${home}/r/team`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${server.host} cannot be opened`, PATIENT)
  await expect(page.getByRole('alert')).toContainText('The registry behind this page cannot be reached')
  await server.resume()
  await page.getByRole('button', { name: 'Try again' }).click()
  await scanEnds(page)
  const { report } = survey(server.storage, { host: server.host, kind: 'distribution2' })
  expect(comparable(await exportReport(page))).toEqual(comparable(report))
})

test('it is down at a typed address', async ({ page, dashboard, registry, problems }) => {
  problems.allow(/net::ERR_CONNECTION_REFUSED/)
  const { url: home } = await dashboard()
  const server = await registry({ cors: home })
  await server.halt()
  await page.goto(`${home}/r/${server.host}`)
  await expect(page.getByRole('alert')).toContainText('No answer came.', PATIENT)
  await server.resume()
  await page.getByRole('button', { name: 'Try again' }).click()
  await scanEnds(page)
  await expect(page.getByText('This registry is empty.')).toBeVisible()
})

test('it goes down in the middle of a scan: what is missing is listed, and a new scan completes', async ({ page, dashboard, registry, stock }) => {
  const server = await registry({ delete: true, stored: stock.stored })
  const passage = await startPassage(server.url)
  try {
    const { url: home } = await dashboard({ registries: { team: passage.url } })
    passage.before(/\/manifests\//, 30, () => server.halt())
    await page.goto(`${home}/r/team`)
    await scanEnds(page, 'Scan incomplete')
    await expect(page.getByText(/repositories, not read whole$/)).toBeVisible()
    const gaps = page.getByRole('region', { name: 'Could not be read' })
    await expect(gaps.getByRole('listitem').first()).toContainText('cannot be reached')

    // The report names its gaps, and its figures are never too high.
    const partial = await exportReport(page)
    const { report } = survey(server.storage, { host: passage.host, kind: 'distribution2' })
    expect(partial.complete).toBe(false)
    expect(partial.missing.length).toBeGreaterThan(0)
    expect(partial.totals.manifests).toBeGreaterThan(0)
    expect(partial.totals.manifests).toBeLessThan(report.totals.manifests)
    expect(partial.totals.stored_bytes).toBeLessThan(report.totals.stored_bytes)
    expect(partial.manifests.filter(({ role }) => role === 'orphan')).toEqual([])

    await server.resume()
    await page.getByRole('button', { name: 'Scan again' }).click()
    await scanEnds(page)
    expect(comparable(await exportReport(page))).toEqual(comparable(report))

    // The registry is down again. The figures stay, and the page says that they could not be read again.
    await server.halt()
    await page.getByRole('button', { name: 'Scan again' }).click()
    await scanEnds(page, 'Scan incomplete')
    await expect(page.getByRole('note').filter({ hasText: 'Not read' })).toContainText('cannot be reached')
    expect((await exportReport(page)).totals).toEqual(report.totals)
  } finally {
    await passage.stop()
  }
})

test('what was not read whole cannot be deleted', async ({ page, dashboard, registry, stock }) => {
  const server = await registry({ delete: true, stored: stock.stored })
  const passage = await startPassage(server.url)
  try {
    const { url: home } = await dashboard({ registries: { team: passage.url } })
    // One answer of this repository is lost for good, whatever the order of the scan.
    const digest = stock.fleet.digest('data/worker', '3.1.0')
    let halted = false
    passage.before(/data\/worker\/manifests\/(3\.1\.0|sha256)/, 1, async () => {
      halted = true
      await server.halt()
    })
    await page.goto(`${home}/r/team${repositoryPath('data/worker')}`)
    await scanEnds(page, 'Scan incomplete')
    expect(halted).toBe(true)
    await server.resume()
    await expect(page.getByRole('note').filter({ hasText: 'Not read whole' })).toBeVisible()
    const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
    await expect(dialog.getByRole('button', { name: /^Delete/ })).toHaveCount(0)
    await dialog.getByRole('button', { name: 'Close' }).click()
    expect(await new RegistryApi(server.url).has('data/worker', digest)).toBe(true)
  } finally {
    await passage.stop()
  }
})

test('it goes down between plan and deletion: nothing vanishes from the table', async ({ page, dashboard, registry, stock }) => {
  const server = await registry({ delete: true, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: server.url } })
  await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
  const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
  await server.halt()
  await confirm(dialog, 1)
  await expect(dialog.getByRole('status').filter({ hasText: '0 of 1 manifest deleted.' })).toBeVisible(PATIENT)
  await expect(plannedItems(dialog)).toContainText('It could not be checked again.')
  await close(dialog)
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true })).toBeVisible()

  await server.resume()
  expect(await new RegistryApi(server.url).tags('data/worker')).toEqual(['3.0.0', '3.1.0', 'doubled', 'stable'])
  await table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true }).uncheck()
  await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
  expect(await new RegistryApi(server.url).tags('data/worker')).toEqual(['3.0.0', 'doubled', 'stable'])
})
