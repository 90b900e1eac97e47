// axe on every page in every state, light and dark, wide and narrow: no violation. And no page makes a narrow window
// scroll sideways.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { begin, choose, dialog, openDeletion, plannedItems, selection } from '../support/dialog.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, scanStatus, table } from '../support/views.ts'

const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [1440, 390]

/** Runs axe on the page as it is now, in all four ways. */
async function inspect(page: Page, what: string): Promise<void> {
  await test.step(what, async () => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary}`))
        expect.soft(found, `${what}, ${width} px, ${colorScheme}`).toEqual([])
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(wide, `${what}: the width of the page at ${width} px`).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })
}

const at = (url: string, repository: string) => `${url}/repositories/${encodeURIComponent(repository)}`

// Each run of axe takes seconds on a free machine, and many seconds on a busy one.
test.beforeEach(() => test.setTimeout(600_000))

test('Registries', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook'] })
  await page.goto(new URL('/', url).href)
  await expect(page.getByRole('link', { name: /team\.azurecr\.io/ })).toBeVisible()
  await inspect(page, 'the entrance')
  await page.getByRole('textbox', { name: 'Registry address' }).fill('https://a/b')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
  await inspect(page, 'a wrong address')
})

test('Overview and Repositories, while reading and after', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing', 'legacy/mainframe', 'sandbox/scratchpad'] })
  await sample.hold('GET /v2/legacy/billing/')
  await page.goto(url)
  await expect(scanStatus(page)).toHaveText('Reading…')
  await expect(page.getByRole('main')).toContainText('MiB')
  await inspect(page, 'the overview while reading')
  await page.goto(`${url}/repositories`)
  await expect(table(page, 'Repositories').getByRole('img', { name: 'not read yet' }).first()).toBeVisible()
  await inspect(page, 'repositories while reading')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await scanEnds(page, 'Scan incomplete')
  await inspect(page, 'repositories, not read whole')
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('region', { name: 'Could not be read' })).toBeVisible()
  await inspect(page, 'the overview with gaps')
  await sample.release()
  await page.getByRole('button', { name: 'Scan again' }).click()
  await scanEnds(page)
  await inspect(page, 'the overview')
  await page.getByRole('button', { name: 'Export' }).click()
  await inspect(page, 'an open menu')
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  await inspect(page, 'repositories')
  await page.getByRole('searchbox').fill('nothing like it')
  await expect(page.getByText('No repositories match')).toBeVisible()
  await inspect(page, 'nothing found')
  await page.goto(`${url}/images?orphans=1`)
  await scanEnds(page)
  await page.getByRole('checkbox', { name: 'Select all images' }).check()
  await inspect(page, 'images')
})

test('Repository: its tabs, a selection, an empty one', async ({ page, team }) => {
  const { url } = await team({ repositories: ['web/checkout', 'sandbox/scratchpad'] })
  await page.goto(at(url, 'web/checkout'))
  await scanEnds(page)
  await inspect(page, 'tags')
  await choose(page, ['2.9.1', 'nightly'])
  await inspect(page, 'a selection')
  await page.getByRole('tab', { name: /^Manifests/ }).click()
  await expect(table(page, 'Manifests')).toBeVisible()
  await inspect(page, 'manifests')
  await page.getByRole('tab', { name: /^Layers/ }).click()
  await expect(table(page, 'Layers')).toBeVisible()
  await inspect(page, 'layers')
  await bodyRows(table(page, 'Layers')).first().getByRole('link').first().click()
  await expect(table(page, 'Used by')).toBeVisible()
  await inspect(page, 'a layer')
  await page.goto(at(url, 'sandbox/scratchpad'))
  await scanEnds(page)
  await inspect(page, 'an empty repository')
})

test('Manifest: an index, an image, its raw JSON', async ({ page, team }) => {
  const { url } = await team({ repositories: ['web/checkout'] })
  await page.goto(`${at(url, 'web/checkout')}?q=2.0.0`)
  await scanEnds(page)
  await page.getByRole('link', { name: '2.0.0', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Referrers and signatures' })).toBeVisible()
  await inspect(page, 'an index')
  const child = page.getByRole('region', { name: 'Platforms and other children' }).getByRole('link').first()
  await child.click()
  await expect(table(page, 'Layers')).toBeVisible()
  await page.getByRole('button', { name: 'Show the raw manifest' }).click()
  await expect(page.getByRole('button', { name: 'Copy raw manifest' })).toBeVisible()
  await inspect(page, 'an image')
})

test('the deletion dialog: planned, under way, over', async ({ page, team }) => {
  const conflict = { status: [409, JSON.stringify({ errors: [{ code: 'CONFLICT', message: 'being pulled' }] })] }
  const { url, sample } = await team({ repositories: ['legacy/billing'], faults: [{ method: 'DELETE', times: 1, answer: conflict }] })
  await page.goto(at(url, 'legacy/billing'))
  await scanEnds(page)
  await choose(page, ['7.0', '7.1', '7.10', 'final', '7.2', '7.3'])
  await openDeletion(page)
  await expect(dialog(page).getByRole('note').filter({ hasText: 'Left out' })).toBeVisible()
  await inspect(page, 'a plan')
  await sample.hold('DELETE /v2/')
  const confirm = dialog(page).getByRole('button', { name: /^Delete \d+ manifests$/ })
  await dialog(page).getByRole('textbox').fill(/\d+/.exec(await confirm.innerText())![0])
  await confirm.click()
  await expect(dialog(page).getByRole('progressbar', { name: 'Deletion' })).toBeVisible()
  await inspect(page, 'a deletion under way')
  await sample.release()
  await expect(plannedItems(page).filter({ hasText: 'failed' })).toHaveCount(1)
  await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeVisible()
  await inspect(page, 'a deletion that is over')
})

test('About, Deleted, and what a repository lacks', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['legacy/billing', 'charts/platform'], soft_delete: {} })
  await page.goto(`${url}/about`)
  await expect(table(page, 'Capabilities')).toBeVisible()
  await scanEnds(page)
  await inspect(page, 'about')
  await page.goto(`${url}/deleted`)
  await expect(page.getByText('The bin is empty')).toBeVisible()
  await inspect(page, 'an empty bin')
  expect((await fetch(`${sample.url}/acr/v1/charts/platform`, { method: 'DELETE' })).status).toBe(202)
  await page.getByRole('button', { name: 'Read again' }).click()
  await table(page, 'Deleted').getByRole('checkbox').nth(1).check()
  await inspect(page, 'a bin with a selection')
  await sample.configure({ repositories: ['legacy/billing'], faults: [{ path: '/legacy/billing', answer: { status: [403, ''] } }] })
  await page.goto(`${url}/deleted`)
  await expect(page.getByText('Soft delete is off.')).toBeVisible()
  await inspect(page, 'no bin')
  await page.goto(at(url, 'legacy/billing'))
  await scanEnds(page, 'Scan incomplete')
  await inspect(page, 'a repository that could not be read')
})

test('the dialogs that lock, untag, restore and delete a repository: planned, under way, over', async ({ page, team }) => {
  const refusal = { status: [405, JSON.stringify({ errors: [{ code: 'REGISTRY_DISALLOWED_OPERATION', message: 'no' }] })] }
  const { url, sample } = await team({ repositories: ['legacy/billing'], soft_delete: {}, faults: [{ method: 'PATCH', path: '7.3', answer: refusal }] })
  await page.goto(at(url, 'legacy/billing'))
  await scanEnds(page)
  const seeThrough = async (what: string, held: string) => {
    await inspect(page, `${what}: planned`)
    await sample.hold(held)
    await begin(dialog(page))
    await expect(dialog(page).getByRole('progressbar')).toBeVisible()
    await inspect(page, `${what}: under way`)
    await sample.release()
    await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeFocused()
    await inspect(page, `${what}: over`)
    await dialog(page).getByRole('button', { name: 'Close' }).click()
  }
  await choose(page, ['7.2', '7.3'])
  await selection(page).getByRole('button', { name: 'Lock…', exact: true }).click()
  await seeThrough('locking', 'PATCH /')
  await selection(page).getByRole('button', { name: 'Unlock…' }).click()
  await inspect(page, 'unlocking: planned')
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await selection(page).getByRole('button', { name: 'Clear' }).click()
  await choose(page, ['7.4'])
  await selection(page).getByRole('button', { name: 'Untag…' }).click()
  await seeThrough('untagging', 'DELETE /')
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  // Locked manifests in it keep the repository, and the dialog names what is left out.
  await inspect(page, 'deleting a repository')
  await dialog(page).getByRole('button', { name: /^(Cancel|Close)$/ }).click()
  await fetch(`${sample.url}/acr/v1/legacy/billing/_tags/7.2`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"deleteEnabled":true,"writeEnabled":true}' })
  const { tag } = await (await fetch(`${sample.url}/acr/v1/legacy/billing/_tags/7.12`)).json()
  await fetch(`${sample.url}/v2/legacy/billing/manifests/${tag.digest}`, { method: 'DELETE' })
  await page.goto(`${url}/deleted`)
  await choose(page, ['legacy/billing:7.12'])
  await selection(page).getByRole('button', { name: 'Restore…' }).click()
  await seeThrough('restoring', 'POST /')
})

test('deleting a whole repository: planned, under way, over', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['charts/platform', 'sandbox/scratchpad'] })
  await page.goto(at(url, 'charts/platform'))
  await scanEnds(page)
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await inspect(page, 'a repository, planned')
  await sample.hold('DELETE /')
  await dialog(page).getByRole('textbox').fill('charts/platform')
  await begin(dialog(page))
  await expect(dialog(page).getByRole('progressbar')).toBeVisible()
  await inspect(page, 'a repository, under way')
  await sample.release()
  await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeFocused()
  await inspect(page, 'a repository, over')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('This repository was deleted').locator('visible=true').first()).toBeVisible()
  await inspect(page, 'a repository that is gone')
})

test('sign-in, errors and addresses that lead nowhere', async ({ page, dashboard, sample }) => {
  const { url } = await dashboard()
  const user = { user: 'ada', password: 'secret' }
  const closed = await sample({ config: { repositories: ['docs/handbook'], authentication: { basic: user } }, cors: url })
  await page.goto(`${url}/r/${closed.host}`)
  await page.getByRole('textbox', { name: 'User name' }).fill('ada')
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await inspect(page, 'a sign-in that failed')
  await closed.configure({ faults: [{ answer: 'html' }] })
  await page.reload()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await inspect(page, 'a registry that cannot be opened')
  const open = await sample({ config: { repositories: ['docs/handbook'] }, cors: url })
  const nowhere = ['/no/such/page', '/r/no%20such%20registry', `/r/${open.host}/repositories/no%2Fsuch`, `/r/${open.host}/repositories/NO%20NAME`]
  for (const path of [...nowhere, `/r/${open.host}/repositories/docs%2Fhandbook/manifests/sha256:${'0'.repeat(64)}`]) {
    await page.goto(url + path)
    if (path.includes(open.host)) await scanEnds(page)
    await expect(page.getByRole('main').getByText(/There is no|does not|lists no|This is not/).first()).toBeVisible()
    await inspect(page, path)
  }
})

test('another host that gives out tokens, and repositories by name', async ({ page, team, dashboard, sample, problems }) => {
  problems.allow(/Failed to load resource/)
  const { url: home } = await dashboard()
  const bearer = { user: 'ada', password: 'secret', realm: 'http://127.0.0.1:9/token' }
  const sent = await sample({ config: { repositories: ['docs/handbook'], authentication: { bearer } }, cors: home })
  await page.goto(`${home}/r/${sent.host}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in at 127.0.0.1:9?')
  await inspect(page, 'another host')
  await page.getByRole('button', { name: 'Do not ask' }).click()
  await expect(page.getByRole('alert')).toContainText('Nothing was sent there.')
  await inspect(page, 'another host that is not asked')

  const scope_map = [{ repositories: 'docs/*', actions: ['content/read' as const, 'metadata/read' as const] }]
  const token = { kind: 'token' as const, user: 'nightly', password: 'T0ken-pass-77', scope_map }
  const { url } = await team({ repositories: ['docs/handbook', 'legacy/billing'], authentication: { acr: { realm: 'https://team.azurecr.io/oauth2/token', identities: [token] } } })
  await page.goto(url)
  await signIn(page, token.user, token.password)
  const names = page.getByRole('textbox', { name: 'Repository names' })
  await expect(names).toBeFocused()
  await inspect(page, 'names')
  await names.fill(`Docs/Handbook ${'x/'.repeat(80)}`)
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await inspect(page, 'wrong names')
  await names.fill('docs/handbook legacy/billing no/such')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await scanEnds(page, 'Scan incomplete')
  await inspect(page, 'the overview by name')
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await inspect(page, 'repositories by name')
  await page.getByRole('banner').getByTitle('Switch to another registry').click()
  await inspect(page, 'the registries to switch to')
})
