// Content that the browser keeps for the next visit: a second scan reads no bodies, and a broken store changes no figure.

import type { Page } from '@playwright/test'
import { makeDatabaseLater } from '../support/database.ts'
import { expect, test } from '../support/fixtures.ts'
import { exportReport, openScanned } from '../support/pages.ts'
import { startPassage } from '../support/passage.ts'
import { comparable } from '../support/oracle/report.ts'
import type { Sample } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { scanEnds } from '../support/views.ts'

const REPOSITORIES = ['web/checkout', 'web/search', 'docs/handbook']

/** Requests of the registry's log since `from` for manifests and blobs. */
async function bodies(sample: Sample, from = 0): Promise<string[]> {
  const log = (await sample.requests()).slice(from)
  return log.filter(([, path]) => /\/(manifests|blobs)\//.test(path) && !path.startsWith('/acr/')).map(([method, path]) => `${method} ${path}`)
}

/** Changes each pack of the page's database. */
async function changePacks(page: Page, how: 'poison' | 'cut' | 'mix'): Promise<number> {
  return page.evaluate(
    (how) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('plimsoll')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const database = opening.result
          const packs = database.transaction('packs', 'readwrite').objectStore('packs')
          const [keys, values] = [packs.getAllKeys(), packs.getAll()]
          values.onsuccess = () => {
            const all = values.result as Uint8Array[]
            all.forEach((pack, at) => {
              const poisoned = () => new TextEncoder().encode(new TextDecoder().decode(pack).replaceAll('"size":1', '"size":2').replaceAll('"created":"202', '"created":"201'))
              const value = how === 'poison' ? poisoned() : how === 'cut' ? pack.slice(0, pack.length / 2) : all[(at + 1) % all.length]
              packs.put(value, keys.result[at])
            })
            packs.transaction.oncomplete = () => {
              database.close()
              resolve(all.length)
            }
          }
        }
      }),
    how,
  )
}

/** Waits until everything that a scan kept is written: About counts it. */
async function expectKept(page: Page, home: string, size: RegExp): Promise<void> {
  await page.goto(`${home}/about`)
  await scanEnds(page)
  await expect(page.getByRole('region', { name: 'Kept in this browser' })).toContainText(size)
}

test('on Azure a second scan reads only lists, and a broken store changes nothing', async ({ page, team }) => {
  const { sample, url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const first = comparable(await exportReport(page))
  expect((await bodies(sample)).length).toBeGreaterThan(50)
  await expectKept(page, url, /[1-9].* [KM]iB of all/)

  let before = (await sample.requests()).length
  await openScanned(page, url)
  expect(await bodies(sample, before)).toEqual([])
  expect(comparable(await exportReport(page))).toEqual(first)

  for (const how of ['poison', 'cut', 'mix'] as const) {
    expect(await changePacks(page, how)).toBeGreaterThan(1)
    before = (await sample.requests()).length
    await openScanned(page, url)
    expect((await bodies(sample, before)).length, how).toBeGreaterThan(0)
    expect(comparable(await exportReport(page)), how).toEqual(first)
    await expectKept(page, url, /[1-9].* [KM]iB of all/)
  }

  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByRole('region', { name: 'Kept in this browser' })).toContainText('0 B')
  before = (await sample.requests()).length
  await page.reload()
  await scanEnds(page)
  expect((await bodies(sample, before)).length).toBeGreaterThan(50)
})

test('on distribution a second scan looks at each manifest once and reads no body again', async ({ page, dashboard, registry, stock }) => {
  const filled = await registry({ stored: stock.tidy })
  const passage = await startPassage(filled.url)
  try {
    let log: string[] = []
    passage.instead(({ method, url = '' }) => {
      if (/\/(manifests|blobs)\//.test(url)) log.push(method ?? '')
      return undefined
    })
    const { url } = await dashboard({ registries: { team: passage.url } })
    await openScanned(page, `${url}/r/team`)
    const first = comparable(await exportReport(page))
    const manifests = log.length
    expect(log).not.toContain('HEAD')
    await expectKept(page, `${url}/r/team`, /[1-9].* [KM]iB of all/)
    log = []
    await openScanned(page, `${url}/r/team`)
    expect(new Set(log)).toEqual(new Set(['HEAD']))
    expect(log.length).toBeLessThan(manifests)
    expect(comparable(await exportReport(page))).toEqual(first)
  } finally {
    await passage.stop()
  }
})

test('a database of a later version is left alone, and told once', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await page.goto(`${url}/no-page`)
  await makeDatabaseLater(page)
  await openScanned(page, `${url}/about`)
  await expect(page.getByRole('note').filter({ hasText: 'Nothing more is kept' })).toContainText('each one reads everything')
})

test('a full disk costs speed, and is told', async ({ page, team }) => {
  const { sample, url } = await team({ repositories: REPOSITORIES })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 1 })
  await openScanned(page, `${url}/about`)
  await expect(page.getByRole('note').filter({ hasText: 'Nothing more is kept' })).toContainText('full or broken')
  const before = (await sample.requests()).length
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect.poll(async () => (await bodies(sample, before)).length).toBeGreaterThan(50)
  await scanEnds(page)
})

test('a sign-in that may read less is shown nothing that another one kept', async ({ page, team, problems }) => {
  problems.allow(/Failed to load resource/)
  const scope_map = [{ repositories: 'docs/*', actions: ['content/read' as const, 'metadata/read' as const] }]
  const token = { kind: 'token' as const, user: 'nightly', password: 'T0ken-pass-77', scope_map }
  const admin = { kind: 'admin' as const, user: 'team', password: 'adm1n-pass-33' }
  const { url } = await team({ repositories: REPOSITORIES, authentication: { acr: { realm: 'https://team.azurecr.io/oauth2/token', identities: [admin, token] } } })
  await page.goto(url)
  await signIn(page, admin.user, admin.password)
  await scanEnds(page)
  const all = await exportReport(page)
  expect(all.repositories.map(({ name, manifests }) => [name, manifests > 0])).toEqual([...REPOSITORIES].sort().map((name) => [name, true]))

  // A new visit, with another sign-in that names what it may not read.
  await page.goto(url)
  await signIn(page, token.user, token.password)
  await page.getByRole('textbox', { name: 'Repository names' }).fill('docs/handbook web/checkout')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await scanEnds(page, 'Scan incomplete')
  const part = await exportReport(page)
  expect(part.repositories.map(({ name, manifests }) => [name, manifests > 0])).toEqual([['docs/handbook', true], ['web/checkout', false]])
})
