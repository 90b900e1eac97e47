// A registry that asks for a user name and a password (htpasswd), behind the page on the same origin.

import type { Page } from '@playwright/test'
import { RegistryApi } from '../support/oracle/api.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose } from '../support/dialog.ts'
import { exportReport, exportText, repositoryPath } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

const USERS = { ada: 'correct horse:battery' }

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'User name' }).fill('ada')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Connect' }).click()
}

test('a wrong password is refused, the right one shows everything, and a deletion works', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ delete: true, users: USERS, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  await page.goto(`${home}/r/team${repositoryPath('data/worker')}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  await signIn(page, 'wrong')
  await expect(page.getByRole('alert')).toContainText('The registry refused the user name or the password.')
  await expect(table(page, 'Tags')).toHaveCount(0)

  await signIn(page, USERS.ada)
  await scanEnds(page)
  const report = () => comparable(survey(storage, { host, kind: 'distribution2' }).report)
  expect(comparable(await exportReport(page))).toEqual(report())
  await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
  expect(await new RegistryApi(url, `ada:${USERS.ada}`).tags('data/worker')).toEqual(['3.0.0', 'doubled', 'stable'])
  expect(comparable(await exportReport(page))).toEqual(report())
})

test('credentials stay in memory: no address, no storage, no export holds them', async ({ page, dashboard, registry, stock }) => {
  const { url, host } = await registry({ users: USERS, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  const requests: { url: string; authorization: string | undefined }[] = []
  page.on('request', (request) => requests.push({ url: request.url(), authorization: request.headers()['authorization'] }))
  await page.goto(`${home}/r/team`)
  await signIn(page, USERS.ada)
  await scanEnds(page)
  const exported = await exportText(page)

  const basic = Buffer.from(`ada:${USERS.ada}`).toString('base64')
  const secrets = [USERS.ada, 'battery', encodeURIComponent(USERS.ada), basic]
  const expectNone = (text: string, where: string) => {
    for (const secret of secrets) expect(text.includes(secret), `${where} holds ${secret}`).toBe(false)
  }
  expectNone(exported, 'the export')
  expectNone(page.url(), 'the address')
  for (const request of requests) expectNone(request.url, 'a request')
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state]))
  expectNone(kept, 'the browser')
  expectNone(await page.content(), 'the document')
  // They went to the registry, and to nothing else.
  const signed = requests.filter(({ authorization }) => authorization !== undefined)
  expect(signed.length).toBeGreaterThan(0)
  for (const { url: asked } of signed) expect(asked.startsWith(`${home}/registry/team/v2/`), asked).toBe(true)

  // Memory only: a reload asks again.
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
})

test('signing out forgets everything that was read', async ({ page, dashboard, registry, stock }) => {
  const { url, host } = await registry({ users: USERS, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  await page.goto(`${home}/r/team/repositories`)
  await signIn(page, USERS.ada)
  await scanEnds(page)
  await expect(table(page, 'Repositories').getByRole('link', { name: 'data/worker' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  await expect(page.getByText('data/worker')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: 'Scan complete' })).toHaveCount(0)

  // Going elsewhere and back does not sign in again by itself.
  await page.getByRole('link', { name: 'Plimsoll, all registries' }).click()
  await page.getByRole('region', { name: 'Registries' }).getByRole('link', { name: host }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
  await signIn(page, USERS.ada)
  await scanEnds(page)
})

test('the same through the form on the first page needs CORS, which ends where sign-in begins', async ({ page, dashboard, registry, problems }) => {
  // Distribution answers 401 to every preflight once it asks for a password.
  problems.allow(/blocked by CORS policy/)
  problems.allow(/net::ERR_FAILED/)
  const { url: home } = await dashboard()
  const { host } = await registry({ users: USERS, cors: home })
  await page.goto(home)
  await page.getByRole('textbox', { name: 'Registry address' }).fill(host)
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'user name' }).first()).toBeVisible({ timeout: 20_000 })
  await signIn(page, USERS.ada)
  await expect(page.getByRole('alert').filter({ hasText: 'Not connected' }).first()).toContainText('CORS', { timeout: 20_000 })
})
