// Passwords that are easily garbled, several tabs, and tokens that end, against real distribution.

import { RegistryApi } from '../support/oracle/api.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, begin, confirmAndClose } from '../support/dialog.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { missing } from '../support/registry.ts'
import { expectNone, forms, signIn, traces } from '../support/sign_in.ts'
import { scanEnds, table } from '../support/views.ts'

const WORKER = 'data/worker'
const ODD = 'pä:ss wörd:✓ %41+&'

for (const version of [2, 3] as const) {
  test.describe(`distribution ${version}`, () => {
    test.skip(() => missing(version) !== undefined, missing(version) ?? '')

    for (const [what, user, password] of [
      ['with umlauts, colons, blanks and signs', 'jörg', ODD],
      ['that is empty', 'nobody', ''],
    ] as const) {
      test(`a password ${what} opens the registry and deletes`, async ({ page, dashboard, registry, stock }) => {
        const { url, host } = await registry({ version, delete: true, users: { [user]: password }, stored: stock.tidy })
        const { url: home } = await dashboard({ registries: { team: url } })
        await page.goto(`${home}/r/team${repositoryPath(WORKER)}`)
        await signIn(page, user, `${password}x`)
        await expect(page.getByRole('alert')).toContainText('The registry refused the user name or the password.')
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
        await signIn(page, user, password)
        await scanEnds(page)
        await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
        expect(await new RegistryApi(url, `${user}:${password}`).tags(WORKER)).toEqual(['3.0.0', 'doubled', 'stable'])
        if (password !== '') expectNone(forms(user, password), await traces(page), 'the page')
      })
    }
  })
}

test('kept for this tab: a reload stays signed in, another tab does not know, and signing out there ends nothing here', async ({ page, context, dashboard, registry, stock, problems }) => {
  const { url, host } = await registry({ delete: true, users: { ada: ODD }, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  const address = `${home}/r/team${repositoryPath(WORKER)}`
  await page.goto(address)
  await page.getByRole('checkbox', { name: 'Keep me signed in for this tab' }).check()
  await signIn(page, 'ada', ODD)
  await scanEnds(page)
  await page.reload()
  await scanEnds(page)
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true })).toBeVisible()

  const other = await context.newPage()
  problems.watch(other)
  await other.goto(address)
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  await signIn(other, 'ada', ODD)
  await scanEnds(other)
  // One tab deletes a manifest and signs out. The other tab finds that out, and deletes nothing else.
  await confirmAndClose(await askToDelete(other, 'Tags', ['3.1.0']), 1)
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  const dialog = await askToDelete(page, 'Tags', ['3.1.0'])
  await begin(dialog)
  await expect(dialog.getByRole('status').filter({ hasText: /manifest/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect(await new RegistryApi(url, `ada:${ODD}`).tags(WORKER)).toEqual(['3.0.0', 'doubled', 'stable'])
  await page.reload()
  await scanEnds(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  expectNone(forms('ada', ODD), (await traces(page)) + (await traces(other)), 'the browser')
  await openScanned(other, `${home}/r/sample`)
})
