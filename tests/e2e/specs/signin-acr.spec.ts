// The sample as an Azure registry, with each way to sign in that such a registry has.

import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirm, confirmAndClose } from '../support/dialog.ts'
import { expectNone, forms, signIn, traces, ZEROS } from '../support/sign_in.ts'
import type { Azure, Identity, Sample } from '../support/sample.ts'
import { bodyRows, scanEnds, scanStatus, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/billing', 'sandbox/scratchpad']
const ADMIN: Identity = { kind: 'admin', user: 'team', password: 'Adm1n-pass-9f2' }
const PULLER: Identity = { kind: 'service_principal', user: '6d1f0a4e-app', password: 'Pu11er-s3cret', roles: ['AcrPull'] }
const TOKEN: Identity = {
  kind: 'token',
  user: 'nightly',
  password: 'T0ken-pass-77',
  scope_map: [{ repositories: 'docs/*', actions: ['content/read', 'metadata/read'] }],
}

/** The sample behind the page, as an Azure registry with these identities. */
function known(team: (config: object) => Promise<{ sample: Sample; url: string }>, azure: Azure, more: object = {}) {
  const realm = 'https://team.azurecr.io/oauth2/token'
  return team({ repositories: REPOSITORIES, authentication: { acr: { realm, ...azure } }, ...more })
}

async function asked(sample: Sample): Promise<string[]> {
  return (await sample.requests()).map(([method, path]) => `${method} ${path}`)
}

test.beforeEach(({ problems }) => problems.allow(/Failed to load resource/))

test('the admin user reads everything and deletes', async ({ page, team }) => {
  const { sample, url } = await known(team, { identities: [ADMIN] })
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to team.azurecr.io')
  await expect(page.getByRole('textbox', { name: 'User name' })).toBeFocused()
  await signIn(page, ADMIN.user, 'wrong-password')
  await expect(page.getByRole('alert')).toContainText('The registry refused the user name or the password.')
  // Only the password is to be typed again, and Enter is enough.
  await expect(page.getByRole('textbox', { name: 'User name' })).toHaveValue(ADMIN.user)
  await expect(page.getByLabel('Password')).toBeFocused()
  await page.keyboard.type(ADMIN.password)
  await page.keyboard.press('Enter')
  await scanEnds(page)
  const before = await asked(sample)
  expect(before.filter((line) => line.includes('delete')), 'no right to delete is asked for to read').toEqual([])
  await confirmAndClose(await askToDelete(page, 'Tags', ['7.0']), 1)
  expect((await asked(sample)).some((line) => line.startsWith('GET /oauth2/token') && decodeURIComponent(line).includes('repository:legacy/billing:delete'))).toBe(true)
})

test('a service principal that may not delete is told which right and role is missing, and nothing is sent', async ({ page, team }) => {
  const { sample, url } = await known(team, { identities: [PULLER] })
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await signIn(page, PULLER.user, PULLER.password)
  await scanEnds(page)
  const dialog = await askToDelete(page, 'Tags', ['7.0'])
  await confirm(dialog, 1)
  await expect(dialog).toContainText('may not delete in legacy/billing: the right delete is missing. The role AcrDelete gives it')
  expect((await asked(sample)).filter((line) => line.startsWith('DELETE'))).toEqual([])
})

test('a repository-scoped token cannot list: names are asked for, kept, and can be changed; a link leads there at once', async ({ page, team }) => {
  const { url } = await known(team, { identities: [TOKEN] })
  await page.goto(url)
  await signIn(page, TOKEN.user, TOKEN.password)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which repositories of team.azurecr.io?')
  await expect(page.getByText('A repository-scoped token can never have it.')).toBeVisible()
  const names = page.getByRole('textbox', { name: 'Repository names' })
  await expect(names).toBeFocused()
  await names.fill('docs/handbook:1.0')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await expect(page.getByRole('alert')).toContainText('docs/handbook:1.0 is no name of a repository')
  await names.fill('team.azurecr.io/docs/handbook')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await scanEnds(page)
  await page.getByRole('link', { name: 'Repositories', exact: true }).first().click()
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)

  // Kept for the next visit, without the token.
  await page.reload()
  await signIn(page, TOKEN.user, TOKEN.password)
  await scanEnds(page)
  await expect(table(page, 'Repositories').getByRole('link', { name: 'docs/handbook' })).toBeVisible()
  await page.getByRole('button', { name: 'Change names' }).click()
  await expect(names).toHaveValue('docs/handbook')
  // A token cannot read repositories that its scope map does not name, and the page says so.
  await names.fill('docs/handbook legacy/billing')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await scanEnds(page, 'Scan incomplete')
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(2)

  await page.evaluate(() => localStorage.clear())
  await page.goto(`${url}/repositories/docs%2Fhandbook`)
  await signIn(page, TOKEN.user, TOKEN.password)
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Tags')).first()).toBeVisible()
})

