// Repositories by name: beside a list that works, and instead of one; kept by registry; wrong names.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { Sample } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const TOKEN = {
  kind: 'token' as const,
  user: 'nightly',
  password: 'T0ken-pass-77',
  scope_map: [{ repositories: 'docs/*', actions: ['content/read' as const, 'metadata/read' as const] }],
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Repository names' })
const read = (page: Page) => page.getByRole('button', { name: 'Read these repositories' })
const repositories = (page: Page) => table(page, 'Repositories')
const row = (page: Page, name: string) => bodyRows(repositories(page)).filter({ has: page.getByRole('link', { name, exact: true }) })

/** Opens the page of names beside a list that works. */
async function openNames(page: Page): Promise<void> {
  await page.getByRole('banner').getByTitle('Switch to another registry').click()
  await page.getByRole('button', { name: 'Add repositories by name…' }).click()
  await expect(field(page)).toBeFocused()
}

async function name(page: Page, names: string, ends: 'Scan complete' | 'Scan incomplete' = 'Scan complete'): Promise<void> {
  await field(page).fill(names)
  await read(page).click()
  await scanEnds(page, ends)
}

/** Leaves a repository out of all lists, by its own attribute. */
async function hide(sample: Sample, repository: string): Promise<void> {
  const change = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"listEnabled":false}' }
  expect((await fetch(`${sample.url}/acr/v1/${repository}`, change)).status).toBe(200)
}

test('beside a list that works: added, kept over a reload, removed again', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing'] })
  await hide(sample, 'legacy/billing')
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await expect(bodyRows(repositories(page))).toHaveCount(1)

  await openNames(page)
  await expect(page.getByText("Add repositories that the registry's own list leaves out.")).toBeVisible()
  await expect(field(page)).toHaveValue('')
  // Back changes nothing.
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(bodyRows(repositories(page))).toHaveCount(1)

  await openNames(page)
  await name(page, 'legacy/billing')
  await expect(bodyRows(repositories(page))).toHaveCount(2)
  await expect(row(page, 'legacy/billing')).toContainText('hidden')
  // The list is still read: this is no registry of named repositories only.
  await expect(page.getByText('Named repositories only')).toHaveCount(0)

  await page.reload()
  await scanEnds(page)
  await expect(row(page, 'legacy/billing')).toHaveCount(1)
  await openNames(page)
  await expect(field(page)).toHaveValue('legacy/billing')
  await name(page, '')
  await expect(bodyRows(repositories(page))).toHaveCount(1)
  await page.reload()
  await scanEnds(page)
  await expect(bodyRows(repositories(page))).toHaveCount(1)
})

test('a name that leads nowhere is told by its reason, and the rest is read', async ({ page, team, problems }) => {
  problems.allow(/Failed to load resource/)
  const { url } = await team({ repositories: ['docs/handbook'] })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await openNames(page)
  await name(page, 'no/such, docs/handbook')
  const told = page.getByRole('note').filter({ hasText: 'Not found' })
  await expect(told).toContainText('no/such: not in this registry, or empty.')
  await expect(told).not.toContainText('docs/handbook')
  await expect(row(page, 'docs/handbook')).toContainText('13')
  await told.getByRole('button', { name: 'Change names' }).click()
  await expect(field(page)).toHaveValue('docs/handbook\nno/such')
  await name(page, 'docs/handbook')
  await expect(told).toHaveCount(0)
  await expect(bodyRows(repositories(page))).toHaveCount(1)
})

test('wrong and hostile names are named, and nothing is asked or lost for them', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook'] })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await openNames(page)
  const before = (await sample.requests()).length
  const hostile = [
    'Docs/Handbook',
    'docs/handbook:1.0',
    '../../v2/_catalog',
    'docs/..',
    'docs//handbook',
    '/docs/handbook',
    'docs/handbook/',
    'docs/handbook?n=1',
    'docs/%2e%2e/x',
    '<img/src=x>',
    'https://elsewhere.example.com/docs',
    'docs\u202ekoobdnah',
    `a/${'x'.repeat(300)}`,
  ]
  for (const wrong of hostile) {
    await field(page).fill(`docs/handbook\n${wrong}`)
    await read(page).click()
    const said = page.getByRole('alert')
    await expect(said).toContainText('is no name of a repository')
    await expect(said).toContainText(wrong.slice(0, 60))
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveValue(`docs/handbook\n${wrong}`)
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
    // A corrected name is not called wrong any more.
    await field(page).fill('docs/handbook')
    await expect(said).toHaveCount(0)
  }
  expect((await sample.requests()).length, 'nothing was asked').toBe(before)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage })), 'nothing is kept').not.toContain('plimsoll.repositories')
})

