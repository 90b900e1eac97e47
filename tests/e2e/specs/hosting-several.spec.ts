// Several registries behind one page: each has its own sign-in and its own place, and none disturbs another.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { Identity, Sample } from '../support/sample.ts'
import { expectNone, forms, signIn, traces } from '../support/sign_in.ts'
import { bodyRows, scanEnds, scanStatus, table } from '../support/views.ts'

// The certificates of a test are signed by nobody.
test.use({ ignoreHTTPSErrors: true })

const ADA = { user: 'ada', password: 'Ada-pass-1' }
const BOB = { user: 'bob', password: 'Bob-pass-2' }

/** Two Azure registries, each with a user of its own, and one that is open to everybody. */
interface Three {
  home: string
  docs: Sample
  legacy: Sample
  open: Sample
}

const test3 = test.extend<{ three: Three }>({
  three: async ({ sample, dashboard, problems }, use) => {
    problems.allow(/Failed to load resource/)
    const start = (user: typeof ADA, repositories: string[]) => {
      const identity: Identity = { kind: 'admin', ...user }
      const realm = `https://${user.user}.azurecr.io/oauth2/token`
      return sample({ config: { repositories, authentication: { acr: { identities: [identity], realm } } } })
    }
    const docs = await start(ADA, ['docs/handbook', 'web/checkout'])
    const legacy = await start(BOB, ['legacy/billing', 'legacy/mainframe'])
    const open = await sample({ config: { repositories: ['charts/platform'] } })
    // HTTP/2 is used, because over HTTP/1.1 a browser opens six connections to a host, and one slow registry takes all.
    const { url } = await dashboard({
      shipped: true,
      registries: { docs: docs.url, legacy: legacy.url, open: open.url },
      publicHosts: { docs: 'ada.azurecr.io', legacy: 'bob.azurecr.io', open: 'open.azurecr.io' },
    })
    await use({ home: url, docs, legacy, open })
  },
})

const switcher = (page: Page) => page.getByRole('banner').getByTitle('Switch to another registry')
const others = (page: Page) => page.getByRole('navigation', { name: 'Registries to switch to' })
const sections = (page: Page) => page.getByRole('navigation', { name: 'Registry', exact: true })

async function goTo(page: Page, host: string): Promise<void> {
  await switcher(page).click()
  await others(page).getByRole('link', { name: host }).click()
}

async function enter(page: Page, address: string, user: typeof ADA): Promise<void> {
  await page.goto(address)
  await signIn(page, user.user, user.password)
  await scanEnds(page)
}

/** The user names that reach a registry through its alias, in Basic and in forms. */
function watch(page: Page): { of(alias: string): string } {
  const sent: { alias: string; what: string }[] = []
  page.on('request', (request) => {
    const alias = /\/registry\/([^/]+)\//.exec(request.url())?.[1] ?? ''
    sent.push({ alias, what: `${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}` })
  })
  return { of: (alias) => sent.filter((one) => one.alias === alias).map(({ what }) => what).join('\n') }
}

