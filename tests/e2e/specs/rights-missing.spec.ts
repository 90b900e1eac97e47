// A sign-in that may only read: the page names the missing right before anything is pushed or deleted. Tried with
// distribution's own token server, and with a password.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { askToDelete, askToUntag, begin, close, confirm, endsWith, expectAllFor, PLACEHOLDER, plannedItems } from '../support/dialog.ts'
import { expectKind } from '../support/about.ts'
import { expect, test as base } from '../support/fixtures.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { openScanned, repositoryPath } from '../support/pages.ts'
import { startPassage } from '../support/passage.ts'
import { missing, type Version } from '../support/registry.ts'
import { signIn } from '../support/sign_in.ts'
import { missingTokenServer, startTokenServer } from '../support/token_server.ts'
import { scanEnds, table } from '../support/views.ts'

const ALICE = { user: 'alice', password: 'Al1ce:in-w0nderland' }
const BASIC = `Basic ${Buffer.from(`${ALICE.user}:${ALICE.password}`).toString('base64')}`
const APP = 'alice/app'

interface Narrow {
  /** Starts a registry whose token server grants alice these actions in alice/app; nobody else anything. */
  narrow: (grants: string[], options?: { version?: Version; anonymous?: boolean }) => Promise<string>
  /** Every PUT and DELETE of the page. */
  changes: string[]
}

const test = base.extend<Narrow>({
  changes: async ({ page }, use) => {
    const sent: string[] = []
    page.on('request', (request) => ['PUT', 'DELETE'].includes(request.method()) && sent.push(`${request.method()} ${request.url()}`))
    await use(sent)
  },
  narrow: async ({ registry, dashboard, stock, problems }, use) => {
    problems.allow(/Failed to load resource/)
    const ends: (() => Promise<unknown>)[] = []
    await use(async (grants, { version = 2, anonymous = false } = {}) => {
      const tokens = await startTokenServer({ [ALICE.user]: ALICE.password })
      ends.push(() => tokens.stop())
      const stored = await withAlice(stock.tidy)
      ends.push(() => rm(stored, { recursive: true, force: true }))
      // The real token server grants all rights in a repository or none, so rights to withhold are not asked of it.
      const passage = await startPassage(`http://${tokens.host}`, (request) => {
        const url = new URL(request.path, 'http://tokens')
        const scopes = url.searchParams.getAll('scope')
        url.searchParams.delete('scope')
        for (const scope of scopes) {
          const [kind, name, actions = ''] = scope.split(':')
          const left = actions.split(',').filter((action) => kind === 'registry' || grants.includes(action))
          if (left.length > 0) url.searchParams.append('scope', `${kind}:${name}:${left.join(',')}`)
        }
        request.path = url.pathname + url.search
        if (anonymous) request.headers = { ...request.headers, authorization: BASIC }
      })
      ends.push(() => passage.stop())
      const { url } = await registry({ version, delete: true, tokens: tokens.auth, stored })
      const trusted_realms = [{ host: tokens.host, through: 'tokens' }]
      const { url: home } = await dashboard({ registries: { team: url, tokens: passage.url }, extraConfig: { trusted_realms } })
      return `${home}/r/team`
    })
    for (const end of ends.reverse()) await end()
  },
})

/** A copy of a registry's storage in which one repository is also called alice/app. */
async function withAlice(stored: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-alice-'))
  await cp(stored, folder, { recursive: true })
  const repositories = join(folder, 'docker/registry/v2/repositories')
  await cp(join(repositories, 'data/worker'), join(repositories, APP), { recursive: true })
  return folder
}

async function openApp(page: Page, home: string): Promise<void> {
  await page.goto(`${home}${repositoryPath(APP)}`)
  await signIn(page, ALICE.user, ALICE.password)
  await scanEnds(page, 'Scan incomplete')
}

async function untagByPlaceholder(page: Page, tags: string[]): Promise<Locator> {
  const dialog = await askToUntag(page, tags)
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  if (tags.length > 1) await dialog.getByRole('textbox').fill(String(tags.length))
  await begin(dialog)
  return dialog
}

