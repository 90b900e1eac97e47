// Plans add up: rows and check boxes say what they free, and each repository has its own lines. On a
// narrow screen the field that enables the button stands beside the button.

import type { Locator } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, askToUntag, begin, choose, dialog, freedBy, openDeletion, plannedItems, selection } from '../support/dialog.ts'
import { bytesIn, openScanned, repositoryPath } from '../support/pages.ts'
import { table } from '../support/views.ts'

const BILLING = 'legacy/billing'
/** The heading of the bytes that each row frees. */
const plannedHead = (plan: Locator) => plan.getByRole('group', { name: 'Plan' }).getByText('Frees', { exact: true })

test('rows of a deletion say what they free until it begins; rows of an untagging do not', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, `${url}${repositoryPath(BILLING)}`)
  const plan = await askToDelete(page, 'Tags', ['7.0'])
  await expect(plannedHead(plan)).toBeVisible()
  await expect(plannedItems(plan)).toContainText('MiB')
  await begin(plan)
  await expect(plannedItems(plan)).toContainText('deleted')
  await expect(plannedHead(plan)).toHaveCount(0)
  await plan.getByRole('button', { name: 'Close' }).click()
  const untag = await askToUntag(page, ['7.1'])
  await expect(plannedHead(untag)).toHaveCount(0)
  await expect(plannedItems(untag)).not.toContainText(/[KMG]iB/)
})

test('the box that takes platform images along is ticked, says what that frees, and it does', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, `${url}${repositoryPath(BILLING)}`)
  const plan = await askToDelete(page, 'Tags', ['7.10'])
  const box = plan.getByRole('checkbox', { name: /Also delete its 2 platform images/ })
  await expect(box).toBeChecked()
  const both = await freedBy(plan)
  const said = plan.getByRole('group', { name: 'Take along' }).getByTitle(/bytes$/)
  const more = bytesIn((await said.getAttribute('title'))!)
  expect(more).toBeGreaterThan(0)
  await expect(plannedItems(plan)).toHaveCount(3)
  await box.uncheck()
  await expect(plannedItems(plan)).toHaveCount(1)
  expect(await freedBy(plan)).toBe(both - more)
  await expect(box).toBeFocused()
})

test('row, selection, page of the manifest, plan and result say one figure', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, `${url}${repositoryPath(BILLING)}`)
  const named = page.getByRole('checkbox', { name: '7.10', exact: true })
  const index = table(page, 'Tags').getByRole('row').filter({ has: named })
  const title = await index.getByTitle(/without its platform images and signatures/).getAttribute('title')
  const figure = bytesIn(title!)
  const inWords = /^[\d.]+ \w+/.exec(await index.getByTitle(title!).innerText())![0]
  await index.getByRole('link', { name: '7.10', exact: true }).click()
  const frees = page.getByRole('region', { name: 'Facts' }).getByText('Frees if deleted').locator('..')
  await expect(frees.getByTitle(title!)).toHaveText(inWords)
  await page.goBack()
  const plan = await askToDelete(page, 'Tags', ['7.10'])
  await expect(selection(page)).toContainText(`1 tag · frees ${inWords}`)
  expect(await freedBy(plan)).toBe(figure)
  await plan.getByRole('textbox').fill('3')
  await plan.getByRole('button', { name: 'Delete 3 manifests' }).click()
  await expect(plan.getByRole('status')).toContainText('3 manifests deleted')
  expect(await freedBy(plan)).toBe(figure)
})

test('several repositories: each with its name, what goes of it, and its own lines', async ({ page, team }) => {
  const { url } = await team({ repositories: ['ops/agent', 'charts/platform', 'sandbox/scratchpad'] })
  await openScanned(page, `${url}/repositories`)
  await choose(table(page, 'Repositories'), ['ops/agent', 'charts/platform', 'sandbox/scratchpad'])
  const plan = await openDeletion(page)
  await expect(plan).toHaveAccessibleName('Delete 3 repositories')
  const of = (name: string) => plan.getByRole('group').filter({ has: page.getByText(name, { exact: true }) }).last()
  await expect(of('ops/agent')).toContainText(/ops\/agent\d+ tags, \d+ manifests/)
  await expect(of('sandbox/scratchpad')).toContainText('empty')
  // A plan with many lines shows those of a repository when it is opened.
  const lines = plan.getByRole('list', { name: 'Planned items of ops/agent' })
  await expect(lines).toHaveCount(0)
  await of('ops/agent').getByText('ops/agent', { exact: true }).click()
  await expect(lines.getByRole('listitem').first()).toBeVisible()
  // The registry keeps the empty repository. Its lines are open, because they give the reason.
  await plan.getByRole('textbox').fill('3')
  await plan.getByRole('button', { name: 'Delete 3 repositories' }).click()
  await expect(plan.getByRole('status')).toContainText('2 of 3 repositories deleted')
  await expect(of('charts/platform')).toContainText('1 of 1 deleted')
  await expect(plan.getByRole('list', { name: 'Planned items of sandbox/scratchpad' })).toContainText('Azure keeps an empty repository')
})

test('at 390 px what has to be typed or ticked is in sight beside the button that waits for it', async ({ page, team, sample, dashboard }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const { url } = await team({ repositories: [BILLING], soft_delete: {} })
  await openScanned(page, `${url}${repositoryPath(BILLING)}`)
  const plan = await askToDelete(page, 'Tags', ['7.4', '7.5', '7.6', '7.7', '7.8', '7.9'])
  await expect(plan.getByRole('button', { name: /^Delete \d+ manifests$/ })).toBeInViewport({ ratio: 1 })
  await expect(plan.getByRole('textbox', { name: /^Type \d+ to confirm$/ })).toBeInViewport({ ratio: 1 })
  const old = await sample({ config: { repositories: [BILLING] } })
  const { url: home } = await dashboard({ registries: { old: old.url }, kinds: { old: 'distribution2' } })
  await openScanned(page, `${home}/r/old${repositoryPath(BILLING)}`)
  const untag = await askToUntag(page, ['7.0'])
  await expect(untag.getByRole('checkbox', { name: 'Untag by way of a placeholder' })).toBeInViewport({ ratio: 1 })
})

test('what is left out is called by what was chosen', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING] })
  await openScanned(page, `${url}${repositoryPath(BILLING)}`)
  const left = (plan: ReturnType<typeof dialog>) => plan.getByRole('note').filter({ hasText: 'Left out' })
  // 7.17 and production are on the same digest.
  const one = await askToDelete(page, 'Tags', ['final'])
  await expect(left(one)).toHaveText('Left outfinal: Its manifest is locked. Show the locked manifest')
  await page.keyboard.press('Escape')
  const all = await askToDelete(page, 'Tags', ['7.17', 'production'])
  await expect(left(all)).toHaveText('Left out7.17, final, production: Their manifest is locked. Show the locked manifest')
})