test3('who goes elsewhere and comes back finds the page as it was left: filter, order, and who is signed in', async ({ page, three }) => {
  const { home, docs } = three
  await enter(page, `${home}/r/docs/repositories/web%2Fcheckout?q=2.&sort=tag`, ADA)
  const tags = table(page, 'Tags')
  const shown = await bodyRows(tags).allInnerTexts()
  expect(shown.length).toBeGreaterThan(1)
  const left = page.url()
  const asked = (await docs.requests()).length

  await goTo(page, 'bob.azurecr.io')
  // A registry that was never opened opens on the same kind of page: all its repositories.
  await expect(page).toHaveURL(`${home}/r/legacy/repositories`)
  await signIn(page, BOB.user, BOB.password)
  await scanEnds(page)
  await table(page, 'Repositories').getByRole('link', { name: 'legacy/billing' }).click()
  await page.getByRole('tab', { name: /^Manifests/ }).click()
  const there = page.url()

  await goTo(page, 'ada.azurecr.io')
  await expect(page).toHaveURL(left)
  await expect(page.getByRole('searchbox', { name: 'Filter tags' })).toHaveValue('2.')
  await expect(tags.getByRole('columnheader', { name: 'Tag', exact: true })).toHaveAttribute('aria-sort', 'ascending')
  expect(await bodyRows(tags).allInnerTexts()).toEqual(shown)
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', `Signed in as ${ADA.user}`)
  expect((await docs.requests()).length, 'nothing is read again').toBe(asked)

  await goTo(page, 'bob.azurecr.io')
  await expect(page).toHaveURL(there)
  await expect(table(page, 'Manifests')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', `Signed in as ${BOB.user}`)
  // The browser's Back leads through the pages of all registries.
  await page.goBack()
  await expect(page).toHaveURL(left)
  await expect(page.getByRole('searchbox', { name: 'Filter tags' })).toHaveValue('2.')
})

test3('Back to another registry finds the table where it was scrolled to', async ({ page, three }) => {
  const { home } = three
  await page.setViewportSize({ width: 1280, height: 500 })
  await enter(page, `${home}/r/docs/repositories/web%2Fcheckout`, ADA)
  await page.evaluate(() => window.scrollTo(0, 700))
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
  await goTo(page, 'open.azurecr.io')
  await scanEnds(page)
  await page.goBack()
  await expect(table(page, 'Tags')).toBeVisible()
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
})

test3('a scan goes on while another registry is read, and each says how far it is', async ({ page, three }) => {
  const { home, docs } = three
  await docs.hold('GET /v2/web/')
  await page.goto(`${home}/r/docs/repositories`)
  await signIn(page, ADA.user, ADA.password)
  await expect.poll(() => docs.held()).toBeGreaterThan(0)
  await expect(scanStatus(page)).toHaveText('Reading…')

  await goTo(page, 'open.azurecr.io')
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
  await goTo(page, 'ada.azurecr.io')
  await expect(scanStatus(page)).toHaveText('Reading…')
  await goTo(page, 'open.azurecr.io')
  await expect(scanStatus(page)).toHaveText(/Scan complete$/)

  // The scan goes on to its end although nobody looks at it.
  const manifests = async () => (await docs.requests()).filter(([, path]) => path.startsWith('/v2/web/checkout/manifests/')).length
  const held = await manifests()
  await docs.release()
  await expect.poll(manifests).toBeGreaterThan(held + 100)
  await goTo(page, 'ada.azurecr.io')
  await scanEnds(page)
  await expect(table(page, 'Repositories').getByRole('img', { name: 'not read yet' })).toHaveCount(0)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(2)
})

test3('links lead deep into each; every registry is told its own credentials and nobody else\'s', async ({ page, three }) => {
  const { home } = three
  const sent = watch(page)
  await enter(page, `${home}/r/docs/repositories/docs%2Fhandbook?tab=manifests`, ADA)
  await expect(table(page, 'Manifests')).toBeVisible()
  await goTo(page, 'bob.azurecr.io')
  // Somebody else's password is refused there, and changes nothing here.
  await signIn(page, ADA.user, ADA.password)
  await expect(page.getByRole('alert')).toContainText('refused the user name or the password')
  await goTo(page, 'ada.azurecr.io')
  await expect(table(page, 'Manifests')).toBeVisible()
  await goTo(page, 'bob.azurecr.io')
  await signIn(page, BOB.user, BOB.password)
  await scanEnds(page)
  expectNone(forms(BOB.user, BOB.password), sent.of('docs'), 'what docs was told')
  expectNone([...forms(ADA.user, ADA.password), ...forms(BOB.user, BOB.password)], sent.of('open') + (await traces(page)), 'the page')

  // Signing out of one leaves the other signed in.
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to bob.azurecr.io')
  await goTo(page, 'ada.azurecr.io')
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  await sections(page).getByRole('link', { name: 'Repositories' }).click()
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(2)

  // A link into the other, opened anew, asks for that one's sign-in alone and leads where it points.
  await enter(page, `${home}/r/legacy/repositories/legacy%2Fbilling?q=7.0`, BOB)
  await expect(bodyRows(table(page, 'Tags'))).toHaveCount(1)
  await page.goto(`${home}/r/open/repositories/charts%2Fplatform?tab=manifests`)
  await scanEnds(page)
  await expect(table(page, 'Manifests')).toBeVisible()
  expectNone([...forms(ADA.user, ADA.password), ...forms(BOB.user, BOB.password)], sent.of('open'), 'what open was told')
})

test3('kept for the tab, each registry finds its own sign-in again after a reload', async ({ page, three }) => {
  const { home } = three
  for (const [alias, user] of [['docs', ADA], ['legacy', BOB]] as const) {
    await page.goto(`${home}/r/${alias}`)
    await page.getByRole('checkbox', { name: 'Keep me signed in for this tab' }).check()
    await signIn(page, user.user, user.password)
    await scanEnds(page)
  }
  for (const [alias, user] of [['docs', ADA], ['legacy', BOB]] as const) {
    await page.goto(`${home}/r/${alias}`)
    await scanEnds(page)
    await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', `Signed in as ${user.user}`)
  }
  await page.getByRole('button', { name: 'Sign out' }).click()
  await goTo(page, 'ada.azurecr.io')
  await scanEnds(page)
  await page.reload()
  await scanEnds(page)
})

test3('one that is down says so, and the others are as they were', async ({ page, three }) => {
  const { home, legacy } = three
  await page.goto(`${home}/r/open/repositories?q=charts`)
  await scanEnds(page)
  await legacy.stop()
  await goTo(page, 'bob.azurecr.io')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('bob.azurecr.io cannot be opened')
  await switcher(page).click()
  await expect(others(page).getByRole('listitem').filter({ hasText: 'bob.azurecr.io' })).toContainText('Not connected')
  await others(page).getByRole('link', { name: 'open.azurecr.io' }).click()
  await expect(page).toHaveURL(`${home}/r/open/repositories?q=charts`)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
})
