// The kind of a registry: how real registries are recognised, and how a user overrides it.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectKind, kindField } from '../support/about.ts'
import { askToDelete } from '../support/dialog.ts'
import { exportReport, openScanned, repositoryPath, valueOf } from '../support/pages.ts'
import { missing, type Version } from '../support/registry.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const NAMES = { 2: 'CNCF distribution 2', 3: 'CNCF distribution 3' }

function line(page: Page, capability: string) {
  return table(page, 'Capabilities').getByRole('row').filter({ has: page.getByRole('rowheader', { name: capability }) })
}

for (const version of [2, 3] as const satisfies Version[]) {
  test.describe(NAMES[version], () => {
    test.skip(() => missing(version) !== undefined, missing(version) ?? '')

    test('it is recognised, and what it can do follows', async ({ page, dashboard, registry, stock }) => {
      const { url } = await registry({ version, stored: stock.tidy })
      const { url: home } = await dashboard({ registries: { team: url } })
      await openScanned(page, `${home}/r/team`)
      await page.getByRole('banner').getByRole('link', { name: `distribution ${version}` }).click()
      await expect(page).toHaveURL(`${home}/r/team/about`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('About this registry')
      await expectKind(page, NAMES[version])
      await expect(page.getByText('a page size that is not a number')).toBeVisible()
      await expect(line(page, 'Untagging')).toContainText(version === 2 ? 'push' : '')
      await expect(line(page, 'Listing untagged manifests')).toContainText('Orphans cannot be seen or counted.')
      await expect((await kindField(page)).getByRole('option', { name: NAMES[version], selected: true })).toHaveCount(1)
      await expect(line(page, 'Untagging').getByRole('combobox')).toHaveValue(version === 2 ? 'placeholder' : 'offered')
      await expect(line(page, 'Listing untagged manifests').getByRole('combobox')).toHaveCount(0)
      await page.getByRole('button', { name: 'Done' }).click()
      await expectKind(page, NAMES[version])
    })

    test('behind a password it is a guess before, and known after signing in', async ({ page, dashboard, registry, stock }) => {
      const { url } = await registry({ version, users: { ada: 'secret' }, stored: stock.tidy })
      const { url: home } = await dashboard({ registries: { team: url } })
      await page.goto(`${home}/r/team/about`)
      await page.getByRole('textbox', { name: 'User name' }).fill('ada')
      await page.getByLabel('Password').fill('secret')
      await page.getByRole('button', { name: 'Connect' }).click()
      await expectKind(page, NAMES[version])
      await expect(page.getByText('a page size that is not a number')).toBeVisible()
      await scanEnds(page)
      await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Overview' }).click()
      expect((await exportReport(page)).registry.kind).toBe(`distribution${version}`)
    })

    test('whether it deletes is told by one request that deletes nothing', async ({ page, dashboard, registry, stock }) => {
      const off = await registry({ version, stored: stock.tidy })
      const on = await registry({ version, delete: true, stored: stock.tidy })
      const { url: home } = await dashboard({ registries: { off: off.url, on: on.url } })
      const sent: string[] = []
      page.on('request', (request) => request.method() === 'DELETE' && sent.push(request.url()))
      for (const [alias, means] of [['off', 'Switched off'], ['on', 'Allowed']] as const) {
        sent.length = 0
        await openScanned(page, `${home}/r/${alias}/about`)
        expect(sent).toEqual([])
        await page.getByRole('button', { name: 'Check delete support' }).click()
        await expect(page.getByRole('status').filter({ hasText: means })).toBeVisible()
        await kindField(page)
        await expect(line(page, 'Deleting manifests').getByRole('combobox')).toHaveValue(alias === 'off' ? 'off' : 'allowed')
        await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
        await table(page, 'Repositories').getByRole('link', { name: 'data/worker' }).click()
        await table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true }).check()
        const button = page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' })
        if (alias === 'off') {
          await expect(button).toBeDisabled()
          await expect(button).toHaveAttribute('title', /^Deletes are switched off in this registry\. Set storage\.delete\.enabled/)
        } else {
          await expect(button).toBeEnabled()
        }
        expect(sent).toEqual([`${home}/registry/${alias}/v2/charts/storefront/manifests/sha256:${'0'.repeat(64)}`])
      }
      expect(await (await fetch(`${on.url}/v2/_catalog`)).json()).toHaveProperty('repositories.length', 8)
    })
  })
}