test.describe('a real token server', () => {
  test.skip(() => missingTokenServer() !== undefined, missingTokenServer())

  test('that grants reading alone: the right is named, and nothing is sent', async ({ page, narrow, changes }) => {
    await openApp(page, await narrow(['pull']))
    const untag = await untagByPlaceholder(page, ['3.0.0', '3.1.0'])
    await expect(plannedItems(untag)).toHaveCount(2)
    await expectAllFor(untag, 'it may not push in alice/app: the right push is missing.')
    await expectAllFor(untag, 'Nothing was sent.')
    await endsWith(untag, '0 of 2 tags untagged')
    // The tags are still selected.
    const deletion = await askToDelete(page, 'Tags', [])
    await confirm(deletion, 2)
    await expect(plannedItems(deletion).first()).toContainText('it may not delete in alice/app: the right delete is missing.')
    await expect(deletion.getByRole('status')).toContainText('0 of 2 manifests deleted.')
    expect(changes).toEqual([])
  })

  test('that grants pushing and no deleting: nothing is pushed that could not be taken away', async ({ page, narrow, changes }) => {
    await openApp(page, await narrow(['pull', 'push']))
    const dialog = await untagByPlaceholder(page, ['3.1.0'])
    await expect(plannedItems(dialog)).toContainText('it may not delete in alice/app: the right delete is missing.')
    await endsWith(dialog, '0 of 1 tag untagged')
    expect(changes).toEqual([])
  })

  test('that grants all of it: the tag goes', async ({ page, narrow }) => {
    await openApp(page, await narrow(['pull', 'push', 'delete']))
    await endsWith(await untagByPlaceholder(page, ['3.1.0']), '1 tag untagged.')
    await expect(page.getByRole('tab', { name: 'Tags 3' })).toBeVisible()
  })

  test('that lets everybody read: signing in is the way out, and what for is said', async ({ page, narrow, changes }) => {
    await page.goto(`${await narrow(['pull'], { anonymous: true })}${repositoryPath(APP)}`)
    await scanEnds(page, 'Scan incomplete')
    const dialog = await untagByPlaceholder(page, ['3.1.0'])
    await expect(plannedItems(dialog)).toContainText('Nobody may push in alice/app without signing in: the right push is missing.')
    await endsWith(dialog, '0 of 1 tag untagged')
    expect(changes).toEqual([])
  })

  for (const version of [2, 3] as const satisfies Version[]) {
    test(`distribution ${version} is recognised in the first repository that may be read`, async ({ page, narrow }) => {
      test.skip(missing(version) !== undefined, missing(version))
      const home = await narrow(['pull'], { version })
      const asked: string[] = []
      page.on('request', (request) => /tags\/list\?n=x/.test(request.url()) && asked.push(new URL(request.url()).pathname))
      await page.goto(`${home}/about`)
      await signIn(page, ALICE.user, ALICE.password)
      await scanEnds(page, 'Scan incomplete')
      await expect(page.getByText('a page size that is not a number')).toBeVisible()
      await expectKind(page, `CNCF distribution ${version}`)
      // The first question is about a repository that nobody has. The token server grants nothing there, so it is not sent.
      expect(asked).toEqual(['/registry/team/v2/alice/app/tags/list'])
    })
  }
})

test.describe('a password', () => {
  const ADA = { ada: 'secret' }

  test('that reading does not take: what takes it is said, and nothing changes', async ({ page, dashboard, registry, stock, problems }) => {
    problems.allow(/Failed to load resource/)
    const { url } = await registry({ delete: true, users: ADA, stored: stock.tidy })
    // A server in front of the registry lets everybody read, by its own password.
    const authorization = `Basic ${Buffer.from('ada:secret').toString('base64')}`
    const passage = await startPassage(url, (request) => {
      if (['GET', 'HEAD'].includes(request.method)) request.headers = { ...request.headers, authorization }
    })
    try {
      const { url: home } = await dashboard({ registries: { team: passage.url } })
      const before = await new RegistryApi(passage.url).everything()
      await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
      const untag = await untagByPlaceholder(page, ['3.1.0'])
      await expect(plannedItems(untag)).toContainText('Nobody may delete in data/worker without signing in: the right delete is missing.')
      await expect(plannedItems(untag)).toContainText('Nothing has changed: the tag 3.1.0 still points to')
      await endsWith(untag, '0 of 1 tag untagged')
      const deletion = await askToDelete(page, 'Tags', [])
      await confirm(deletion, 1)
      await expect(plannedItems(deletion)).toContainText('Nobody may delete in data/worker without signing in')
      await close(deletion)
      expect(await new RegistryApi(passage.url).everything()).toEqual(before)
    } finally {
      await passage.stop()
    }
  })

  test('that is right: the tag goes by placeholder, and nothing else', async ({ page, dashboard, registry, stock }) => {
    const { url } = await registry({ delete: true, users: ADA, stored: stock.tidy })
    const { url: home } = await dashboard({ registries: { team: url } })
    await page.goto(`${home}/r/team${repositoryPath('data/worker')}`)
    await signIn(page, 'ada', 'secret')
    await scanEnds(page)
    await endsWith(await untagByPlaceholder(page, ['3.1.0']), '1 tag untagged.')
    await expect(page.getByRole('tab', { name: 'Tags 3' })).toBeVisible()
    await expect(table(page, 'Tags').getByRole('checkbox', { name: '3.1.0', exact: true })).toHaveCount(0)
  })
})
