// Real zot, if it is here: what the page shows, what zot deletes and refuses, and the hints of its search.

import type { Page } from '@playwright/test'
import { Bench } from '../support/bench.ts'
import { askToDelete, begin, close, confirm, confirmAndClose, dialog as dialogOf, freedBy, plannedItems, short } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { pushFleet } from '../support/images/push.ts'
import { companions, freed, onDisk } from '../support/oracle/freed.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { bytes, exportReport, manifestPath, openScanned, readRows, repositoryPath, valueOf } from '../support/pages.ts'
import { startPassage } from '../support/passage.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'
import { missingSearch, missingZot, pulls, startZot, type Zot } from '../support/zot.ts'

test.skip(() => missingZot() !== undefined, missingZot() ?? '')

const PASSWORD = 'c0rrect-h0rse'
const USERS = { ada: PASSWORD, bob: PASSWORD }
/** ada may do everything but delete a manifest with several tags, bob may read one namespace. */
const RIGHTS = {
  repositories: {
    '**': { policies: [{ users: ['ada'], actions: ['read', 'create', 'update', 'delete', 'detectManifestCollision'] }] },
    'data/**': {
      policies: [
        { users: ['ada'], actions: ['read', 'create', 'update', 'delete', 'detectManifestCollision'] },
        { users: ['bob'], actions: ['read'] },
      ],
    },
  },
}
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'

let zot: Zot
/** Whether this test's zot lets everybody in. */
const everybody = () => !test.info().tags.includes('@users')

test.beforeEach(async ({ stock }) => {
  zot = await startZot(everybody() ? {} : { users: USERS, accessControl: RIGHTS })
  await pushFleet(stock.fleet, { host: zot.host, ...(!everybody() && { credentials: `ada:${PASSWORD}` }) })
})

test.afterEach(() => zot.stop())

/** Pushes a manifest by its digest, with no tag. Returns its descriptor. */
async function pushUntagged(repository: string, mediaType: string, manifest: object) {
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...manifest })
  const { createHash } = await import('node:crypto')
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
  const url = `${zot.url}/v2/${repository}/manifests/${digest}`
  const response = await fetch(url, { method: 'PUT', headers: { 'content-type': mediaType }, body })
  expect(response.status, await response.text()).toBe(201)
  return { mediaType, digest, size: body.length }
}

/** Pushes the empty config `{}` to a repository. Returns its descriptor. */
async function pushEmptyConfig(repository: string) {
  const digest = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
  const begun = await fetch(`${zot.url}/v2/${repository}/blobs/uploads/`, { method: 'POST' })
  const url = new URL(begun.headers.get('location')!, zot.url)
  url.searchParams.set('digest', digest)
  const response = await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: '{}' })
  expect(response.status).toBe(201)
  return { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 }
}

/** The report that follows from zot's storage; without dates, which only its search tells. */
function undated(report: Parameters<typeof comparable>[0]) {
  const { repositories, manifests, ...rest } = comparable(report)
  const strip = <T extends { last_updated: unknown }>(rows: T[]) => rows.map((row) => ({ ...row, last_updated: null }))
  return { ...rest, repositories: strip(repositories), manifests: strip(manifests) }
}

async function expectTrueReport(page: Page): Promise<void> {
  const { report } = survey(zot.storage, { host: zot.host, kind: 'zot' })
  expect(undated(await exportReport(page))).toEqual(undated(report))
}

test('it is recognised, and the exported report is what lies in storage, field by field', async ({ page, dashboard }) => {
  // A signature that nothing but its subject leads to.
  const subject = { mediaType: IMAGE, ...(await resolve('tools/report', '1.0.0')) }
  const config = await pushEmptyConfig('tools/report')
  const manifest = { artifactType: 'application/vnd.example.signature', config, layers: [config], subject }
  const signature = await pushUntagged('tools/report', IMAGE, manifest)

  const { url: home } = await dashboard({ registries: { team: zot.url } })
  await openScanned(page, `${home}/r/team`)
  await expect(page.getByRole('banner').getByRole('link', { name: 'zot' })).toBeVisible()
  const { report } = survey(zot.storage, { host: zot.host, kind: 'zot' })
  expect(report.totals).toMatchObject({ repositories: 8, tags: 27 })
  expect(report.manifests).toContainEqual(expect.objectContaining({ digest: signature.digest, role: 'referrer', tags: [] }))
  await expectTrueReport(page)
})

