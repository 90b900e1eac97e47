// A registry with hostile answers: each time there is a clear message, the page goes on working, and nothing is sent
// to anybody else. The page asks the registry directly, so that each answer arrives exactly as it was sent.

import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { startPassage } from '../support/passage.ts'
import type { Fault } from '../support/sample.ts'
import { startStranger } from '../support/stranger.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/mainframe']
const HANDBOOK = '/v2/docs/handbook/'

const gaps = (page: Page) => page.getByRole('region', { name: 'Could not be read' }).getByRole('listitem')

/** Expects that the page still works: another page opens, and everything that was readable is there. */
async function lives(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  const mainframe = table(page, 'Repositories').getByRole('row').filter({ hasText: 'legacy/mainframe' })
  await expect(mainframe).toContainText('2')
  await expect(mainframe).not.toContainText('not read whole')
}

test.describe('answers about one repository', () => {
  const hostile: [what: string, fault: Fault, said: RegExp][] = [
    ['a body that breaks off', { path: `${HANDBOOK}manifests/`, answer: 'cut_body' }, /broke off half-way|No answer came/],
    ['half of the JSON', { path: `${HANDBOOK}tags/list`, answer: 'truncated_json' }, /not the JSON that the specification asks for/],
    ['a body of 10 MiB', { path: `${HANDBOOK}manifests/`, answer: { huge: 10 << 20 } }, /The answer is too long, so it was not read/],
    ['bytes that are not those of the digest', { path: `${HANDBOOK}manifests/`, answer: 'wrong_digest' }, /do not match their digest/],
    ['a list without an end', { path: `${HANDBOOK}tags/list`, answer: 'endless_link' }, /does not come to an end/],
    ['a list that goes round in circles', { path: `${HANDBOOK}tags/list`, answer: 'looping_link' }, /does not come to an end|incomplete/],
    ['HTML instead of JSON', { path: `${HANDBOOK}tags/list`, answer: 'html' }, /sent a web page instead of a registry's answer/],
    ['bytes that are nothing', { path: `${HANDBOOK}tags/list`, answer: 'garbage' }, /not the JSON that the specification asks for/],
    ['no answer at all', { path: `${HANDBOOK}manifests/`, answer: 'drop' }, /No answer came/],
  ]
  for (const [what, fault, said] of hostile) {
    test(`${what}: said where it could not be read, and the rest is read`, async ({ page, dashboard, sample, problems }) => {
      problems.allow(/Failed to load resource: net::ERR_|blocked by CORS policy/)
      const { url } = await dashboard()
      const { host } = await sample({ config: { repositories: REPOSITORIES, faults: [fault] }, cors: url })
      await page.goto(`${url}/r/${host}`)
      await scanEnds(page, 'Scan incomplete')
      await expect(gaps(page).filter({ hasText: 'docs/handbook' }).filter({ hasText: said }).first()).toBeVisible()
      await expect(page.getByRole('main')).toContainText('not read whole')
      await expect(page).toHaveTitle(/Plimsoll/)
      await lives(page)
    })
  }

  test('the page of a repository names the manifests that could not be read', async ({ page, dashboard, sample }) => {
    const { url } = await dashboard()
    const faults = [{ path: `${HANDBOOK}manifests/`, answer: 'wrong_digest' }]
    const { host } = await sample({ config: { repositories: REPOSITORIES, faults }, cors: url })
    await page.goto(`${url}/r/${host}/repositories/docs%2Fhandbook`)
    await scanEnds(page, 'Scan incomplete')
    const line = page.getByRole('main').getByRole('listitem').filter({ hasText: /do not match their digest/ })
    await expect(line).toContainText(/manifest\s+2026, 2026-\d\d, .* and 1 more/)
  })

  // Across origins a browser shows the compressed length, and hides that the answer was compressed.
  test('a few bytes that unpack to 64 MiB: not unpacked to the end', async ({ page, dashboard, sample }) => {
    const { url } = await dashboard()
    const truth = await sample({ config: { repositories: REPOSITORIES }, cors: url })
    const bomb = gzipSync(Buffer.alloc(64 << 20, ' '), { level: 9 })
    const passage = await startPassage(truth.url)
    passage.instead(({ method, url: path = '' }) => {
      const headers = { 'access-control-allow-origin': url, 'content-encoding': 'gzip', 'content-length': String(bomb.length) }
      return method === 'GET' && path.startsWith(`${HANDBOOK}tags/list`) ? { status: 200, headers, body: bomb } : undefined
    })
    try {
      await page.goto(`${url}/r/${passage.host}`)
      await scanEnds(page, 'Scan incomplete')
      await expect(gaps(page).filter({ hasText: 'docs/handbook' }).filter({ hasText: /The answer is too long, so it was not read/ }).first()).toBeVisible()
      await lives(page)
    } finally {
      await passage.stop()
    }
  })

  test('lists that are null are empty ones', async ({ page, dashboard, sample }) => {
    const { url } = await dashboard()
    const faults = [{ path: `${HANDBOOK}tags/list`, answer: 'null_lists' }]
    const { host } = await sample({ config: { repositories: REPOSITORIES, faults }, cors: url })
    await page.goto(`${url}/r/${host}`)
    await scanEnds(page)
    await page.getByRole('link', { name: 'All 2' }).click()
    await expect(table(page, 'Repositories').getByRole('row').filter({ hasText: 'docs/handbook' })).toContainText('empty')
  })

  test('names with markup are text, and no names', async ({ page, dashboard, sample }) => {
    const { url } = await dashboard()
    const faults = [{ path: '/v2/_catalog', answer: 'markup_names' }, { path: '/tags/list', answer: 'markup_names' }]
    const { host } = await sample({ config: { repositories: REPOSITORIES, faults }, cors: url })
    page.on('dialog', (dialog) => {
      throw new Error(`a script ran: ${dialog.message()}`)
    })
    await page.goto(`${url}/r/${host}`)
    await scanEnds(page, 'Scan incomplete')
    for (const name of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>']) {
      await expect(gaps(page).filter({ hasText: name }).first()).toContainText('invalid name')
    }
    expect(await page.evaluate(() => document.body.querySelectorAll('img, script').length)).toBe(0)
    await page.getByRole('link', { name: 'All 2' }).click()
    await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(2)
  })
})

test.describe('answers at the door', () => {
  const doors: [what: string, answer: Fault['answer'], said: RegExp][] = [
    ['HTML', 'html', /not a container registry/],
    ['no answer', 'drop', /No answer came/],
    ['a fault', { status: [503, 'down for <b>maintenance</b>'] }, /fault on its side.*down for <b>maintenance<\/b>/],
    ['forbidden', { status: [403, 'no'] }, /forbids this/],
  ]
  for (const [what, answer, said] of doors) {
    test(`${what}: says so and offers to try again`, async ({ page, dashboard, sample, problems }) => {
      problems.allow(/Failed to load resource: net::ERR_|blocked by CORS policy/)
      const { url } = await dashboard()
      const registry = await sample({ config: { repositories: REPOSITORIES, faults: [{ path: '/v2/', answer }] }, cors: url })
      await page.goto(`${url}/r/${registry.host}`)
      await expect(page.getByRole('alert')).toContainText(said)
      await expect(page.getByRole('heading', { name: `${registry.host} cannot be opened` })).toBeVisible()
      await registry.configure({ repositories: REPOSITORIES })
      await page.getByRole('button', { name: 'Try again' }).click()
      await scanEnds(page)
    })
  }

  const lists: [answer: string, said: RegExp][] = [
    ['truncated_json', /not the JSON that the specification asks for/],
    ['html', /sent a web page instead of a registry's answer/],
    ['garbage', /not the JSON that the specification asks for/],
    ['drop', /No answer came/],
  ]
  for (const [answer, said] of lists) {
    test(`a list of repositories that cannot be read (${answer}) is no empty registry`, async ({ page, dashboard, sample, problems }) => {
      problems.allow(/Failed to load resource: net::ERR_|blocked by CORS policy/)
      const { url } = await dashboard()
      const registry = await sample({ config: { repositories: REPOSITORIES, faults: [{ path: '/v2/_catalog', answer }] }, cors: url })
      await page.goto(`${url}/r/${registry.host}`)
      await scanEnds(page, 'Scan incomplete')
      const main = page.getByRole('main')
      await expect(main).toContainText(said)
      await expect(gaps(page)).toHaveCount(1)
      await expect(main).toContainText('No repository was read')
      await expect(main).not.toContainText('This registry is empty.')
      await page.getByRole('link', { name: 'All 0' }).click()
      await expect(main).toContainText('No repository was read')
      await registry.configure({ repositories: REPOSITORIES })
      await page.getByRole('button', { name: 'Scan again' }).click()
      await scanEnds(page)
      await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(2)
    })
  }
})

test.describe('nothing goes to anybody else', () => {
  test('a list that goes on at another host is not followed', async ({ page, dashboard, sample }) => {
    const other = await startStranger()
    try {
      const { url } = await dashboard()
      const faults = ['/v2/_catalog', `${HANDBOOK}tags/list`].map((path) => ({ path, answer: { foreign_link: `${other.url}/v2/_catalog?n=1` } }))
      const { host } = await sample({ config: { repositories: REPOSITORIES, faults }, cors: url })
      await page.goto(`${url}/r/${host}`)
      await scanEnds(page, 'Scan incomplete')
      await expect(gaps(page).filter({ hasText: "continues at another server's address" })).toHaveCount(2)
      await lives(page)
      expect(other.heard).toEqual([])
    } finally {
      await other.stop()
    }
  })

  test('a sign-in at another host gets nothing, neither before nor with a password', async ({ page, dashboard, sample }) => {
    const other = await startStranger()
    try {
      const { url } = await dashboard()
      const authentication = { bearer: { user: 'ada', password: 'open sesame', realm: `${other.url}/token` } }
      const { host } = await sample({ config: { repositories: REPOSITORIES, authentication }, cors: url })
      await page.goto(url)
      await page.getByRole('textbox', { name: 'Registry address' }).fill(host)
      await page.getByRole('textbox', { name: 'User name' }).fill('ada')
      await page.getByRole('textbox', { name: 'Password' }).fill('open sesame')
      await page.getByRole('button', { name: 'Connect' }).click()
      // The page asks first. Nothing is sent before the user answers, or after the answer "Do not ask".
      const elsewhere = other.host
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in at ${elsewhere}?`)
      await expect(page.getByRole('main')).toContainText(`${elsewhere} receives your user name and password`)
      expect(other.heard).toEqual([])
      await page.getByRole('button', { name: 'Do not ask' }).click()
      await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(`Sign in at ${elsewhere}?`)
      await expect(page.getByRole('alert').first()).toContainText('Nothing was sent there')
      expect(other.heard).toEqual([])
    } finally {
      await other.stop()
    }
  })
})
