// The sample has soft delete on: what was deleted there is listed, and comes back.

import { expect, test } from '../support/fixtures.ts'
import { askToDelete, begin, confirm, dialog } from '../support/dialog.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const REPOSITORY = 'legacy/billing'

test('an image deleted from the sample waits in the bin, and is restored with its tag', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(`${url}/r/sample/repositories/${encodeURIComponent(REPOSITORY)}?q=7.2`)
  await scanEnds(page)
  const tag = page.getByRole('checkbox', { name: '7.2', exact: true })
  await expect(tag).toBeVisible()
  const asked = await askToDelete(page, 'Tags', ['7.2'])
  await expect(asked).toContainText('Soft delete is on')
  await confirm(asked, 1)
  await expect(asked.getByRole('status')).toContainText('1 manifest deleted.')
  await asked.getByRole('button', { name: 'Close' }).click()
  await expect(tag).toHaveCount(0)

  await page.getByRole('link', { name: 'Deleted from this repository' }).click()
  const deleted = table(page, 'Deleted')
  await expect(bodyRows(deleted)).toHaveCount(1)
  await deleted.getByRole('checkbox', { name: `${REPOSITORY}:7.2` }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Restore…' }).click()
  await begin(dialog(page))
  await expect(dialog(page).getByRole('status')).toContainText('1 manifest restored.')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('The bin is empty')).toBeVisible()

  await page.goBack()
  await expect(tag).toBeVisible()
})

test('a registry without soft delete shows no link to a bin, once it said so', async ({ page, team }) => {
  const { url } = await team({ repositories: [REPOSITORY] })
  await page.goto(`${url}/deleted`)
  await expect(page.getByText('Deletions are final')).toBeVisible()
  const sections = page.getByRole('navigation', { name: 'Registry', exact: true })
  await expect(sections.getByRole('link', { name: 'Overview' })).toBeVisible()
  await expect(sections.getByRole('link', { name: 'Deleted' })).toHaveCount(0)
})
