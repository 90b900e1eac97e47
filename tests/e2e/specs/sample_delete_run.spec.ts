// A deletion under way: stopped, refused by the registry, and left alone by its user.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { begin, choose, dialog, freedBy, openDeletion, plannedItems } from '../support/dialog.ts'
import { deletes, holdAfterFirst, tagsOf, type Fault } from '../support/sample.ts'
import { valueOf } from '../support/pages.ts'
import { scanEnds } from '../support/views.ts'

const BILLING = 'legacy/billing'
/** Nine images of one platform each, none of them locked. */
const NINE = Array.from({ length: 9 }, (_, number) => `7.${number}`)

async function plan(page: Page, url: string, tags: readonly string[]): Promise<void> {
  await page.goto(`${url}/repositories/legacy%2Fbilling`)
  await scanEnds(page)
  await choose(page, tags)
  await openDeletion(page)
}

async function confirm(page: Page, count: number): Promise<void> {
  if (count > 1) await dialog(page).getByRole('textbox').fill(String(count))
  await begin(dialog(page))
}

const outcome = (page: Page) => dialog(page).getByRole('status').filter({ hasText: /^(Done|Stopped|Not all)/ })

test('Stop lets what is under way finish and sends nothing more; each manifest says how it ended', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING] })
  await plan(page, url, NINE)
  const planned = await freedBy(dialog(page))
  await holdAfterFirst(sample, BILLING, NINE)
  await confirm(page, 9)
  await expect(dialog(page).getByRole('progressbar', { name: 'Deletion' })).toBeVisible()
  await expect.poll(() => sample.held()).toBe(6)
  // While the job runs, the dialog cannot be closed by accident.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  await sample.release()
  await expect(outcome(page)).toContainText('7 of 9 manifests deleted')
  // A run that the user stopped is no failure, and no line gives the stop as its reason.
  await expect(outcome(page)).toContainText('Stopped7 of 9 manifests deleted. You stopped it; 2 were not reached.')
  await expect(dialog(page).getByRole('alert')).toHaveCount(0)
  await expect(dialog(page)).not.toContainText(/stopped before|same reason/)
  await expect(dialog(page)).toHaveAccessibleName('Deleted 7 of 9 manifests')
  await expect(valueOf(dialog(page), 'Deleted')).toHaveText('7 of 9')
  // The figure is less than planned, because manifests that were not deleted free nothing.
  expect(await freedBy(dialog(page))).toBeLessThan(planned)
  await expect(plannedItems(page).filter({ hasText: 'not reached' })).toHaveCount(2)
  await expect(plannedItems(page).filter({ hasText: /deleted/ })).toHaveCount(7)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('tab', { name: 'Tags 13' })).toBeVisible()
  expect(await deletes(sample)).toHaveLength(7)
  expect(Object.keys(await tagsOf(sample, BILLING))).toHaveLength(13)
})

test.describe('leaving the page ends a deletion', () => {
  const ways: [how: string, leave: (page: Page, url: string) => Promise<unknown>][] = [
    ['back to where one came from', (page) => page.goBack()],
    ['to another address', (page, url) => page.goto(url)],
    ['reloading', (page) => page.reload()],
  ]
  for (const [how, leave] of ways) {
    test(how, async ({ page, team, problems }) => {
      problems.allow(/ERR_ABORTED|ERR_FAILED/)
      const { url, sample } = await team({ repositories: [BILLING] })
      await page.goto(`${url}/repositories`)
      await scanEnds(page)
      await page.getByRole('link', { name: BILLING }).click()
      await choose(page, NINE)
      await openDeletion(page)
      await holdAfterFirst(sample, BILLING, NINE)
      await confirm(page, 9)
      await expect.poll(() => sample.held()).toBe(6)
      // The browser asks before the tab is left while anything runs.
      page.on('dialog', (question) => question.accept())
      await leave(page, url)
      await expect(dialog(page)).toHaveCount(0)
      await sample.release()
      await expect.poll(() => sample.held()).toBe(0)
      // After a whole scan, a request that could still have been sent would have been sent.
      await scanEnds(page)
      // The second scan is held until the page shows it. Otherwise the end of the first one would pass for its end.
      await sample.hold('GET /acr/v1/')
      await page.getByRole('button', { name: 'Scan again' }).click()
      await expect(page.getByRole('progressbar', { name: 'Scan' })).toBeVisible()
      await sample.release()
      await scanEnds(page)
      const sent = await deletes(sample)
      expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(7)
      expect(Object.keys(await tagsOf(sample, BILLING)).length).toBeGreaterThanOrEqual(13)
    })
  }
})

