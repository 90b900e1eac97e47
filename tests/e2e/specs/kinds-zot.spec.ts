// zot, where there is one: recognised, read, deleted from, and its refusal to break an index.

import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose } from '../support/dialog.ts'
import { pushFleet } from '../support/images/push.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { exportReport, openScanned, repositoryPath } from '../support/pages.ts'
import { missingZot, startZot } from '../support/zot.ts'

test.skip(() => missingZot() !== undefined, missingZot() ?? '')

test('it is recognised, every tag of it is read, and what is deleted is gone', async ({ page, dashboard, stock }) => {
  const zot = await startZot()
  try {
    await pushFleet(stock.fleet, { host: zot.host })
    const { url: home } = await dashboard({ registries: { team: zot.url } })
    await openScanned(page, `${home}/r/team`)
    await expect(page.getByRole('banner').getByRole('link', { name: 'zot' })).toBeVisible()
    const report = await exportReport(page)
    expect(report).toMatchObject({ complete: true, registry: { kind: 'zot' }, totals: { repositories: 8, tags: 27 } })

    const api = new RegistryApi(zot.url)
    await openScanned(page, `${home}/r/team${repositoryPath('data/worker')}`)
    await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
    expect(await api.tags('data/worker')).toEqual(['3.0.0', 'doubled', 'stable'])
  } finally {
    await zot.stop()
  }
})
