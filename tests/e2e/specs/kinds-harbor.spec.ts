// A stand-in for Harbor, not Harbor itself. It answers as Harbor's published description says, and as its core was
// seen to answer.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectKind } from '../support/about.ts'
import { askToDelete, begin, choose, close, confirm, confirmAndClose, dialog, openDeletion, selection, short } from '../support/dialog.ts'
import { ADA, OLGA, ROBOT, ROOT, serveHarbor, type Harbor } from '../support/harbor.ts'
import { bytes } from '../support/pages.ts'
import { signIn } from '../support/sign_in.ts'
import { scanEnds, showParts, table } from '../support/views.ts'

let harbor: Harbor
test.beforeEach(async () => {
  harbor = await serveHarbor()
})
test.afterEach(() => harbor.stop())

async function enter(page: Page, { user, password }: typeof ADA = ADA): Promise<void> {
  await signIn(page, user, password)
  await scanEnds(page)
}

async function openRepository(page: Page, name = 'team/app/web'): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await table(page, 'Repositories').getByRole('link', { name }).click()
}

async function openAbout(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('link', { name: 'harbor' }).click()
}

const tagRow = (page: Page, tag: string) => table(page, 'Tags').getByRole('row').filter({ has: page.getByRole('checkbox', { name: tag, exact: true }) })
const deleted = () => harbor.asked.filter((line) => line.startsWith('DELETE'))

test('it is recognised, and its own lists show what is empty and untagged', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team/repositories`)
  await enter(page)
  await expect(table(page, 'Repositories').getByRole('link', { name: 'team/empty' })).toBeVisible()
  await openAbout(page)
  await expect(page.getByText('Detected by the service name of its tokens')).toBeVisible()
  const projects = page.getByRole('region', { name: 'Projects' })
  await expect(projects.getByTitle(bytes(2_097_152), { exact: true })).toBeVisible()
  await expect(projects.getByTitle(bytes(10_485_760), { exact: true })).toBeVisible()
  // A public project's quota is told to its members only, so the page says neither "0 bytes" nor "no limit".
  await expect(projects.getByRole('row').filter({ hasText: 'open' })).toHaveText('openhidden from this sign-in')
  await expect(projects.getByRole('row').filter({ hasText: 'idle' })).toHaveText('idle0 Bno limit')
  // 2 MiB of 10: the fullest is first.
  await expect(projects.getByRole('row').nth(1).getByRole('img')).toHaveAccessibleName('20 % of its limit')
  // The list of all repositories was whole, so no project is asked by itself.
  expect(harbor.asked.filter((line) => /projects\/[^/]+\/repositories$/.test(line))).toEqual([])

  await openRepository(page)
  await expect(tagRow(page, 'v1')).toContainText('locked')
  await expect(tagRow(page, 'latest').getByTitle('2026-03-04T05:06:07Z')).toBeVisible()
  await page.getByRole('tab', { name: 'Manifests' }).click()
  await confirmAndClose(await askToDelete(page, 'Manifests', [short(harbor.digests.old)]), 1)
  expect(deleted()).toEqual([`DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.old}`])
})

test('the overview leads to what its projects may store', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team`)
  await enter(page)
  await page.getByRole('link', { name: 'Quotas of its projects' }).click()
  const projects = table(page, 'Projects')
  await expect(projects.getByRole('columnheader')).toHaveText(['Project', 'Used', 'Limit', 'How full'])
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeInViewport()
  await expect(projects.getByRole('rowheader')).toHaveText(['team', 'idle', 'open'])
})

