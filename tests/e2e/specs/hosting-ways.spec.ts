// Every way to sign in to every registry, through each web server with the files in deploy/ as they are shipped, over
// TLS: sign in, see true figures, delete one thing. And where the credentials go meanwhile.

import type { Page } from '@playwright/test'
import { askToDelete, confirm, confirmAndClose } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { exportReport, exportText } from '../support/pages.ts'
import { expectNone, signIn, traces } from '../support/sign_in.ts'
import { scanEnds, table } from '../support/views.ts'
import { Watch } from '../support/watch.ts'
import { secretsOf, WAYS, type Place } from '../support/ways.ts'

// The certificates of a test are signed by nobody.
test.use({ ignoreHTTPSErrors: true })

async function comeIn(page: Page, { host, user, enter, ends }: Place): Promise<void> {
  if (user) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
    await signIn(page, user.user, user.password)
  }
  await enter?.(page)
  await scanEnds(page, ends)
}

/** From the overview to a repository without a reload, which would sign out. */
async function open(page: Page, repository: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await table(page, 'Repositories').getByRole('link', { name: repository, exact: true }).click()
}

for (const server of ['caddy', 'nginx'] as const) {
  for (const way of WAYS) {
    test(`${server}: ${way.name}`, async ({ page, dashboard, stock }) => {
      test.skip(way.missing?.() !== undefined, way.missing?.())
      const place = await way.start(stock)
      try {
        const { url } = await dashboard({ server, shipped: true, ...place.options })
        const secrets = secretsOf(place)
        const watch = await Watch.over(page)
        await page.goto(`${url}/r/team`)
        await comeIn(page, place)
        const text = await exportText(page)
        await place.compare(JSON.parse(text))

        await open(page, place.repository)
        const dialog = await askToDelete(page, 'Tags', [place.tag])
        if (place.refused) {
          await confirm(dialog, 1)
          await expect(dialog).toContainText(place.refused)
          expect(await place.isGone()).toBe(false)
          await dialog.getByRole('button', { name: 'Close' }).click()
        } else {
          await confirmAndClose(dialog, 1)
          expect(await place.isGone()).toBe(true)
          await place.compare(await exportReport(page))
        }
        expectNone(secrets, text + (await traces(page)), 'the page')

        if (place.user) {
          // The sign-in is in memory alone, so a reload asks again. Once the box is ticked it is kept until signing out.
          await page.goto(`${url}/r/team`)
          await page.getByRole('checkbox', { name: 'Keep me signed in for this tab' }).check()
          await comeIn(page, place)
          const kept = await page.evaluate(() => [JSON.stringify([{ ...localStorage }, document.cookie]), JSON.stringify({ ...sessionStorage })] as const)
          expectNone(secrets, kept[0], 'what outlives the tab')
          expect(kept[1]).toContain(place.user.password)
          await page.reload()
          await scanEnds(page, place.ends)
          await page.getByRole('button', { name: 'Sign out' }).click()
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${place.host}`)
          expectNone(secrets, await traces(page), 'the page after signing out')
        }
        watch.expectKept(url, secrets, place.secretsTo)
      } finally {
        await place.stop()
      }
    })
  }
}
