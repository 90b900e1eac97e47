// The picture of the last visit, shown before anything is asked again; a scan that is paused; and gaps that are tried again.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { exportReport, openScanned } from '../support/pages.ts'
import { comparable } from '../support/oracle/report.ts'
import { startPassage } from '../support/passage.ts'
import { tagsOf } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { scanEnds, scanStatus, table } from '../support/views.ts'

const REPOSITORIES = ['web/checkout', 'web/search', 'docs/handbook']

const main = (page: Page) => page.getByRole('main')

/** The number of ends of tapes in the page's database. */
async function tapes(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('plimsoll')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const database = opening.result
          const values = database.transaction('packs').objectStore('packs').getAll()
          values.onsuccess = () => {
            database.close()
            const ends = (values.result as Uint8Array[]).filter((value) => /end \d+ \d+ (true|false)\n$/.test(new TextDecoder().decode(value)))
            resolve(ends.length)
          }
        }
      }),
  )
}

test('the next visit shows the last picture at once, with its age, until the registry is read again', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await openScanned(page, `${url}/repositories`)
  const first = comparable(await exportReport(page))
  await expect.poll(() => tapes(page)).toBe(1)

  const [tag] = Object.keys(await tagsOf(sample, 'web/search'))
  await sample.hold('GET /acr/v1/')
  await sample.hold('GET /v2/_catalog')
  await page.goto(`${url}/repositories`)
  await expect(scanStatus(page)).toHaveText('Reading again…')
  await expect(page.getByRole('banner')).toContainText(/read (just now|\d+ s(ec)? ago|a minute ago|1 min ago)/)
  for (const name of REPOSITORIES) await expect(table(page, 'Repositories').getByRole('row').filter({ hasText: name })).not.toContainText('…')
  expect(comparable(await exportReport(page))).toEqual(first)

  // The scan behind the picture finds the tag that was deleted meanwhile.
  const deleted = await fetch(`${sample.url}/acr/v1/web/search/_tags/${tag}`, { method: 'DELETE' })
  expect(deleted.status).toBe(202)
  await sample.release()
  await scanEnds(page)
  const tags = ({ name }: { name: string }) => name === 'web/search'
  expect((await exportReport(page)).repositories.find(tags)?.tags).toBe(first.repositories.find(tags)!.tags - 1)
  await expect.poll(() => tapes(page)).toBe(1)
})

test('the last picture is shown to the user whose it is, and to nobody else', async ({ page, team, problems }) => {
  problems.allow(/Failed to load resource/)
  const admin = { kind: 'admin' as const, user: 'team', password: 'adm1n-pass-33' }
  const scope_map = [{ repositories: 'docs/*', actions: ['content/read' as const, 'metadata/read' as const] }]
  const token = { kind: 'token' as const, user: 'nightly', password: 'T0ken-pass-77', scope_map }
  const { url, sample } = await team({ repositories: REPOSITORIES, authentication: { acr: { realm: 'https://team.azurecr.io/oauth2/token', identities: [admin, token] } } })
  await page.goto(`${url}/repositories`)
  await signIn(page, admin.user, admin.password)
  await scanEnds(page)
  await expect.poll(() => tapes(page)).toBe(1)

  // This user may not list repositories, so the page asks for names before it shows anything.
  await page.goto(`${url}/repositories`)
  await signIn(page, token.user, token.password)
  await expect(page.getByRole('textbox', { name: 'Repository names' })).toBeVisible()
  await expect(page.getByText('web/checkout')).toHaveCount(0)

  await sample.hold('GET /acr/v1/')
  await sample.hold('GET /v2/_catalog')
  await page.goto(`${url}/repositories`)
  await signIn(page, admin.user, admin.password)
  await expect(page.getByRole('link', { name: 'web/checkout' })).toBeVisible()
  await expect(scanStatus(page)).toHaveText('Reading again…')
  await sample.release()
  await scanEnds(page)

  // Signing out removes it: the next sign-in waits for its own lists.
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => tapes(page)).toBe(0)
})

test('a picture whose content was cleared is not shown', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await openScanned(page, `${url}/about`)
  await expect.poll(() => tapes(page)).toBe(1)
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByRole('region', { name: 'Kept in this browser' })).toContainText('0 B')
  await sample.hold('* /acr/v1/')
  await sample.hold('* /v2/_catalog')
  await page.goto(`${url}/repositories`)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  await expect(scanStatus(page)).toHaveText('Reading…')
  await sample.release()
  await scanEnds(page)
})

test('a paused scan asks nothing, goes on where it was, and loses nothing by a reload', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await sample.hold('GET /v2/web/checkout/manifests/')
  await page.goto(url)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(scanStatus(page)).toHaveText('Paused')
  await sample.release()
  // Requests that were sent are answered; then nothing is asked.
  await expect.poll(async () => {
    const before = (await sample.requests()).length
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))))
    return (await sample.requests()).length - before
  }).toBe(0)
  const isBody = ([method, path]: [string, string]) => method === 'GET' && /\/v2\/.*\/manifests\//.test(path)
  const read = (await sample.requests()).filter(isBody).length
  expect(read).toBeGreaterThan(0)

  await page.reload()
  await scanEnds(page)
  const all = (await sample.requests()).filter(isBody).map(([, path]) => path)
  expect(all.length).toBeGreaterThan(read)
  expect(new Set(all).size, 'no body is read twice').toBe(all.length)

  await sample.hold('* /acr/v1/')
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(scanStatus(page)).toHaveText('Paused')
  await sample.release()
  await page.getByRole('button', { name: 'Go on' }).click()
  await scanEnds(page)
})

test('what could not be read is tried again by itself', async ({ page, dashboard, registry, stock, problems }) => {
  problems.allow(/Failed to load resource/)
  test.slow()
  const filled = await registry({ stored: stock.tidy })
  const passage = await startPassage(filled.url)
  try {
    const whole = await dashboard({ registries: { team: passage.url } })
    await openScanned(page, `${whole.url}/r/team`)
    const expected = comparable(await exportReport(page))
    const [broken] = expected.repositories.map(({ name }: { name: string }) => name)
    await page.evaluate(() => indexedDB.deleteDatabase('plimsoll'))

    passage.instead(({ url = '' }) => (url.includes(`/${broken}/tags/list`) ? { status: 500, body: '{}' } : undefined))
    await page.goto(`${whole.url}/r/team`)
    await scanEnds(page, 'Scan incomplete')
    const gaps = main(page).getByRole('region', { name: 'Could not be read' })
    await expect(gaps).toContainText(broken!)

    const asked: string[] = []
    passage.instead(({ url = '' }) => void asked.push(url))
    await gaps.getByRole('button', { name: 'Try again' }).click()
    await scanEnds(page)
    await expect(gaps).toHaveCount(0)
    expect(comparable(await exportReport(page))).toEqual(expected)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((url) => !url.includes(`/${broken}/`)), 'only the gap is asked for').toEqual([])
  } finally {
    await passage.stop()
  }
})
