// Untagging: a tag is removed, its manifest stays, and the page, the registry and its storage agree.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bench } from '../support/bench.ts'
import { expect, test } from '../support/fixtures.ts'
import { askToUntag, begin, beginning, dialog as dialogOf, endsWith, PLACEHOLDER, plannedItems, short } from '../support/dialog.ts'
import { deletes, tagsOf } from '../support/sample.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { manifestPath, openScanned, repositoryPath, valueOf } from '../support/pages.ts'
import { missing } from '../support/registry.ts'
import { scanEnds, table } from '../support/views.ts'

const WORKER = 'data/worker'

/** The file in which distribution keeps a tag's digest. */
const tagLink = (storage: string, tag: string) => join(storage, `docker/registry/v2/repositories/${WORKER}/_manifests/tags/${tag}`)

test('distribution 3: tags go, manifests stay', async ({ page, dashboard, registry, stock }) => {
  test.skip(missing(3) !== undefined, missing(3))
  const { url, storage } = await registry({ version: 3, delete: true, stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  const api = new RegistryApi(url)
  const doubled = stock.fleet.digest(WORKER, 'doubled')
  await openScanned(page, `${home}/r/team${repositoryPath(WORKER)}`)

  const dialog = await askToUntag(page, ['stable', 'doubled'])
  await expect(dialog).toHaveAccessibleName('Untag 2 tags')
  await expect(valueOf(dialog, 'Frees')).toHaveText('0 B')
  await expect(plannedItems(dialog)).toHaveCount(2)
  // Manifests that stay are named once, and have no size here.
  for (const tag of ['stable', 'doubled']) await expect(plannedItems(dialog).filter({ hasText: tag })).toHaveText(new RegExp(`^[0-9a-f]{12}${tag}$`))
  const stays = dialog.getByRole('note').filter({ hasText: /^Stays/ })
  await expect(stays).toHaveText(`Stays1 manifest becomes an orphan: ${short(doubled)}.`)
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
  await expect(plannedItems(dialog).getByText('untagged', { exact: true })).toHaveCount(2)
  await endsWith(dialog, '2 tags untagged.')

  await expect(page.getByRole('tab', { name: 'Tags 2' })).toBeVisible()
  expect(await api.tags(WORKER)).toEqual(['3.0.0', '3.1.0'])
  expect(await api.has(WORKER, doubled)).toBe(true)
  expect(await api.has(WORKER, stock.fleet.digest(WORKER, 'stable'))).toBe(true)
  expect(existsSync(tagLink(storage, 'doubled'))).toBe(false)
})

test('distribution 2.8: not without saying yes to the placeholder, then the tag alone', async ({ page, dashboard, registry, stock }) => {
  const at = await bench({ page, dashboard, registry, stock })
  const digest = stock.fleet.digest(WORKER, '3.1.0')
  await openScanned(page, `${at.home}${manifestPath(WORKER, digest)}`)
  await page.getByRole('button', { name: 'Untag…' }).click()
  const dialog = page.getByRole('dialog', { name: `${WORKER}:3.1.0` })
  await expect(dialog).toHaveAccessibleName(`Untag ${WORKER}:3.1.0`)
  const confirm = beginning(dialog)
  await expect(dialog.getByRole('note').filter({ hasText: /^This registry/ })).toContainText('cannot untag')
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  await confirm.click()
  await endsWith(dialog, '1 tag untagged.')

  await at.expectWithout(WORKER, ['3.1.0'])
  expect(await at.api.has(WORKER, digest)).toBe(true)
  expect(existsSync(tagLink(at.registry.storage, '3.1.0'))).toBe(false)
  expect(existsSync(tagLink(at.registry.storage, '3.0.0'))).toBe(true)
  const main = page.getByRole('main')
  await expect(main.getByText('untagged', { exact: true })).toBeVisible()
  const untag = page.getByRole('button', { name: 'Untag…' })
  await expect(untag).toBeDisabled()
  await expect(untag).toHaveAccessibleDescription('It has no tag.')
})

test('distribution 2.8 with deletes off: nothing is pushed', async ({ page, dashboard, registry, stock }) => {
  const { url, storage } = await registry({ stored: stock.tidy })
  const { url: home } = await dashboard({ registries: { team: url } })
  const before = await new RegistryApi(url).everything()
  await openScanned(page, `${home}/r/team${repositoryPath(WORKER)}`)
  const dialog = await askToUntag(page, ['3.1.0'])
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  await begin(dialog)
  await expect(dialog).toHaveAccessibleName(`Not untagged: ${WORKER}:3.1.0`)
  await expect(plannedItems(dialog)).toContainText('Deletes are switched off in this registry')
  await expect(plannedItems(dialog)).toContainText('Nothing has changed')
  await endsWith(dialog, '0 of 1 tag untagged')
  expect(await new RegistryApi(url).everything()).toEqual(before)
  expect(existsSync(tagLink(storage, '3.1.0'))).toBe(true)
})

test('without the right to push: the missing right is named, and nothing has changed', async ({ page, dashboard, sample }) => {
  const fault = { method: 'PUT', answer: { status: [401, '{"errors":[{"code":"UNAUTHORIZED","message":"push is missing"}]}'] } }
  const { url } = await sample({ config: { repositories: ['legacy/billing'], faults: [fault] } })
  const { url: home } = await dashboard({ registries: { team: url }, kinds: { team: 'distribution2' } })
  await page.goto(`${home}/r/team${repositoryPath('legacy/billing')}`)
  await scanEnds(page)
  const dialog = await askToUntag(page, ['7.0'])
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  await begin(dialog)
  await expect(plannedItems(dialog)).toContainText('Nobody may push in legacy/billing without signing in: the right push is missing.')
  await expect(plannedItems(dialog)).toContainText('Nothing has changed: the tag 7.0 still points to')
  await endsWith(dialog, '0 of 1 tag untagged')
  await expect(table(page, 'Tags').getByRole('checkbox', { name: '7.0', exact: true })).toBeVisible()
})

test('left in the middle: the browser asks, and after a reload the page says so and finishes', async ({ page, dashboard, sample, problems }) => {
  problems.allow(/ERR_ABORTED|ERR_FAILED/)
  const own = await sample({ config: { repositories: ['legacy/billing'] } })
  const { url: home } = await dashboard({ registries: { team: own.url }, kinds: { team: 'distribution2' } })
  await page.goto(`${home}/r/team${repositoryPath('legacy/billing')}`)
  await scanEnds(page)
  const before = await tagsOf(own, 'legacy/billing')
  const asked: string[] = []
  page.on('dialog', (question) => {
    asked.push(question.type())
    return question.accept()
  })
  const dialog = await askToUntag(page, ['7.0', '7.1'])
  await dialog.getByRole('checkbox', { name: PLACEHOLDER }).check()
  await dialog.getByRole('textbox').fill('2')
  await own.hold('PUT /v2/')
  await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
  await expect.poll(() => own.held()).toBe(1)
  await page.reload()
  expect(asked).toEqual(['beforeunload'])
  await own.release()
  await expect.poll(() => own.held()).toBe(0)
  await scanEnds(page)
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  const notice = page.getByRole('note').filter({ hasText: 'Untagging was interrupted' })
  await expect(notice).toHaveText(/^Untagging was interruptedIn legacy\/billing, the tag 7\.[01] was left behind by an interrupted untagging\./)
  await expect(table(page, 'Tags').getByText('left behind by an interrupted untagging')).toHaveCount(1)
  await notice.getByRole('button', { name: 'Finish' }).click()
  await begin(dialogOf(page))
  await endsWith(page.getByRole('dialog'), '1 manifest deleted.')
  await expect(notice).toHaveCount(0)
  const after = await tagsOf(own, 'legacy/billing')
  expect(Object.keys(before).length - Object.keys(after).length).toBe(1)
  for (const [tag, digest] of Object.entries(after)) expect(digest).toBe(before[tag])
  // Nothing runs any more, so the browser does not ask.
  await page.reload()
  expect(asked).toEqual(['beforeunload'])
})

test('Azure: by its own call, and a locked tag is left out by name', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['legacy/billing'] })
  const before = await tagsOf(sample, 'legacy/billing')
  await openScanned(page, `${url}${repositoryPath('legacy/billing')}`)
  const dialog = await askToUntag(page, ['7.0', 'final'])
  await expect(plannedItems(dialog)).toHaveCount(1)
  await expect(dialog.getByRole('note').filter({ hasText: 'Left out' })).toContainText('final: It is locked.')
  await expect(dialog.getByRole('checkbox')).toHaveCount(0)
  await begin(dialog)
  await endsWith(dialog, '1 tag untagged.')
  await expect(page.getByRole('tab', { name: 'Tags 19' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Manifests 36' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('1 orphan')
  expect(await deletes(sample)).toEqual(['/acr/v1/legacy/billing/_tags/7.0'])
  const { '7.0': _, ...rest } = before
  expect(await tagsOf(sample, 'legacy/billing')).toEqual(rest)
})

test('the sample in the page untags, too', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample${repositoryPath('legacy/billing')}`)
  const dialog = await askToUntag(page, ['7.1', '7.2'])
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Untag 2 tags' }).click()
  await endsWith(dialog, '2 tags untagged.')
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  await expect(page.getByRole('tab', { name: 'Tags 18' })).toBeVisible()
})