test.describe('what the registry says to a DELETE', () => {
  const json = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] })
  const refusals: [what: string, answer: Fault['answer'], said: RegExp][] = [
    ['403', { status: [403, json('DENIED', 'not for you')] }, /network rules do not admit this computer \(403\).*not for you/],
    ['403 without a word', { status: [403, 'Forbidden'] }, /network rules do not admit this computer \(403\)/],
    ['409', { status: [409, json('CONFLICT', 'somebody is at it')] }, /conflict \(409\).*somebody is at it/],
    ['412', { status: [412, json('PRECONDITION', 'a rule protects it')] }, /refused \(412\).*a rule protects it/],
    ['500, again and again', { status: [500, 'oops'] }, /fault on its side.*500.*oops/],
    ['404 by something that is no registry', { status: [404, 'not found'] }, /does not say that the item is gone/],
    ['no answer', 'drop', /could not be|No answer|reached|fault/],
  ]
  for (const [what, answer, said] of refusals) {
    test(`${what}: said, and the manifest stays in the tables`, async ({ page, team }) => {
      const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'DELETE', answer }] })
      await plan(page, url, ['7.0'])
      await confirm(page, 1)
      await expect(plannedItems(page)).toContainText('failed')
      await expect(plannedItems(page)).toContainText(said)
      await expect(outcome(page)).toContainText('0 of 1 manifest deleted')
      await dialog(page).getByRole('button', { name: 'Close' }).click()
      await expect(page.getByRole('checkbox', { name: '7.0', exact: true })).toBeVisible()
      await expect(page.getByRole('tab', { name: 'Tags 20' })).toBeVisible()
      expect(await tagsOf(sample, BILLING)).toHaveProperty(['7.0'])
    })
  }

  test('405: the run ends at once and says what to change in the registry', async ({ page, team }) => {
    const { url, sample } = await team({ repositories: [BILLING], deletes_disabled: true })
    await plan(page, url, NINE)
    await confirm(page, 9)
    await expect(outcome(page)).toContainText('0 of 9 manifests deleted')
    await expect(outcome(page)).toContainText('Deletes are switched off in this registry')
    await expect(outcome(page)).toContainText('REGISTRY_STORAGE_DELETE_ENABLED=true')
    await expect(plannedItems(page).filter({ hasText: 'not reached' }).first()).toBeVisible()
    expect((await deletes(sample)).length).toBeLessThanOrEqual(4)
    expect(Object.keys(await tagsOf(sample, BILLING))).toHaveLength(20)
  })

  test('429, then yes: it waits and goes on', async ({ page, team }) => {
    const answer = { status: [429, json('TOOMANYREQUESTS', 'slow down')] }
    const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'DELETE', times: 2, answer }] })
    await plan(page, url, ['7.0', '7.1'])
    await confirm(page, 2)
    await expect(outcome(page)).toContainText('2 manifests deleted')
    expect(await deletes(sample)).toHaveLength(4)
    expect(Object.keys(await tagsOf(sample, BILLING))).toHaveLength(18)
  })

  test('one refused of three: the others go, and the tables say which', async ({ page, team }) => {
    const { url, sample } = await team({ repositories: [BILLING] })
    const digest = (await tagsOf(sample, BILLING))['7.1']!
    await sample.configure({
      repositories: [BILLING],
      faults: [{ method: 'DELETE', path: digest, answer: { status: [409, json('CONFLICT', 'being pulled')] } }],
    })
    await plan(page, url, ['7.0', '7.1', '7.2'])
    await confirm(page, 3)
    await expect(outcome(page)).toContainText('2 of 3 manifests deleted')
    await expect(plannedItems(page).filter({ hasText: 'failed' })).toContainText('7.1')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('tab', { name: 'Tags 18' })).toBeVisible()
    await expect(page.getByRole('checkbox', { name: '7.1', exact: true })).toBeChecked()
    expect(await tagsOf(sample, BILLING)).toHaveProperty(['7.1'], digest)
  })

  test('an answer that got lost: the manifest is said to be gone only when it is', async ({ page, team }) => {
    const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'DELETE', times: 1, answer: 'lose_answer' }] })
    await plan(page, url, ['7.0'])
    await confirm(page, 1)
    await expect(outcome(page)).toBeVisible()
    expect(await tagsOf(sample, BILLING)).not.toHaveProperty(['7.0'])
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Scan again' }).click()
    await expect(page.getByRole('tab', { name: 'Tags 19' })).toBeVisible()
  })
})
