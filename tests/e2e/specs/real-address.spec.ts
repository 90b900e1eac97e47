// A registry at a typed address that allows the browser to ask it directly.

import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose } from '../support/dialog.ts'
import { exportReport, repositoryPath } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

test('it is read and deleted from straight from the browser', async ({ page, dashboard, registry, stock, problems }) => {
  // Distribution 2.8 has no referrers API: it answers 404 without CORS headers, which looks like no answer.
  problems.allow(/\/referrers\/\S+ from origin \S+ has been blocked by CORS policy/)
  problems.allow(/net::ERR_FAILED/)
  const { url: home } = await dashboard()
  const { url, host, storage } = await registry({ delete: true, cors: home, stored: stock.tidy })
  await page.goto(home)
  await page.getByRole('textbox', { name: 'Registry address' }).fill(host)
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page).toHaveURL(`${home}/r/${host}`)
  await scanEnds(page)
  expect(comparable(await exportReport(page))).toEqual(comparable(survey(storage, { host, kind: 'distribution2' }).report))

  // The address can be passed on, deeper pages too.
  await page.goto(`${home}/r/${host}${repositoryPath('data/worker')}`)
  await scanEnds(page)
  await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
  expect(await new RegistryApi(url).tags('data/worker')).toEqual(['3.0.0', 'doubled', 'stable'])
  expect(comparable(await exportReport(page))).toEqual(comparable(survey(storage, { host, kind: 'distribution2' }).report))
})

test('one without CORS headers: the page says so, and lives on', async ({ page, dashboard, registry, stock, problems }) => {
  problems.allow(/blocked by CORS policy/)
  problems.allow(/net::ERR_FAILED/)
  const { url: home } = await dashboard()
  const { host } = await registry({ stored: stock.stored })
  await page.goto(home)
  await page.getByRole('textbox', { name: 'Registry address' }).fill(host)
  await page.getByRole('button', { name: 'Connect' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'Not connected' }).first()
  await expect(alert).toContainText('CORS', { timeout: 20_000 })
  await expect(page).toHaveURL(`${home}/`)

  // The form is there for another try, and so is everything else.
  await expect(page.getByRole('button', { name: 'Connect' })).toBeEnabled()
  await page.getByRole('link', { name: /Open the sample registry/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sample registry' })).toBeVisible()

  // A link to the registry that was passed on shows the same message.
  await page.goto(`${home}/r/${host}`)
  await expect(page.getByRole('alert').filter({ hasText: 'Not connected' })).toContainText('CORS', { timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Try again' })).toBeEnabled()
})

test('an address that is none is refused before anything is sent', async ({ page, dashboard }) => {
  const { url: home } = await dashboard()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(home)
  const field = page.getByRole('textbox', { name: 'Registry address' })
  for (const [typed, said] of [
    ['', 'Type the registry'],
    ['ada:secret@registry.test', 'Leave user name and password out'],
    ['registry.test/team', 'without a path'],
    ['ftp://registry.test', 'must begin with https'],
    ['<b>bold</b>', 'without a path'],
    ['not a host', 'not a host name'],
  ] as const) {
    await field.fill(typed)
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('alert').first(), typed).toContainText(said)
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toBeFocused()
  }
  expect(asked.filter((url) => !url.startsWith(home))).toEqual([])
  await expect(table(page, 'Repositories')).toHaveCount(0)
})