test('that reading counts as a pull is said before anything is read, and nothing is read twice', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team`)
  const said = page.getByText('Harbor counts every manifest that this page reads as a pull')
  await expect(said).toBeVisible()
  expect(harbor.asked.filter((line) => line.includes('/manifests/'))).toEqual([])
  await enter(page)
  expect(new Set(harbor.pulls.values())).toEqual(new Set([1]))
  expect(harbor.pulls.size).toBe(Object.keys(harbor.holds().manifests).length)
  await openAbout(page)
  await expect(said).toBeVisible()
  // Untagging looks up the tag's digest, and pulls nothing.
  const before = new Map(harbor.pulls)
  await openRepository(page)
  await choose(table(page, 'Tags'), ['nightly'])
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Untag…' }).click()
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('1 tag')
  await close(dialog(page))
  expect(deleted()).toEqual([`DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.nightly}/tags/nightly`])
  expect(harbor.pulls).toEqual(before)
})

test('an index goes with its untagged child by one request, and its child alone not at all', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team`)
  await enter(page)
  await openRepository(page)
  await page.getByRole('tab', { name: 'Manifests' }).click()
  await showParts(page)
  await choose(table(page, 'Manifests'), [short(harbor.digests.child)])
  await expect((await openDeletion(page)).getByText('It is part of multi. Deleting it would break multi.')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(deleted()).toEqual([])
  await page.getByRole('tab', { name: 'Tags' }).click()
  const asked = await askToDelete(page, 'Tags', ['multi'])
  await expect(asked).toContainText(`the registry also deletes platform image ${short(harbor.digests.child)}`)
  await confirmAndClose(asked, 1)
  expect(deleted()).toEqual([`DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.index}`])
  expect(Object.keys(harbor.holds().manifests)).not.toContain(harbor.digests.child)
})

