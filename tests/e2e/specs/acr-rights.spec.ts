// Refusals of an Azure registry, by its network rules and for lack of rights, and the words for them in each place of
// the page.

import type { Page } from '@playwright/test'
import { begin, choose, dialog, openDeletion, selection } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { deletes, type Fault, type Identity, type Sample } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { scanEnds } from '../support/views.ts'

const BILLING = 'legacy/billing'
const PAGE = `/repositories/${encodeURIComponent(BILLING)}`
const DENIED: Fault['answer'] = { status: [403, JSON.stringify({ errors: [{ code: 'DENIED', message: 'client with IP is not allowed access.' }] })] }
const NETWORK = /network rules do not admit this computer \(403\).* under Networking.*The registry said: DENIED, “client with IP is not allowed access.”/

test.beforeEach(({ problems }) => problems.allow(/Failed to load resource/))

async function deleteTag(sample: Sample, tag: string): Promise<void> {
  const { tag: entry } = await (await fetch(`${sample.url}/acr/v1/${BILLING}/_tags/${tag}`)).json()
  expect((await fetch(`${sample.url}/v2/${BILLING}/manifests/${entry.digest}`, { method: 'DELETE' })).status).toBe(202)
}

test.describe('network rules are told as what they are', () => {
  const refusing = (method: string, path: string) => ({ repositories: [BILLING, 'docs/handbook'], soft_delete: {}, faults: [{ method, path, answer: DENIED }] })

  test('when connecting: the registry is not opened, and can be tried again', async ({ page, team }) => {
    const { url, sample } = await team({ repositories: [BILLING], network_refused: true })
    await page.goto(url)
    await expect(page.getByRole('alert')).toContainText('network rules do not admit this computer (403)')
    await expect(page.getByRole('alert')).not.toContainText('.”.')
    await sample.configure({ repositories: [BILLING] })
    await page.getByRole('button', { name: 'Try again' }).click()
    await scanEnds(page)
  })

  test('of one repository, in a scan: its own page says so and calls nothing empty', async ({ page, team }) => {
    const { url } = await team(refusing('GET', '/legacy/billing'))
    await page.goto(`${url}${PAGE}`)
    await scanEnds(page, 'Scan incomplete')
    await expect(page.getByRole('note').filter({ hasText: 'Not read' })).toContainText(NETWORK)
    await expect(page.getByRole('main')).toContainText('Nothing in this repository could be read.')
    await expect(page.getByRole('main')).toContainText('Tags could not be read')
    await expect(page.getByRole('main')).not.toContainText('No tags')
    await expect(page.getByRole('main').getByText('tags not read')).toBeVisible()
    await page.getByRole('tab', { name: /^Manifests/ }).click()
    await expect(page.getByRole('main')).toContainText('Manifests could not be read')
  })

  test('when locking', async ({ page, team }) => {
    const { url } = await team(refusing('PATCH', ''))
    await page.goto(`${url}${PAGE}`)
    await scanEnds(page)
    await page.getByRole('button', { name: 'Lock…', exact: true }).click()
    await begin(dialog(page))
    await expect(dialog(page).getByRole('status')).toContainText('Not all')
    await expect(dialog(page).getByRole('status')).toContainText(NETWORK)
  })

  test('when restoring, and when reading the bin', async ({ page, team }) => {
    const { url, sample } = await team(refusing('POST', '_deleted'))
    await deleteTag(sample, '7.2')
    await page.goto(`${url}/deleted`)
    await choose(page, [`${BILLING}:7.2`])
    await selection(page).getByRole('button', { name: 'Restore…' }).click()
    await begin(dialog(page))
    await expect(dialog(page).getByRole('status')).toContainText('0 of 1 manifest restored')
    await expect(dialog(page).getByRole('listitem')).toContainText(NETWORK)
    await sample.configure(refusing('GET', '_deleted'))
    await page.goto(`${url}/deleted`)
    await expect(page.getByRole('alert')).toContainText(NETWORK)
    await sample.configure({ repositories: [BILLING], soft_delete: {} })
    await page.getByRole('button', { name: 'Read again' }).click()
    await expect(page.getByRole('main')).toContainText('The bin is empty')
  })
})

