// A registry that the user or config.json takes for another kind: the page says what the registry cannot do, and
// nothing is deleted that the plan did not name.

import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { kindField } from '../support/about.ts'
import { tagsOf } from '../support/sample.ts'
import { askToDelete, askToUntag, begin, confirmAndClose, dialog as dialogOf, endsWith, PLACEHOLDER, plannedItems } from '../support/dialog.ts'
import { exportReport, openScanned, repositoryPath } from '../support/pages.ts'
import { missing } from '../support/registry.ts'
import { scanEnds, table } from '../support/views.ts'

const WORKER = 'data/worker'

test('2.8 taken for 3: no tag goes with its manifest, and the page says that it cannot untag', async ({ page, dashboard, registry, stock }) => {
  const { url } = await registry({ delete: true, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: 'distribution3' } })
  const api = new RegistryApi(url)
  const before = await api.everything()
  await openScanned(page, `${home}/r/team${repositoryPath(WORKER)}`)
  const dialog = await askToUntag(page, ['stable', '3.1.0'])
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
  await expect(plannedItems(dialog).filter({ hasText: 'This registry cannot untag' })).not.toHaveCount(0)
  await endsWith(dialog, '0 of 2 tags untagged')
  expect(await api.everything()).toEqual(before)
  // Deleting is the same request for both kinds.
  for (const tag of ['stable', '3.1.0']) await table(page, 'Tags').getByRole('checkbox', { name: tag, exact: true }).uncheck()
  await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
  const { '3.1.0': _, ...rest } = before[WORKER]!
  expect(await api.everything()).toEqual({ ...before, [WORKER]: rest })
})

test('3 taken for 2.8: the placeholder way takes the one tag off', async ({ page, dashboard, registry, stock }) => {
  test.skip(missing(3) !== undefined, missing(3))
  const { url } = await registry({ version: 3, delete: true, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: 'distribution2' } })
  const api = new RegistryApi(url)
  const before = await api.everything()
  await openScanned(page, `${home}/r/team${repositoryPath(WORKER)}`)
  const dialog = await askToUntag(page, ['stable'])
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  await begin(dialog)
  await endsWith(dialog, '1 tag untagged.')
  const { stable, ...rest } = before[WORKER]!
  expect(await api.everything()).toEqual({ ...before, [WORKER]: rest })
  expect(await api.has(WORKER, stable!)).toBe(true)
})

for (const version of [2, 3] as const) {
  test.describe(`distribution ${version}`, () => {
    test.skip(() => missing(version) !== undefined, missing(version) ?? '')

    for (const kind of ['acr', 'harbor'] as const) {
      test(`taken for ${kind}, whose lists it does not have: nothing is invented, nothing can be deleted, and your word helps`, async ({ page, dashboard, registry, stock, problems }) => {
        problems.allow(/Failed to load resource/)
        const { url, storage, host } = await registry({ version, delete: true, stored: stock.tidy })
        const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: kind } })
        const api = new RegistryApi(url)
        const before = await api.everything()
        const changes: string[] = []
        page.on('request', (request) => !['GET', 'HEAD'].includes(request.method()) && changes.push(`${request.method()} ${request.url()}`))
        await page.goto(`${home}/r/team`)
        await scanEnds(page, 'Scan incomplete')
        await expect(page.getByRole('main')).toContainText('the kind of this registry is wrong')
        await expect(page.getByRole('main')).not.toContainText('This registry is empty.')
        await page.goto(`${home}/r/team${repositoryPath(WORKER)}`)
        await scanEnds(page, 'Scan incomplete')
        // A linked repository is asked for, whatever the lists say.
        await expect(page.getByRole('main')).toContainText('Nothing in this repository could be read.')
        await page.getByRole('button', { name: 'Delete repository…' }).click()
        await expect(page.getByRole('dialog')).toHaveAccessibleName('Nothing can be deleted')
        await page.keyboard.press('Escape')
        expect(changes).toEqual([])
        expect(await api.everything()).toEqual(before)

        await page.getByRole('banner').getByRole('link', { name: kind === 'acr' ? 'ACR' : 'Harbor', exact: true }).click()
        await (await kindField(page)).selectOption(`distribution${version}`)
        await scanEnds(page)
        await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Overview' }).click()
        const { report } = survey(storage, { host, kind: `distribution${version}` })
        expect(comparable(await exportReport(page))).toEqual(comparable(report))
      })
    }

    test('taken for zot: figures, deletions and untagging are those of the registry', async ({ page, dashboard, registry, stock }) => {
      const { url } = await registry({ version, delete: true, stored: stock.tidy })
      const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: 'zot' } })
      const api = new RegistryApi(url)
      const before = await api.everything()
      await openScanned(page, `${home}/r/team${repositoryPath(WORKER)}`)
      const dialog = await askToUntag(page, ['stable'])
      await begin(dialog)
      if (version === 2) {
        await expect(plannedItems(dialog)).toContainText('This registry cannot untag')
        await endsWith(dialog, '0 of 1 tag untagged')
        expect(await api.everything()).toEqual(before)
      } else {
        await endsWith(dialog, '1 tag untagged.')
        const { stable, ...rest } = before[WORKER]!
        expect(await api.everything()).toEqual({ ...before, [WORKER]: rest })
        expect(await api.has(WORKER, stable!)).toBe(true)
      }
    })
  })
}

test('Azure said to be distribution 3: its name speaks against it, and the plan names what goes along', async ({ page, team }) => {
  const name = 'web/checkout'
  const { url, sample } = await team({ repositories: [name] })
  await page.goto(`${url}/about`)
  await (await kindField(page)).selectOption('distribution3')
  const line = table(page, 'Capabilities').getByRole('row', { name: /^Deleting an image also deletes its signatures and other referrers/ })
  await expect(line.getByRole('combobox')).toHaveValue('yes')
  await expect(line).toContainText('to be safe')
  const image = (await tagsOf(sample, name))['2.0']!
  const { manifests } = await (await fetch(`${sample.url}/v2/${name}/referrers/${image}`)).json()
  expect(manifests.length).toBeGreaterThan(1)

  await page.goto(`${url}${repositoryPath(name)}/manifests/${image}`)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Delete…' }).click()
  for (const { digest } of manifests) await expect(plannedItems(page)).toContainText(digest.slice(7, 19))
  await expect(dialogOf(page)).toContainText('on 1 manifest, plus 4 untagged')
  await page.keyboard.press('Escape')

  // The user overrides exactly this point, so the user's word counts.
  await page.goto(`${url}/about`)
  await kindField(page)
  await line.getByRole('combobox').selectOption('no')
  await expect(line).toContainText('your word')
  await expect(line).not.toContainText('to be safe')
  await page.goto(`${url}${repositoryPath(name)}/manifests/${image}`)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Delete…' }).click()
  await expect(dialogOf(page)).toHaveAccessibleName(/^Delete \S+[:@]\S+/)
  for (const { digest } of manifests) await expect(plannedItems(page).filter({ hasText: digest.slice(7, 19) })).toHaveCount(0)
})
