// The page behind the dialog while a run is under way: its tables and its figures show what is left.

import { askToDelete, confirm, endsWith, plannedItems } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { serveShelf, Shelf } from '../support/shelf.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

test('the page behind a run follows it, and its figures go with its rows', async ({ page, dashboard }) => {
  const shelf = new Shelf()
  const tags = ['v1', 'v2', 'v3', 'v4', 'v5']
  const digests = tags.map((tag) => shelf.image('mirror', [tag], [shelf.layer(tag, 70_000)]))
  // One deletion waits until the test lets it go.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const answer = shelf.answer.bind(shelf)
  shelf.answer = (method, path, out) => {
    if (method === 'DELETE' && path.endsWith(digests[3]!)) void held.then(() => answer(method, path, out))
    else answer(method, path, out)
  }
  const stop = await serveShelf(shelf)
  try {
    const { url } = await dashboard({ registries: { odd: shelf.url }, kinds: { odd: 'oci' } })
    await page.goto(`${url}/r/odd/repositories/mirror`)
    await scanEnds(page)
    const plan = await askToDelete(page, 'Tags', tags.slice(0, 4))
    await confirm(plan, 4)
    await expect(bodyRows(table(page, 'Tags'))).toHaveCount(2)
    await expect(plan.getByRole('button', { name: 'Stop' })).toBeVisible()
    await expect(page.locator('main .title')).toContainText('2 tags')
    // The plan in the dialog stays as it was confirmed.
    await expect(plannedItems(plan)).toHaveCount(4)
    letGo()
    await endsWith(plan, '')
    await expect(bodyRows(table(page, 'Tags'))).toHaveCount(1)
  } finally {
    letGo()
    await stop()
  }
})
