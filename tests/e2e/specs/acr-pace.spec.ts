// The pace of requests to an Azure registry: how many are under way at once, as the registry itself sees it, and what
// happens when the registry asks to slow down.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { begin, choose, confirm, dialog, openDeletion } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { startCaddy } from '../support/front.ts'
import { freePort } from '../support/port.ts'
import { deletes, holdAfterFirst, tagsOf } from '../support/sample.ts'
import { selfSigned } from '../support/storage.ts'
import { scanEnds, scanStatus } from '../support/views.ts'

const BILLING = 'legacy/billing'
const PAGE = `/repositories/${encodeURIComponent(BILLING)}`
const json = (code: string) => JSON.stringify({ errors: [{ code, message: 'slow down' }] })
const throttled = { status: [429, json('TOOMANYREQUESTS')] }

test.describe('over HTTP/2, where no browser holds requests back', () => {
  test.use({ ignoreHTTPSErrors: true })

  test('eight manifests are read at once, and four deleted', async ({ page, team }) => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-pace-'))
    const { url, sample } = await team({ repositories: [BILLING] })
    const port = await freePort()
    const { certificate, key } = await selfSigned(folder)
    const front = await startCaddy(`https://localhost:${port} {\n\ttls ${certificate} ${key}\n\treverse_proxy ${new URL(url).host}\n}\n`, `localhost:${port}`)
    try {
      await sample.hold('GET /v2/legacy/')
      await page.goto(`https://localhost:${port}/r/team${PAGE}`)
      await expect.poll(() => sample.held()).toBe(8)
      await sample.release()
      await scanEnds(page)
      const seven = ['7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6']
      await choose(page, seven)
      await holdAfterFirst(sample, BILLING, seven)
      await confirm(await openDeletion(page), 7)
      await expect.poll(() => sample.held()).toBe(6)
      await sample.release()
      await expect(dialog(page).getByRole('status')).toContainText('7 manifests deleted.')
      expect(await deletes(sample)).toHaveLength(7)
    } finally {
      await page.goto('about:blank')
      await front.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

test('few calls left: the whole page waits, says so, and reads to the end', async ({ page, team }) => {
  const { url } = await team({ repositories: [BILLING], throttle: { calls_per_second: 12 } })
  await page.goto(url)
  await expect(page.getByText(/^Registry asks to slow down: waiting \d+ s$/)).toBeVisible()
  await expect(scanStatus(page)).toHaveText('Reading slowly, as the registry asks…')
  await scanEnds(page)
  await expect(page.getByText(/^Registry asks to slow down/)).toBeHidden()
})

test('Stop ends a wait at once: what was not sent is never sent', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: [BILLING], faults: [{ method: 'DELETE', answer: throttled }] })
  const tags = await tagsOf(sample, BILLING)
  await page.goto(`${url}${PAGE}`)
  await scanEnds(page)
  await choose(page, ['7.0'])
  await confirm(await openDeletion(page), 1)
  await expect(dialog(page).getByText(/^Registry asks to slow down: waiting \d+ s$/)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  await expect(dialog(page).getByRole('button', { name: 'Close' })).toBeFocused()
  await expect(dialog(page).getByRole('listitem')).toContainText('not reached')
  const sent = await deletes(sample)
  expect(sent.length).toBeLessThan(6)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  // After a whole scan, a request that could still have been sent would have been sent.
  await page.reload()
  await scanEnds(page)
  expect(await deletes(sample)).toEqual(sent)
  expect(await tagsOf(sample, BILLING)).toEqual(tags)
})

test('connecting and reading the bin wait visibly, too', async ({ page, team }) => {
  const faults = [
    { method: 'GET', path: '/v2/', times: 2, answer: throttled },
    { method: 'GET', path: '_deleted/_catalog', times: 2, answer: throttled },
  ]
  const { url } = await team({ repositories: [BILLING], soft_delete: {}, faults })
  const waits = page.getByRole('main').getByText(/^Registry asks to slow down: waiting \d+ s$/)
  await page.goto(`${url}/deleted`)
  await expect(page.getByText('Connecting to team.azurecr.io…')).toBeVisible()
  await expect(waits).toBeVisible()
  await expect(page.getByText('Reading deleted manifests…')).toBeVisible()
  await expect(waits).toBeVisible()
  await expect(page.getByText('The bin is empty')).toBeVisible()
  await expect(waits).toBeHidden()
})

test('locking and restoring wait as deleting does, visibly', async ({ page, team }) => {
  const slow = (method: string) => ({ method, times: 2, answer: throttled })
  const { url, sample } = await team({ repositories: [BILLING], soft_delete: {}, faults: [slow('PATCH'), slow('POST')] })
  const { '7.2': digest } = await tagsOf(sample, BILLING)
  await page.goto(`${url}${PAGE}`)
  await scanEnds(page)
  const waits = dialog(page).getByText(/^Registry asks to slow down: waiting \d+ s$/)
  await page.getByRole('button', { name: 'Lock…', exact: true }).click()
  await dialog(page).getByRole('radio', { name: 'Against deleting only' }).check()
  await begin(dialog(page))
  await expect(waits).toBeVisible()
  await expect(dialog(page).getByRole('status')).toContainText('1 repository locked.')
  expect((await fetch(`${sample.url}/v2/${BILLING}/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)
  await page.goto(`${url}/deleted`)
  await choose(page, [`${BILLING}:7.2`])
  await page.getByRole('button', { name: 'Restore…' }).click()
  await begin(dialog(page))
  await expect(waits).toBeVisible()
  await expect(dialog(page).getByRole('status')).toContainText('1 manifest restored.')
})
