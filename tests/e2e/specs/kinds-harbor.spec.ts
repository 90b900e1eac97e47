// Harbor, by a stand-in that answers as its published description says. It is not Harbor.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose } from '../support/dialog.ts'
import { serveHarbor } from '../support/harbor.ts'
import { bytes } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'User name' }).fill('ada')
  await page.getByLabel('Password').fill('secret')
  await page.getByRole('button', { name: 'Connect' }).click()
  await scanEnds(page)
}

test('it is recognised, and its own lists show what is empty and untagged', async ({ page, dashboard }) => {
  const harbor = await serveHarbor()
  try {
    const { url: home } = await dashboard({ registries: { team: harbor.url } })
    await page.goto(`${home}/r/team/repositories`)
    await signIn(page)
    await expect(page.getByRole('banner').getByRole('link', { name: 'harbor' })).toBeVisible()
    await expect(table(page, 'Repositories').getByRole('link', { name: 'team/empty' })).toBeVisible()
    await page.getByRole('banner').getByRole('link', { name: 'harbor' }).click()
    await expect(page.getByText('Told by the service that its tokens are for')).toBeVisible()
    const projects = page.getByRole('region', { name: 'Projects' })
    await expect(projects.getByTitle(bytes(2_097_152), { exact: true })).toBeVisible()
    await expect(projects.getByTitle(bytes(10_485_760), { exact: true })).toBeVisible()

    await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
    await table(page, 'Repositories').getByRole('link', { name: 'team/app/web' }).click()
    await expect(table(page, 'Tags').getByRole('row').filter({ has: page.getByRole('checkbox', { name: 'v1', exact: true }) })).toContainText('locked')
    await expect(table(page, 'Tags').getByRole('row').filter({ has: page.getByRole('checkbox', { name: 'latest', exact: true }) }).getByTitle('2026-03-04T05:06:07Z')).toBeVisible()
    await page.getByRole('tab', { name: 'Manifests' }).click()
    const old = harbor.digests.old.replace('sha256:', '').slice(0, 12)
    const dialog = await askToDelete(page, 'Manifests', [old])
    await confirmAndClose(dialog, 1)
    expect(harbor.asked).toContain(`DELETE /api/v2.0/projects/team/repositories/app%252Fweb/artifacts/${harbor.digests.old}`)
    expect(harbor.asked.filter((line) => line.startsWith('DELETE'))).toHaveLength(1)
  } finally {
    await harbor.stop()
  }
})

test('where only /v2 is passed on it is a plain OCI registry, and the page says what is lost', async ({ page, dashboard }) => {
  const harbor = await serveHarbor({ api: false })
  try {
    const { url: home } = await dashboard({ registries: { team: harbor.url } })
    await page.goto(`${home}/r/team/about`)
    await signIn(page)
    await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('oci')
    await expect(page.getByText("Harbor's own API (/api/v2.0) is not to be reached here")).toBeVisible()
    await openTags(page)
    await expect(table(page, 'Tags').getByRole('checkbox', { name: 'latest', exact: true })).toBeVisible()
  } finally {
    await harbor.stop()
  }
})

async function openTags(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
  await table(page, 'Repositories').getByRole('link', { name: 'team/app/web' }).click()
}
