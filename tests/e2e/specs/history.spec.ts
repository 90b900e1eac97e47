// The history of a registry's totals, which the browser keeps: on the page "Compare", as a chart and as a table.

import type { Page } from '@playwright/test'
import { expectForEverybody } from '../support/everybody.ts'
import { makeDatabaseLater } from '../support/database.ts'
import { expect, test } from '../support/fixtures.ts'
import { bytes, exportReport, openScanned, readRows } from '../support/pages.ts'
import { tagsOf } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/billing']
const DAY = 24 * 3600 * 1000

/** The texts of all histories in the page's database; with `text`, puts that in the place of each. */
async function histories(page: Page, text?: string): Promise<string[]> {
  return page.evaluate(
    (text) =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('plimsoll')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const database = opening.result
          const packs = database.transaction('packs', 'readwrite').objectStore('packs')
          const [keys, values] = [packs.getAllKeys(), packs.getAll()]
          const found: string[] = []
          values.onsuccess = () => {
            keys.result.forEach((key, at) => {
              if (!String(key).includes('\n history\n')) return
              found.push(new TextDecoder().decode(values.result[at] as Uint8Array))
              if (text !== undefined) packs.put(new TextEncoder().encode(text), key)
            })
          }
          packs.transaction.oncomplete = () => {
            database.close()
            resolve(found)
          }
        }
      }),
    text,
  )
}

const scans = async (page: Page) => (await histories(page)).map((text) => text.trim().split('\n').length)
const chart = (page: Page) => page.getByRole('main').getByRole('img', { name: /^Stored bytes after/ })

test('each complete scan adds an entry, which the page draws and lists', async ({ page, team }) => {
  test.slow()
  const { sample, url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, `${url}/compare`)
  await expect(bodyRows(table(page, 'History'))).toHaveCount(1)
  await expect(chart(page)).toHaveCount(0)
  const before = (await exported(page, url)).totals

  const { '7.0': digest } = await tagsOf(sample, 'legacy/billing')
  expect((await fetch(`${sample.url}/v2/legacy/billing/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)
  await openScanned(page, `${url}/compare`)
  await expect(bodyRows(table(page, 'History'))).toHaveCount(3)
  await expect(chart(page)).toHaveAccessibleName(/^Stored bytes after 3 scans: [\d.]+ GiB on \d{4}-\d\d-\d\d, [\d.]+ GiB on/)
  const [last, first] = await readRows(table(page, 'History'))
  const after = (await exported(page, url)).totals
  expect(first).toMatchObject({ Stored: bytes(before.stored_bytes), Tags: String(before.tags), Repositories: '2' })
  expect(last).toMatchObject({
    Stored: bytes(after.stored_bytes),
    Change: `${bytes(before.stored_bytes - after.stored_bytes)} less`,
    Reclaimable: after.reclaimable_bytes === 0 ? '0 bytes' : bytes(after.reclaimable_bytes!),
    Manifests: String(after.manifests),
  })

  // A scan that is cancelled adds nothing.
  await openScanned(page, `${url}/compare`)
  const all = await bodyRows(table(page, 'History')).count()
  await sample.hold('GET /v2/_catalog')
  await page.getByRole('button', { name: 'Scan again' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await sample.release()
  await expect(page.getByRole('button', { name: 'Scan again' })).toBeVisible()
  expect(await scans(page)).toEqual([all])
  await expectForEverybody(page)

  // "Clear" takes it, too.
  await page.goto(`${url}/about`)
  await scanEnds(page)
  await expect.poll(() => scans(page)).toEqual([all + 1])
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByRole('region', { name: 'Kept in this browser' })).toContainText('0 B')
  expect(await histories(page)).toEqual([])
})

/** The report of the overview, which scans once more. */
async function exported(page: Page, url: string) {
  await openScanned(page, url)
  const report = await exportReport(page)
  return report
}

test('a long history is bounded, and a broken one costs its broken lines', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, `${url}/compare`)
  await expect.poll(() => scans(page)).toEqual([1])
  const line = (days: number) => `${Date.now() - days * DAY} ${2e9 - days * 2_000_000} ${1e8 + (days % 40) * 5_000_000} 2 30 40 ${days % 50 === 0 ? 's' : ''}\n`
  const long = [...Array(900).keys()].map((half) => line((900 - half) / 2)).join('')
  await histories(page, `plimsoll.history/9\n\u0000${long}nonsense 1 2\n`)
  await openScanned(page, `${url}/compare`)
  await expect(page.getByText('400 scans', { exact: true })).toBeVisible()
  await expect(chart(page)).toBeVisible()
  expect(await scans(page)).toEqual([400])
  await expectForEverybody(page)

  await page.getByRole('columnheader', { name: 'Stored' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=-stored/)
  const save = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  expect((await save).suggestedFilename()).toBe('plimsoll-history.csv')

  await histories(page, '\u0000\u0001')
  await openScanned(page, `${url}/compare`)
  await expect(bodyRows(table(page, 'History'))).toHaveCount(1)
})

test('a history is of one user, and sign-out removes it', async ({ page, team, problems }) => {
  problems.allow(/Failed to load resource/)
  const admin = { kind: 'admin' as const, user: 'team', password: 'adm1n-pass-33' }
  const robot = { kind: 'service_principal' as const, user: 'robot', password: 'r0bot-pass-55', roles: ['Contributor' as const] }
  const { url } = await team({ repositories: REPOSITORIES, authentication: { acr: { realm: 'https://team.azurecr.io/oauth2/token', identities: [admin, robot] } } })
  const visit = async (user: typeof admin | typeof robot, entries: number) => {
    await page.goto(`${url}/compare`)
    await signIn(page, user.user, user.password)
    await scanEnds(page)
    await expect(bodyRows(table(page, 'History'))).toHaveCount(entries)
  }
  await visit(admin, 1)
  await visit(admin, 2)
  await visit(robot, 1)
  await visit(admin, 3)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => scans(page)).toEqual([1])
  await visit(robot, 2)
  await visit(admin, 1)
})

test('without a database there is no history, and the page says why', async ({ page, team, dashboard }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await page.goto(`${url}/no-page`)
  await makeDatabaseLater(page)
  await openScanned(page, `${url}/compare`)
  await expect(page.getByText('No history yet')).toBeVisible()
  const { url: home } = await dashboard()
  await openScanned(page, `${home}/r/sample/compare`)
  await expect(page.getByText('No history is kept of the sample')).toBeVisible()
  await expectForEverybody(page)
})
