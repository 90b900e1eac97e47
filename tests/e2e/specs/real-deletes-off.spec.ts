// Registries that delete nothing: distribution whose configuration does not switch deletes on, and distribution in
// read-only maintenance.

import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { kindField } from '../support/about.ts'
import { askToDelete, askToUntag, close, confirm, endsWith, expectAllFor, plannedItems, PLACEHOLDER } from '../support/dialog.ts'
import { exportReport, openScanned, readRows, repositoryPath } from '../support/pages.ts'
import { missing, type Version } from '../support/registry.ts'
import { table } from '../support/views.ts'

const OFF = { options: {}, why: 'Deletes are switched off in this registry', wayOut: 'storage.delete.enabled: true', word: 'off' }
const READ_ONLY = { options: { delete: true, readOnly: true }, why: 'This registry is read-only at present', wayOut: 'storage.maintenance.readonly', word: 'read-only' }

for (const version of [2, 3] as const satisfies Version[]) {
  for (const { options, why, wayOut, word } of [OFF, READ_ONLY]) {
    test.describe(`distribution ${version}, ${word}`, () => {
      test.skip(() => missing(version) !== undefined, missing(version) ?? '')

      test('the page says what to change, nothing vanishes, and the buttons follow', async ({ page, dashboard, registry, stock }) => {
        const { url, host, kind, storage } = await registry({ version, stored: stock.tidy, ...options })
        const { url: home } = await dashboard({ registries: { team: url } })
        await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
        const before = await readRows(table(page, 'Tags'))

        const sent: string[] = []
        page.on('request', (request) => request.method() === 'DELETE' && sent.push(request.url()))
        const dialog = await askToDelete(page, 'Tags', ['3.0.0', '3.1.0', 'doubled'])
        await confirm(dialog, 3)
        const ended = dialog.getByRole('status').filter({ hasText: '0 of 3 manifests deleted.' })
        await expect(ended).toContainText(why)
        await expect(ended).toContainText(wayOut)
        await expect(plannedItems(dialog).getByText('deleted', { exact: true })).toHaveCount(0)
        await expectAllFor(dialog, why)
        expect(sent.length).toBeGreaterThan(0)
        await close(dialog)

        const selection = page.getByRole('region', { name: 'Selection' })
        for (const name of ['Delete…', 'Untag…']) {
          await expect(selection.getByRole('button', { name })).toBeDisabled()
          await expect(selection.getByRole('button', { name })).toHaveAttribute('title', new RegExp(`^${why}.*${wayOut.split(':')[0]}`))
        }
        await page.getByRole('banner').getByRole('link', { name: `distribution ${version}` }).click()
        const line = table(page, 'Capabilities').getByRole('row').filter({ hasText: 'Deleting manifests' })
        await kindField(page)
        await expect(line.getByRole('combobox')).toHaveValue(word)
        await expect(line).toContainText(wayOut)
        // What was found out is forgotten after a reload, because deletes may have been switched on since.
        expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
        await page.goBack()

        expect(await readRows(table(page, 'Tags'))).toEqual(before)
        expect(await new RegistryApi(url).everything()).toEqual(stock.fleet.tags)
        expect(comparable(await exportReport(page))).toEqual(comparable(survey(storage, { host, kind }).report))
      })

      test('untagging stops there, too, before anything is pushed', async ({ page, dashboard, registry, stock }) => {
        const { url } = await registry({ version, stored: stock.tidy, ...options })
        const { url: home } = await dashboard({ registries: { team: url } })
        await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
        const pushed: string[] = []
        page.on('request', (request) => request.method() === 'PUT' && pushed.push(request.url()))
        const dialog = await askToUntag(page, ['3.0.0', '3.1.0'])
        if (version === 2) await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
        await dialog.getByRole('textbox').fill('2')
        await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
        await expectAllFor(dialog, why)
        await endsWith(dialog, '0 of 2 tags untagged')
        expect(pushed).toEqual([])
        await expect(page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Untag…' })).toBeDisabled()
        expect(await new RegistryApi(url).everything()).toEqual(stock.fleet.tags)
      })
    })
  }
}