test('what somebody signs or moves at the last moment stays', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team`)
  await enter(page)
  await openRepository(page)
  // The signature is pushed while the image itself is checked, right before its request.
  await page.getByRole('tab', { name: 'Manifests' }).click()
  const asked = await askToDelete(page, 'Manifests', [short(harbor.digests.old)])
  let signature = ''
  harbor.when(`GET /v2/team/app/web/manifests/${harbor.digests.old}`, () => (signature = harbor.sign(harbor.digests.old)))
  await confirm(asked, 1)
  await expect(asked.getByText(`${short(signature)} refers to ${short(harbor.digests.old)}, and the plan does not name it.`)).toBeVisible()
  await close(asked)
  expect(deleted()).toEqual([])

  // The tag is moved after it was checked.
  await page.getByRole('tab', { name: 'Tags' }).click()
  await choose(table(page, 'Tags'), ['nightly'])
  await selection(page).getByRole('button', { name: 'Untag…' }).click()
  const { old, nightly } = harbor.digests
  harbor.when(`DELETE /api/v2.0/projects/team/repositories/app%2Fweb/artifacts/${nightly}/tags/nightly`, () => harbor.tag('nightly', old))
  await begin(dialog(page))
  await expect(dialog(page).getByText(`It points to ${short(old)} now: somebody else moved it.`)).toBeVisible()
  expect(harbor.holds().manifests[old]).toEqual(['nightly'])
})

test('to whom Harbor does not show everything, what is freed is up to so much', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  for (const [who, words] of [[ROOT, /Frees\s*1\.0 MiB/], [ADA, /Frees\s*up to\s*1\.0 MiB/]] as const) {
    await page.goto(`${home}/r/team`)
    await enter(page, who)
    await openRepository(page)
    await page.getByRole('tab', { name: 'Manifests' }).click()
    const asked = await askToDelete(page, 'Manifests', [short(harbor.digests.old)])
    await expect(asked).toContainText(words)
    await expect(asked.getByText('This sign-in cannot see every project: blobs that the others use stay.')).toHaveCount(who === ROOT ? 0 : 1)
    await page.keyboard.press('Escape')
  }
})

test('a robot account reads what it may, and what it lacks is named', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team`)
  await expect(page.getByText('your password or CLI secret; or a robot account, with its whole name (robot$…) and its secret')).toBeVisible()
  await signIn(page, ROBOT.user, 'wrong')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${harbor.host}`)
  // With a wrong password Harbor would list public repositories, so its list is not asked for.
  expect(harbor.asked.filter((line) => line.includes('/api/v2.0/repositories'))).toEqual([])
  await page.getByLabel('Password').fill(ROBOT.password)
  await page.getByRole('button', { name: 'Connect' }).click()
  await scanEnds(page)
  await openAbout(page)
  await expect(page.getByRole('region', { name: 'Projects' }).getByRole('row').filter({ hasText: 'team' })).toHaveText('teamhidden from this sign-in')
  await openRepository(page)
  const asked = await askToDelete(page, 'Tags', ['nightly'])
  await confirm(asked, 1)
  await expect(asked).toContainText('a robot account needs the permissions Delete Artifact, Delete Tag and Delete Repository')
  expect(Object.values(harbor.holds().manifests).flat()).toContain('nightly')
})

test('an OIDC user with a CLI secret sees her projects, deletes by /v2, and is told what a CLI secret is not good for', async ({ page, dashboard }) => {
  const { url: home } = await dashboard({ registries: { team: harbor.url } })
  await page.goto(`${home}/r/team/repositories`)
  await enter(page, OLGA)
  for (const name of ['open/base', 'team/app/web', 'team/empty']) await expect(table(page, 'Repositories').getByRole('link', { name })).toBeVisible()
  await openAbout(page)
  await expect(page.getByRole('region', { name: 'Projects' }).getByRole('row').filter({ has: page.getByRole('rowheader') })).toHaveText(['idle', 'open', 'team'].map((name) => `${name}hidden from this sign-in`))

  await openRepository(page)
  await choose(table(page, 'Tags'), ['nightly'])
  await selection(page).getByRole('button', { name: 'Untag…' }).click()
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('1 tag')
  await close(dialog(page))
  await page.getByRole('tab', { name: 'Manifests' }).click()
  await confirmAndClose(await askToDelete(page, 'Manifests', [short(harbor.digests.old)]), 1)
  expect(deleted()).toEqual([
    `DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.nightly}/tags/nightly`,
    `DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.old}`,
    `DELETE /v2/team/app/web/manifests/${harbor.digests.old}`,
  ])
  expect(Object.keys(harbor.holds().manifests)).not.toContain(harbor.digests.old)

  await openRepository(page, 'team/empty')
  await page.getByRole('button', { name: 'Delete repository…' }).click()
  await dialog(page).getByRole('textbox').fill('team/empty')
  await begin(dialog(page))
  await expect(dialog(page)).toContainText('With a CLI secret (for users of OIDC), Harbor lets nobody delete a whole repository')
  await close(dialog(page))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('empty')
})

for (const way of ['only /v2 is passed on', 'config.json calls it a plain registry'] as const) {
  test(`where ${way} a plan names what Harbor deletes along, and no tag is taken off`, async ({ page, dashboard }) => {
    const part = await serveHarbor({ api: way !== 'only /v2 is passed on' })
    try {
      const kinds = way === 'only /v2 is passed on' ? {} : { kinds: { team: 'oci' } }
      const { url: home } = await dashboard({ registries: { team: part.url }, ...kinds })
      await page.goto(`${home}/r/team/about`)
      await enter(page)
      await expectKind(page, 'OCI')
      const line = table(page, 'Capabilities').getByRole('row', { name: /^Deleting an image also deletes its signatures and other referrers/ })
      await expect(line).toContainText('to be safe')
      await openRepository(page)
      await choose(table(page, 'Tags'), ['sealed'])
      const untag = selection(page).getByRole('button', { name: 'Untag…' })
      await expect(untag).toBeDisabled()
      await expect(untag).toHaveAttribute('title', /^This looks like Harbor, which untags only by its own API/)
      const asked = await openDeletion(page)
      await expect(asked).toContainText(`the registry also deletes `)
      await expect(asked).toContainText(short(part.digests.seal))
      await confirmAndClose(asked, 1)
      expect(part.asked.filter((line) => line.startsWith('DELETE'))).toEqual([`DELETE /v2/team/app/web/manifests/${part.digests.sealed}`])
      const left = Object.keys(part.holds().manifests)
      for (const gone of [part.digests.sealed, part.digests.seal]) expect(left).not.toContain(gone)
      await expect(tagRow(page, 'sealed')).toHaveCount(0)
    } finally {
      await part.stop()
    }
  })
}

test('where only /v2 is passed on it is a plain OCI registry, and the page says what is lost', async ({ page, dashboard }) => {
  const part = await serveHarbor({ api: false })
  try {
    const { url: home } = await dashboard({ registries: { team: part.url } })
    await page.goto(`${home}/r/team/about`)
    await enter(page)
    await expectKind(page, 'OCI')
    await expect(page.getByText("Harbor's own API (/api/v2.0) cannot be reached here")).toBeVisible()
    await openRepository(page)
    await expect(table(page, 'Tags').getByRole('checkbox', { name: 'latest', exact: true })).toBeVisible()
  } finally {
    await part.stop()
  }
})