test('a token of az acr login is exchanged, goes nowhere else, and says when it is too old', async ({ page, team }) => {
  const refresh = 'eyJhbGciOiJub25lIn0.eyJqdGkiOiJ0ZXN0In0.c2lnbmF0dXJlLW9mLWEtdGVzdA'
  const { sample, url } = await known(team, { identities: [{ kind: 'entra', refresh_token: refresh, roles: ['AcrPull'] }] })
  const requests: { url: string; headers: Record<string, string>; body: string }[] = []
  page.on('request', (request) => requests.push({ url: request.url(), headers: request.headers(), body: request.postData() ?? '' }))
  await page.goto(url)
  await page.getByRole('radio', { name: 'A token of az acr login' }).check()
  await expect(page.getByRole('textbox', { name: 'User name' })).toHaveValue(ZEROS)
  await expect(page.getByText('az acr login --name team --expose-token')).toBeVisible()
  await page.getByLabel('Password').fill('not-the-token')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert')).toContainText('Run az acr login --expose-token again')
  await page.getByLabel('Password').fill(refresh)
  await page.getByRole('button', { name: 'Connect' }).click()
  await scanEnds(page)
  const exchanges = requests.filter(({ body }) => body.includes(encodeURIComponent(refresh)))
  expect(exchanges.length).toBeGreaterThan(0)
  for (const { url: where } of exchanges) expect(where).toContain('/registry/team/oauth2/token')
  for (const { url: where, headers } of requests) {
    expectNone([refresh, ...forms(ZEROS, refresh)], where + JSON.stringify(headers), 'a request')
    expect(headers['authorization'] ?? '').not.toContain('Basic')
  }
  expectNone([refresh], await traces(page), 'the page')
  expectNone([refresh], JSON.stringify(await sample.requests()), 'an address')
})

test('anonymous pull opens without a sign-in, and offers one', async ({ page, team }) => {
  const { url } = await known(team, { anonymous_pull: true, identities: [ADMIN] })
  await page.goto(url)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Continue without signing in' }).click()
  await scanEnds(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', `Signed in as ${ADMIN.user}`)
})

test('a registry with permissions by repository gives every right it has, one repository at a time', async ({ page, team }) => {
  const reader: Identity = {
    kind: 'service_principal',
    user: 'abac-app',
    password: 'Abac-s3cret-1',
    roles: ['Container Registry Repository Reader', 'Container Registry Repository Catalog Lister'],
  }
  const { sample, url } = await known(team, { abac: true, identities: [reader] })
  await page.goto(url)
  await signIn(page, reader.user, reader.password)
  await scanEnds(page)
  const scopes = (await asked(sample)).map((line) => decodeURIComponent(line)).filter((line) => line.includes('scope=repository:'))
  expect(scopes.length).toBe(REPOSITORIES.length)
  expect(scopes.filter((line) => line.includes('repository:*'))).toEqual([])
})

test('tokens that end in the middle of it are renewed without a word', async ({ page, team }) => {
  const { sample, url } = await known(team, { identities: [ADMIN], access_seconds: 2 })
  await page.goto(url)
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  const tokens = async () => (await asked(sample)).filter((line) => line.includes('/oauth2/token')).length
  const before = await tokens()
  // Scans are repeated until the tokens of the first scan have ended and are refused.
  await expect(async () => {
    await page.getByRole('button', { name: 'Scan again' }).click()
    await scanEnds(page)
    expect(await tokens()).toBeGreaterThan(before)
  }).toPass()
})

test('"keep me signed in" survives a reload, ends with signing out, and is not ticked by itself', async ({ page, team }) => {
  const { url } = await known(team, { identities: [ADMIN] })
  await page.goto(url)
  const box = page.getByRole('checkbox', { name: 'Keep me signed in for this tab' })
  await expect(box).not.toBeChecked()
  await box.check()
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie]))
  expectNone(forms(ADMIN.user, ADMIN.password), kept, 'what outlives the tab')
  await page.reload()
  await scanEnds(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  expectNone(forms(ADMIN.user, ADMIN.password), await traces(page), 'the page')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to team.azurecr.io')

  // If the box is not ticked, nothing is kept.
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  expectNone(forms(ADMIN.user, ADMIN.password), await traces(page), 'the page')
})