test('a token that cannot list: names kept by registry, and one at least', async ({ page, sample, dashboard, problems }) => {
  problems.allow(/Failed to load resource/)
  const start = (host: string) =>
    sample({ config: { repositories: ['docs/handbook', 'legacy/billing'], authentication: { acr: { realm: `https://${host}/oauth2/token`, identities: [TOKEN] } } } })
  const [one, two] = [await start('one.azurecr.io'), await start('two.azurecr.io')]
  const { url } = await dashboard({ registries: { one: one.url, two: two.url }, publicHosts: { one: 'one.azurecr.io', two: 'two.azurecr.io' } })
  await page.goto(`${url}/r/one/repositories`)
  await signIn(page, TOKEN.user, TOKEN.password)
  await expect(field(page)).toBeFocused()
  await read(page).click()
  await expect(page.getByRole('alert')).toContainText('Name at least one repository.')
  await name(page, 'docs/handbook')
  // The other registry knows nothing of it.
  await page.goto(`${url}/r/two/repositories`)
  await signIn(page, TOKEN.user, TOKEN.password)
  await expect(field(page)).toHaveValue('')
  await name(page, 'legacy/billing', 'Scan incomplete')
  await expect(row(page, 'legacy/billing')).toContainText('not read')
  await expect(row(page, 'legacy/billing')).not.toContainText('0')
  await page.goto(`${url}/r/one/repositories`)
  await signIn(page, TOKEN.user, TOKEN.password)
  await scanEnds(page)
  await expect(bodyRows(repositories(page))).toHaveCount(1)
  await expect(row(page, 'docs/handbook')).toHaveCount(1)

  // Changed and removed again, it is gone after a reload, too.
  await page.getByRole('button', { name: 'Change names' }).click()
  await name(page, 'docs/handbook legacy/billing', 'Scan incomplete')
  await expect(bodyRows(repositories(page))).toHaveCount(2)
  await page.getByRole('button', { name: 'Change names' }).click()
  await name(page, 'docs/handbook')
  await page.reload()
  await signIn(page, TOKEN.user, TOKEN.password)
  await scanEnds(page)
  await expect(bodyRows(repositories(page))).toHaveCount(1)
})

for (const status of [403, 404, 503]) {
  test(`where the list of repositories answers ${status}, those that are named are read`, async ({ page, team, problems }) => {
    problems.allow(/Failed to load resource/)
    const answer = { status: [status, '{"errors":[{"code":"X","message":"no"}]}'] }
    const failing = { repositories: ['docs/handbook', 'legacy/billing'], faults: [{ path: '_catalog', answer }] }
    const { url, sample } = await team(failing)
    await page.goto(`${url}/repositories`)
    await scanEnds(page, 'Scan incomplete')
    await expect(bodyRows(repositories(page))).toHaveCount(0)

    await openNames(page)
    await expect(page.getByText("The registry's own list could not be read whole.")).toBeVisible()
    await name(page, 'docs/handbook', 'Scan incomplete')
    await expect(bodyRows(repositories(page))).toHaveCount(1)
    await expect(row(page, 'docs/handbook')).toContainText('13')

    // A list that works again shows the rest; one that fails once more takes none of it away.
    await sample.configure({ repositories: ['docs/handbook', 'legacy/billing'] })
    await page.getByRole('button', { name: 'Scan again' }).click()
    await scanEnds(page)
    await expect(bodyRows(repositories(page))).toHaveCount(2)
    await sample.configure(failing)
    await page.getByRole('button', { name: 'Scan again' }).click()
    await scanEnds(page, 'Scan incomplete')
    await expect(bodyRows(repositories(page))).toHaveCount(2)
  })
}

for (const status of [500, 404, 405]) {
  test(`without a list of repositories (${status}) the form stands beside the reason, and a link is read all the same`, async ({ page, team, problems }) => {
    problems.allow(/Failed to load resource/)
    const { url } = await team({ repositories: ['docs/handbook', 'legacy/billing'] })
    const body = JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'unknown error' }] })
    await page.route(/\/v2\/_catalog/, (route) => route.fulfill({ status, contentType: 'application/json', body }))
    await page.goto(url)
    await scanEnds(page, 'Scan incomplete')
    const why = page.getByRole('note').filter({ hasText: 'Not read' })
    await expect(why).toBeVisible()
    await expect(why).not.toContainText('later')
    await expect(page.getByRole('main')).toContainText('No repository was read yet.')
    await read(page).click()
    await expect(page.getByText('Name at least one repository.')).toBeVisible()
    await name(page, 'docs/handbook', 'Scan incomplete')
    await expect(page.getByRole('heading', { name: 'Could not be read' })).toBeVisible()
    await expect(field(page)).toHaveCount(0)
    await page.getByRole('button', { name: 'Add repositories by name…' }).click()
    await expect(field(page)).toHaveValue('docs/handbook')

    // A link to another one.
    await page.goto(`${url}/repositories/${encodeURIComponent('legacy/billing')}`)
    await scanEnds(page, 'Scan incomplete')
    await expect(bodyRows(table(page, 'Tags')).first()).toBeVisible()
  })
}
