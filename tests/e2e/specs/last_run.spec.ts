// The report of the last run stays for the visit: after Close and after Back, for each registry apart, in memory alone.

import { expect, test } from '../support/fixtures.ts'
import { begin, choose, close, confirm, dialog, endsWith, openDeletion, plannedItems } from '../support/dialog.ts'
import { valueOf } from '../support/pages.ts'
import { tagsOf } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { scanEnds } from '../support/views.ts'

const BILLING = 'legacy/billing'
const PAGE = `/repositories/${encodeURIComponent(BILLING)}`
const LAST = /^Last run/

test('deleted, failed and freed are shown again, for each registry apart', async ({ page, sample, dashboard }) => {
  const first = await sample({ config: { repositories: [BILLING] } })
  const other = await sample({ config: { repositories: [BILLING] } })
  const { url: home } = await dashboard({ registries: { team: first.url, other: other.url }, publicHosts: { team: 'team.azurecr.io', other: 'other.azurecr.io' } })
  const digest = (await tagsOf(first, BILLING))['7.1']!
  await first.configure({ repositories: [BILLING], faults: [{ method: 'DELETE', path: digest, answer: { status: [409, '{"errors":[{"code":"CONFLICT","message":"being pulled"}]}'] } }] })
  const last = page.getByRole('banner').getByRole('button', { name: LAST })
  await page.goto(`${home}/r/team${PAGE}`)
  await scanEnds(page)
  await expect(last).toHaveCount(0)
  await choose(page, ['7.0', '7.1', '7.2'])
  await confirm(await openDeletion(page), 3)
  await endsWith(dialog(page), '2 of 3 manifests deleted')

  await last.click()
  await expect(last).toHaveText(/Last run: 2 deleted, 1 failed · Show$/)
  await expect(dialog(page)).toHaveAccessibleName('Deleted 2 of 3 manifests')
  await expect(valueOf(dialog(page), 'Deleted')).toHaveText('2 of 3')
  await expect(dialog(page).getByRole('term').filter({ hasText: 'Frees' })).toBeVisible()
  await expect(plannedItems(page).filter({ hasText: 'failed' })).toContainText('being pulled')
  await expect(dialog(page).getByRole('status')).toContainText('2 of 3 manifests deleted')
  await close(dialog(page))
  await expect(last).toBeFocused()

  // It stays on other pages of the registry, and is no other registry's.
  await page.getByRole('banner').getByRole('link', { name: 'Repositories' }).click()
  await expect(last).toBeVisible()
  await page.getByRole('link', { name: /all registries$/ }).click()
  await page.getByRole('main').getByRole('link', { name: /other/ }).first().click()
  await scanEnds(page)
  await expect(last).toHaveCount(0)
})

test('the report of a run whose page was left stays, too', async ({ page, team, problems }) => {
  problems.allow(/ERR_ABORTED|ERR_FAILED/)
  const { url, sample } = await team({ repositories: [BILLING] })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await page.getByRole('link', { name: BILLING }).click()
  await choose(page, ['7.0', '7.1', '7.2'])
  await openDeletion(page)
  await sample.hold('DELETE /')
  await confirm(dialog(page), 3)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  await page.goBack()
  await expect(dialog(page)).toHaveCount(0)
  await sample.release()
  await page.getByRole('banner').getByRole('button', { name: LAST }).click()
  await expect(dialog(page)).toHaveAccessibleName(/^Deleted \d( of 3)? manifests$/)
})

test('signing out forgets it', async ({ page, team }) => {
  const user = { user: 'ann', password: 'a secret' }
  const { url } = await team({ repositories: [BILLING], authentication: { basic: user } })
  const last = page.getByRole('banner').getByRole('button', { name: LAST })
  await page.goto(url + PAGE)
  await signIn(page, user.user, user.password)
  await scanEnds(page)
  await choose(page, ['7.0'])
  await begin(await openDeletion(page))
  await endsWith(dialog(page), '1 manifest deleted.')
  await expect(last).toHaveText(/Last run: 1 deleted · Show$/)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(last).toHaveCount(0)
  await signIn(page, user.user, user.password)
  await scanEnds(page)
  await expect(last).toHaveCount(0)
})