test('the user knows better, across a reload, until it is reset', async ({ page, dashboard, registry, stock }) => {
  const { url } = await registry({ stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team/about`)
  const reset = page.getByRole('button', { name: 'Reset to the detected values' })
  await expect(reset).toHaveCount(0)
  const kind = await kindField(page)
  await line(page, 'Untagging').getByRole('combobox').focus()
  await line(page, 'Untagging').getByRole('combobox').selectOption('impossible')
  await expect(line(page, 'Untagging')).toContainText('your word')
  await expect(line(page, 'Untagging').getByRole('combobox')).toBeFocused()
  await kind.selectOption('zot')
  await expect(page.getByRole('status').filter({ hasText: 'Set by you. Otherwise: CNCF distribution 2.' })).toBeVisible()
  await expect(line(page, 'Platforms of an index are protected')).toContainText('The index has to be deleted first.')
  // Nothing depends on it, so there is nothing to choose.
  await expect(line(page, 'Platforms of an index are protected').getByRole('combobox')).toHaveCount(0)
  // Overrides that were made for the other kind are gone.
  await expect(line(page, 'Untagging')).not.toContainText('your word')
  await line(page, 'Space is freed').getByRole('combobox').selectOption('job')

  await page.reload()
  await scanEnds(page)
  await expectKind(page, 'zot')
  await expect(await kindField(page)).toHaveValue('zot')
  await expect(line(page, 'Space is freed').getByRole('combobox')).toHaveValue('job')
  await expect(page.getByRole('banner').getByRole('link', { name: 'zot' })).toBeVisible()
  const dialogOn = async () => {
    await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
    return askToDelete(page, 'Tags', ['3.1.0'])
  }
  await expect(await dialogOn()).toContainText("by the registry's garbage collection job")

  await page.goto(`${home}/r/team/about`)
  await reset.click()
  await expectKind(page, 'CNCF distribution 2')
  await expect(page.getByText('a page size that is not a number')).toBeVisible()
  await expect(reset).toHaveCount(0)
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
})

test('the user says where equal bytes are kept once, and every figure follows at once', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  const tab = (name: string) => page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name })
  await openScanned(page, `${url}/r/sample`)
  const once = await exportReport(page)
  expect(once.registry.kept_once).toBe('registry')
  const note = page.getByText('Repositories share no layers. Each keeps a copy of its own')
  await expect(note).toHaveCount(0)

  await page.goto(`${url}/r/sample/about`)
  await scanEnds(page)
  await kindField(page)
  await line(page, 'Equal bytes are kept once').getByRole('combobox').selectOption('repository')
  await tab('Overview').click()
  await expect(note).toBeVisible()
  const each = await exportReport(page)
  expect(each.registry.kept_once).toBe('repository')
  const sum = (of: 'stored_bytes' | 'exclusive_bytes') => each.repositories.reduce((all, one) => all + one[of], 0)
  expect(each.repositories.map((one) => one.stored_bytes)).toEqual(once.repositories.map((one) => one.stored_bytes))
  expect(each.repositories.map((one) => one.shared_bytes)).toEqual(each.repositories.map(() => 0))
  expect(each.totals.stored_bytes).toBe(sum('stored_bytes'))
  expect(each.totals.stored_bytes).toBe(sum('exclusive_bytes'))
  expect(each.totals.stored_bytes).toBeGreaterThan(once.totals.stored_bytes)

  // A layer says how often it is kept.
  await page.goto(`${url}/r/sample${repositoryPath('web/storefront')}?tab=layers&sort=-repositories`)
  await scanEnds(page)
  await bodyRows(table(page, 'Layers')).first().getByRole('link').first().click()
  await expect(valueOf(page, 'Kept')).toHaveText(/^\d+ copies, one in each repository that uses it: .+ together$/)
})

test('whoever hosts the page may say what it is, and the user still knows better', async ({ page, dashboard, registry, stock }) => {
  const { url } = await registry({ stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: 'harbor' } })
  await page.goto(`${home}/r/team/about`)
  await expectKind(page, 'Harbor')
  await expect(page.getByText("Set to Harbor in this page's config.json.")).toBeVisible()
  await (await kindField(page)).selectOption('distribution2')
  await scanEnds(page)
  await expect(page.getByText('Set by you. Otherwise: Harbor.')).toBeVisible()
})

test('the sample is what it stands for', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  await openScanned(page, `${home}/r/sample/about`)
  await expectKind(page, 'Azure Container Registry')
  await expect(page.getByText('The sample behaves like an Azure Container Registry.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check delete support' })).toHaveCount(0)
  await kindField(page)
  await expect(line(page, 'Changing locks').getByRole('combobox')).toHaveValue('yes')
})