test.describe('a right that is missing is named, with the role that gives it', () => {
  const realm = 'https://team.azurecr.io/oauth2/token'
  const reader: Identity = { kind: 'service_principal', user: 'reader', password: 'Reader-1', roles: ['AcrPull'] }
  const open = async (page: Page, url: string, identity: Identity) => {
    await page.goto(url)
    await signIn(page, 'user' in identity ? identity.user : '', 'password' in identity ? identity.password : '')
  }
  const known = (identity: Identity) => ({ repositories: [BILLING, 'docs/handbook'], soft_delete: {}, authentication: { acr: { realm, identities: [identity] } } })

  test('when locking, untagging and deleting: nothing is changed', async ({ page, team }) => {
    const { url, sample } = await team(known(reader))
    await open(page, `${url}${PAGE}`, reader)
    await scanEnds(page)
    await choose(page, ['7.2'])
    await selection(page).getByRole('button', { name: 'Lock…', exact: true }).click()
    await begin(dialog(page))
    await expect(dialog(page).getByRole('listitem')).toContainText('the right metadata_write is missing. The role AcrPush gives it')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await selection(page).getByRole('button', { name: 'Untag…' }).click()
    await begin(dialog(page))
    await expect(dialog(page).getByRole('listitem')).toContainText(/the right delete or metadata_write is missing/)
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await begin(await openDeletion(page))
    await expect(dialog(page).getByRole('listitem')).toContainText('the right delete is missing. The role AcrDelete gives it')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('checkbox', { name: '7.2', exact: true })).toBeVisible()
    expect(await deletes(sample)).toEqual([])
  })

  test('when reading the bin', async ({ page, team }) => {
    const { url } = await team(known(reader))
    await open(page, `${url}/deleted`, reader)
    await expect(page.getByRole('alert')).toContainText('may not list deleted manifests: the right deleted_catalog is missing. The role Contributor gives it')
  })

  test('of one repository, that a scope map does not name', async ({ page, team }) => {
    const token: Identity = { kind: 'token', user: 'nightly', password: 'T0ken', scope_map: [{ repositories: 'docs/*', actions: ['content/read', 'metadata/read'] }] }
    const { url } = await team(known(token))
    await open(page, `${url}${PAGE}`, token)
    await scanEnds(page, 'Scan incomplete')
    await expect(page.getByRole('note').filter({ hasText: 'Not read' })).toContainText('A repository-scoped token needs content/read or metadata/read in its scope map')
  })
})

test('what was said to one way of signing in is not said to the other', async ({ page, team }) => {
  const admin: Identity = { kind: 'admin', user: 'team', password: 'Adm1n' }
  const { url } = await team({ repositories: [BILLING], authentication: { acr: { identities: [admin], realm: 'https://team.azurecr.io/oauth2/token' } } })
  await page.goto(url)
  await signIn(page, 'team', 'wrong')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByRole('radio', { name: 'A token of az acr login' }).check()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('one repository whose bin may not be read hides nothing of the others', async ({ page, team }) => {
  const answer: Fault['answer'] = { status: [403, ''] }
  const { url, sample } = await team({ repositories: [BILLING, 'charts/platform'], soft_delete: {}, faults: [{ method: 'GET', path: '_deleted/charts', answer }] })
  await deleteTag(sample, '7.2')
  expect((await fetch(`${sample.url}/acr/v1/charts/platform`, { method: 'DELETE' })).status).toBe(202)
  await page.goto(`${url}/deleted`)
  await expect(page.getByRole('note').filter({ hasText: 'Not read whole' })).toContainText('charts/platform: The registry')
  await expect(page.getByRole('checkbox', { name: `${BILLING}:7.2`, exact: true })).toBeVisible()
})