test('what was kept and is refused is forgotten', async ({ page, team }) => {
  const { sample, url } = await known(team, { identities: [ADMIN] })
  await page.goto(url)
  await page.getByRole('checkbox', { name: 'Keep me signed in for this tab' }).check()
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  const realm = 'https://team.azurecr.io/oauth2/token'
  await sample.configure({ repositories: REPOSITORIES, authentication: { acr: { realm, identities: [{ ...ADMIN, password: 'changed-meanwhile' }] } } })
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('refused the user name or the password')
  expectNone(forms(ADMIN.user, ADMIN.password), await traces(page), 'the page')
})

test('a registry that asks to slow down is waited for, visibly, and read to the end', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES, throttle: { every: 25, retry_after: 2 } })
  const said: string[] = []
  await page.exposeFunction('told', (text: string) => said.push(text))
  await page.addInitScript(() => {
    // Every text of the live region, in order.
    new MutationObserver(() => {
      const text = document.querySelector('header [role=status]')?.textContent ?? ''
      const page = window as unknown as { told(text: string): void; last?: string }
      if (text !== page.last) page.told((page.last = text))
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  await page.goto(url)
  await expect(page.getByText(/^Registry asks to slow down: waiting \d+ s$/)).toBeVisible()
  await scanEnds(page)
  await expect(page.getByText(/^Registry asks to slow down/)).toBeHidden()
  // The pause is read out once, without its seconds.
  expect(said.filter((text) => text.includes('slow')).length).toBe(1)
  await expect(scanStatus(page)).toHaveText(/Scan complete$/)
})

test('a deletion that is to slow down says so, waits, and is done', async ({ page, team }) => {
  const slow = { method: 'DELETE', times: 2, answer: { status: [429, '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}'] } }
  const { url } = await team({ repositories: REPOSITORIES, faults: [slow] })
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await scanEnds(page)
  const dialog = await askToDelete(page, 'Tags', ['7.0'])
  await confirm(dialog, 1)
  await expect(dialog.getByText(/^Registry asks to slow down: waiting \d+ s$/)).toBeVisible()
  await expect(dialog.getByRole('status')).toContainText('1 manifest deleted.')
})

test('two registries side by side keep their own sign-in and what was read', async ({ page, sample, dashboard }) => {
  const start = (identity: Identity, repository: string) =>
    sample({ config: { repositories: [repository], authentication: { acr: { identities: [identity], realm: `https://${repository.split('/')[0]}.azurecr.io/oauth2/token` } } } })
  const other: Identity = { kind: 'admin', user: 'legacy', password: 'Legacy-pass-1' }
  const [docs, legacy] = [await start(ADMIN, 'docs/handbook'), await start(other, 'legacy/billing')]
  const { url } = await dashboard({ registries: { docs: docs.url, legacy: legacy.url }, publicHosts: { docs: 'docs.azurecr.io', legacy: 'legacy.azurecr.io' } })
  await page.goto(`${url}/r/docs/repositories`)
  await signIn(page, ADMIN.user, ADMIN.password)
  await scanEnds(page)
  const switcher = page.getByRole('banner').getByTitle('Switch to another registry')
  const others = page.getByRole('navigation', { name: 'Registries to switch to' })
  const goTo = async (name: RegExp) => {
    await switcher.focus()
    await page.keyboard.press('Enter')
    await others.getByRole('link', { name }).click()
  }
  await goTo(/^legacy/)
  // The same kind of page, and nobody is signed in there yet.
  await expect(page).toHaveURL(`${url}/r/legacy/repositories`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to legacy.azurecr.io')
  await signIn(page, other.user, other.password)
  await scanEnds(page)
  await expect(table(page, 'Repositories').getByRole('link', { name: 'legacy/billing' })).toBeVisible()
  const before = (await docs.requests()).length
  await goTo(/^docs/)
  await expect(table(page, 'Repositories').getByRole('link', { name: 'docs/handbook' })).toBeVisible()
  expect((await docs.requests()).length, 'nothing is read again').toBe(before)
  await switcher.click()
  await expect(others).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(others).toBeHidden()
  await expect(switcher).toBeFocused()
  expectNone([...forms(ADMIN.user, ADMIN.password), ...forms(other.user, other.password)], await traces(page), 'the page')
})