test('tags are taken off, and their manifests stay', async ({ page, dashboard, stock }) => {
  const at = new Bench(page, await dashboard({ registries: { team: zot.url } }), zot, stock.fleet)
  await at.open('web/api')
  for (const name of ['2.0.0', 'latest']) await table(page, 'Tags').getByRole('checkbox', { name, exact: true }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Untag…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Untag(ged)? 2 tags/ })
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
  await expect(dialog.getByRole('status')).toContainText('2 tags untagged.')
  await close(dialog)
  await at.expectWithout('web/api', ['2.0.0', 'latest'])
  for (const tag of ['2.0.0', 'latest']) expect(await at.api.has('web/api', stock.fleet.digest('web/api', tag))).toBe(true)
})

test('an index goes with its platforms, nothing else does, and its own collector frees what was said', async ({ page, dashboard, stock }) => {
  const at = new Bench(page, await dashboard({ registries: { team: zot.url } }), zot, stock.fleet)
  const before = onDisk(zot.storage)
  const [name, digest] = ['library/debian', stock.fleet.digest('library/debian', '11')]
  const children = companions(zot.storage, name, digest)
  expect(children).toHaveLength(2)
  await at.open(name)
  const dialog = await askToDelete(page, 'Tags', ['11'])
  await dialog.getByRole('checkbox', { name: 'Also delete its 2 platform images (used by nothing else)' }).check()
  await expect(plannedItems(dialog).first()).toContainText(short(digest))
  const frees = await freedBy(dialog)
  expect(frees).toBe(freed(zot.storage, name, [digest, ...children]))
  await expect(valueOf(dialog, 'Space is freed')).toContainText("the registry's own collector")
  await confirmAndClose(dialog, 3)
  await at.expectWithout(name, ['11'])
  for (const gone of [digest, ...children]) expect(await at.api.has(name, gone)).toBe(false)
  await expectTrueReport(page)
  // zot deleted the manifests' files at once. Its collector deletes the blobs.
  await zot.collectGarbage('library')
  expect(before - onDisk(zot.storage)).toBe(frees)
})

test('a repository goes manifest by manifest, and all others stay', async ({ page, dashboard, stock }) => {
  const at = new Bench(page, await dashboard({ registries: { team: zot.url } }), zot, stock.fleet)
  await at.open('web/api')
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  const dialog = dialogOf(page)
  const count = await plannedItems(dialog).count()
  await dialog.getByRole('textbox', { name: 'Type web/api to confirm' }).fill('web/api')
  await begin(dialog)
  await expect(dialog.getByRole('status')).toContainText(`Done${count} manifests deleted.`)
  await close(dialog)
  await at.expectWithout('web/api', Object.keys(stock.fleet.tags['web/api']!))
  await expectTrueReport(page)
})

test('what an index lists is kept by the plan, or by zot where the plan cannot see the index', async ({ page, dashboard, stock }) => {
  const at = new Bench(page, await dashboard({ registries: { team: zot.url } }), zot, stock.fleet)
  await at.open('web/api')
  const child = await askToDelete(page, 'Tags', ['2.1.0-amd64'])
  await expect(child).toHaveAccessibleName('Nothing can be deleted')
  await expect(child.getByRole('note').filter({ hasText: 'Left out' })).toContainText('It is part of 2.1.0, latest. Deleting it would break 2.1.0, latest.')
  await close(child)

  // An index without a tag is not listed: only zot knows of it.
  const { digest, size } = await resolve('tools/report', '1.0.0')
  await pushUntagged('tools/report', INDEX, { manifests: [{ mediaType: IMAGE, digest, size }] })
  await at.open('tools/report')
  const dialog = await askToDelete(page, 'Tags', ['1.0.0'])
  await confirm(dialog, 1)
  await expect(dialog.getByRole('status')).toContainText('0 of 1 manifest')
  await expect(plannedItems(dialog)).toContainText('The registry keeps this manifest because an index lists it.')
  await close(dialog)
  expect(await at.api.everything()).toEqual(stock.fleet.tags)
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '1.0.0', exact: true })).toBeVisible()
})

test('reading is not pulling, and what was pulled says when', async ({ page, dashboard, stock }) => {
  const why = await missingSearch(zot)
  test.skip(why !== undefined, why)
  const digest = stock.fleet.digest('web/api', '2.0.0')
  await fetch(`${zot.url}/v2/web/api/manifests/${digest}`)
  const before = await pulls(zot, 'web/api')
  expect(before['2.0.0']!.count).toBe(1)
  expect(before['2.1.0']!.count).toBe(0)

  const { url: home } = await dashboard({ registries: { team: zot.url } })
  await openScanned(page, `${home}/r/team${repositoryPath('web/api')}?sort=-pulled`)
  const rows = await readRows(table(page, 'Tags'))
  expect(rows.map((row) => [row.Tag, row['Last pulled']])).toEqual([
    ['2.0.0', `${before['2.0.0']!.last.slice(0, 19)}Z`],
    ['2.1.0', '–'],
    ['2.1.0-amd64', '–'],
    ['latest', '–'],
  ])
  await openScanned(page, `${home}/r/team${manifestPath('web/api', digest)}`)
  await expect(valueOf(page, 'Last pulled').getByTitle(`${before['2.0.0']!.last.slice(0, 19)}Z`)).toBeVisible()
  await page.getByRole('button', { name: 'Show the raw manifest' }).click()
  // Two scans and the raw manifest count as no pull.
  expect(await pulls(zot, 'web/api')).toEqual(before)
  await openScanned(page, `${home}/r/team${repositoryPath('tools/report')}`)
  await expect(table(page, 'Tags').getByRole('columnheader', { name: 'Last pulled' })).toHaveCount(0)
})

test('its search fills the tables before any manifest is read', async ({ page, dashboard }) => {
  const why = await missingSearch(zot)
  test.skip(why !== undefined, why)
  const passage = await startPassage(zot.url)
  let go = () => {}
  const held = new Promise<void>((resolve) => (go = resolve))
  passage.hold(/\/manifests\//, held)
  try {
    const { url: home } = await dashboard({ registries: { team: passage.url } })
    await page.goto(`${home}/r/team/repositories`)
    const row = bodyRows(table(page, 'Repositories')).filter({ has: page.getByRole('link', { name: 'charts/storefront', exact: true }) })
    await expect(row.getByTitle(`about ${bytes(29_584)}, as the registry's search says`).first()).toBeVisible()
    await row.getByRole('link', { name: 'charts/storefront', exact: true }).click()
    const tag = bodyRows(table(page, 'Tags')).filter({ has: page.getByRole('checkbox', { name: '0.2.0', exact: true }) })
    await expect(tag.getByTitle(`about ${bytes(16_330)}, as the registry's search says`)).toBeVisible()
    go()
    await scanEnds(page)
    await expect(tag.getByTitle(bytes(16_330), { exact: true }).first()).toBeVisible()
  } finally {
    go()
    await passage.stop()
  }
})

test('whoever signs in sees what zot lets them see, and its refusals say whose they are', { tag: '@users' }, async ({ page, dashboard, problems }) => {
  problems.allow(/Failed to load resource/)
  const { url: home } = await dashboard({ registries: { team: zot.url } })
  const at = `${home}/r/team${repositoryPath('data/worker')}`
  await page.goto(at)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${zot.host}`)
  // Before a sign-in only a zot that describes itself is known to be one.
  const isKnown = (await fetch(`${zot.url}/v2/_zot/ext/mgmt`)).ok
  const help = isKnown ? 'Your user name with your password or an API key.' : 'that you use for docker login'
  await expect(page.getByText(help)).toBeVisible()
  await signIn(page, 'bob', 'wrong')
  await expect(page.getByRole('alert')).toContainText('The registry refused the user name or the password.')
  await signIn(page, 'bob', PASSWORD)
  await scanEnds(page)
  await expect(page.getByRole('banner').getByRole('link', { name: 'zot' })).toBeVisible()
  expect(await exportReport(page)).toMatchObject({ complete: true, totals: { repositories: 2, tags: 6 } })
  const forbidden = await askToDelete(page, 'Tags', ['3.1.0'])
  await confirm(forbidden, 1)
  await expect(plannedItems(forbidden)).toContainText('The registry forbids this (403).')
  await close(forbidden)

  await page.goto(at)
  await signIn(page, 'ada', PASSWORD)
  await scanEnds(page)
  expect(await exportReport(page)).toMatchObject({ complete: true, totals: { repositories: 8, tags: 27 } })
  const several = await askToDelete(page, 'Tags', ['stable'])
  await confirm(several, 1)
  await expect(plannedItems(several)).toContainText('Untag all but one of them first.')
  await close(several)
  await table(page, 'Tags').getByRole('checkbox', { name: 'stable', exact: true }).uncheck()
  await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
  await expect(page.getByRole('tab', { name: 'Tags 3' })).toBeVisible()
  expect(survey(zot.storage, { host: zot.host, kind: 'zot' }).report.totals.tags).toBe(26)
})

/** The digest of a tag, looked up without a pull. */
async function resolve(repository: string, tag: string): Promise<{ digest: string; size: number }> {
  const { headers } = await fetch(`${zot.url}/v2/${repository}/manifests/${tag}`, { method: 'HEAD' })
  return { digest: headers.get('docker-content-digest')!, size: Number(headers.get('content-length')) }
}
