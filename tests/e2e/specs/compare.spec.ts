// The page "Compare": a saved report beside the registry of now, and files that are no reports.

import type { Page } from '@playwright/test'
import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { blob, digestOf, jsonBlob, type Blob } from '../support/images/content.ts'
import { bytes, exportText, openScanned, readRows, repositoryPath, valueOf } from '../support/pages.ts'
import type { Report } from '../support/oracle/report.ts'
import { tagsOf, type Sample } from '../support/sample.ts'
import { scanEnds, table } from '../support/views.ts'

const REPOSITORIES = ['docs/handbook', 'legacy/billing', 'sandbox/scratchpad']
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

const main = (page: Page) => page.getByRole('main')
const field = (page: Page) => page.getByLabel('Open a report…')
const file = (text: string, name = 'saved.json') => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

/** Drops a file on the page. */
async function drop(page: Page, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'dropped.json', { type: 'application/json' }))
    return data
  }, text)
  await main(page).dispatchEvent('dragover', { dataTransfer })
  await main(page).dispatchEvent('drop', { dataTransfer })
}

/** Pushes an image of one layer, and returns the bytes that it adds. */
async function push({ url }: Sample, repository: string, tag: string, length: number): Promise<number> {
  const [config, layer] = [jsonBlob({ architecture: 'amd64', os: 'linux', tag }), blob(Buffer.alloc(length, `${repository}:${tag}`))]
  for (const { digest, bytes: body } of [config, layer]) {
    const begun = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' })
    const at = new URL(begun.headers.get('location')!, url)
    at.searchParams.set('digest', digest)
    expect((await fetch(at, { method: 'PUT', body: new Uint8Array(body) })).status).toBe(201)
  }
  const part = (mediaType: string, { digest, bytes: { length: size } }: Blob) => ({ mediaType, digest, size })
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: part('application/vnd.oci.image.config.v1+json', config),
    layers: [part('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  })
  expect((await put(url, repository, tag, body, MANIFEST)).status).toBe(201)
  return config.bytes.length + layer.bytes.length + body.length
}

const put = (url: string, repository: string, tag: string, body: string, type: string) =>
  fetch(`${url}/v2/${repository}/manifests/${tag}`, { method: 'PUT', body, headers: { 'content-type': type } })

test('growth since a report, to the byte, with new, gone and moved repositories and tags', async ({ page, team }) => {
  test.slow()
  const { sample, url } = await team({ repositories: [...REPOSITORIES, 'charts/platform'] })
  await openScanned(page, url)
  const before = await exportText(page)
  const then: Report = JSON.parse(before)

  // A new repository, a new tag, a tag on another manifest, and a repository that goes.
  const own = await push(sample, 'web/new', 'v1', 5000)
  const more = await push(sample, 'legacy/billing', 'brand-new', 3000)
  const tags = await tagsOf(sample, 'legacy/billing')
  const other = await fetch(`${sample.url}/v2/legacy/billing/manifests/brand-new`, { headers: { accept: MANIFEST } })
  const [body, moved] = [await other.text(), 'final']
  expect(tags[moved]).not.toBe(digestOf(Buffer.from(body)))
  expect((await put(sample.url, 'legacy/billing', moved, body, MANIFEST)).status).toBe(201)
  expect((await fetch(`${sample.url}/acr/v1/charts/platform`, { method: 'DELETE' })).status).toBe(202)

  await openScanned(page, url)
  await main(page).getByRole('link', { name: 'Compare with a report' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  await drop(page, before)
  await expect(main(page).getByText(/^The registry stores [\d.]+ [KMG]iB less than on \d{4}-\d\d-\d\d \(just now\)\.$/)).toBeVisible()
  const gone = then.repositories.find(({ name }) => name === 'charts/platform')!
  await expect(main(page).getByText(`Repositories: 1 new, 1 gone. Tags: 2 new, ${gone.tags} gone, 1 moved.`)).toBeVisible()
  const now = then.totals.stored_bytes - gone.exclusive_bytes + own + more
  await expect(valueOf(page, 'Stored then').getByTitle(bytes(then.totals.stored_bytes), { exact: true })).toBeVisible()
  await expect(valueOf(page, 'Stored now').getByTitle(bytes(now), { exact: true })).toBeVisible()
  await expect(valueOf(page, 'Change').getByTitle(bytes(then.totals.stored_bytes - now), { exact: true })).toBeVisible()

  const rows = await readRows(table(page, 'Growth by repository'))
  const billing = then.repositories.find(({ name }) => name === 'legacy/billing')!.stored_bytes
  const byName = Object.fromEntries(rows.map((row) => [row.Repository, row]))
  expect(rows.map((row) => row.Repository)).toEqual(['web/new', 'legacy/billing', 'docs/handbook', 'sandbox/scratchpad', 'charts/platform'])
  expect(byName['legacy/billing']).toMatchObject({ Then: bytes(billing), Now: bytes(billing + more), Change: `${bytes(more)} more`, Tags: '1 new, 1 moved' })
  expect(byName['web/new']).toMatchObject({ Then: '–', Change: `${bytes(own)} more`, Tags: '1 new' })
  expect(byName['charts/platform']).toMatchObject({ Now: '–', Change: `${bytes(gone.stored_bytes)} less` })
  await expectForEverybody(page)

  const save = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  expect((await save).suggestedFilename()).toBe('plimsoll-growth-by-repository.csv')

  await page.getByRole('tab', { name: /^Tags/ }).click()
  await page.getByRole('searchbox', { name: 'Filter tags' }).fill('billing')
  const changed = await readRows(table(page, 'Changed tags'))
  expect(changed.map((row) => [row.Tag, row.Change])).toEqual([['brand-new', 'new'], [moved, 'moved']])
  await expectForEverybody(page)

  // A link leads away, and the report is still open on the way back.
  await table(page, 'Changed tags').getByRole('link', { name: 'brand-new' }).click()
  await expect(page).toHaveURL(new RegExp(`/repositories/legacy%2Fbilling/manifests/`))
  await page.goBack()
  await expect(main(page).getByText('dropped.json')).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(main(page).getByText('dropped.json')).toHaveCount(0)
  await expect(table(page, 'Changed tags')).toHaveCount(0)
})

test('a deletion in this page shows in the comparison', async ({ page, team }) => {
  const { sample, url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const before = await exportText(page)
  await main(page).getByRole('link', { name: 'Compare with a report' }).click()
  await field(page).setInputFiles(file(before))
  await expect(main(page).getByText(/^The registry stores as many bytes as on .* \(just now\)\.$/)).toBeVisible()
  await expect(main(page).getByText('Repositories: the same. Tags: the same.')).toBeVisible()
  const { '7.0': digest } = await tagsOf(sample, 'legacy/billing')
  expect((await fetch(`${sample.url}/v2/legacy/billing/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect(main(page).getByText(/^The registry stores [\d.]+ [KMG]?i?B less than on/)).toBeVisible()
  await expect(main(page).getByText(/^Repositories: the same\. Tags: \d+ gone\.$/)).toBeVisible()
  await scanEnds(page)
})

test('a report of another registry is named before its figures are shown', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const report: Report = JSON.parse(await exportText(page))
  report.registry.host = 'other.azurecr.io'
  await page.goto(`${url}/compare`)
  await scanEnds(page)
  await field(page).setInputFiles(file(JSON.stringify(report)))
  const notice = main(page).getByRole('note').filter({ hasText: 'Another registry' })
  await expect(notice).toContainText('This is a report of other.azurecr.io. This page shows team.azurecr.io.')
  await expect(table(page, 'Growth by repository')).toHaveCount(0)
  await expect(main(page).getByText('The registry stores')).toHaveCount(0)
  await expectForEverybody(page)
  await notice.getByRole('button', { name: 'Compare all the same' }).click()
  await expect(main(page).getByText(/^The registry stores as many bytes as/)).toBeVisible()
})

test('a report with gaps makes bounds, and odd entries are counted', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const report: Report = JSON.parse(await exportText(page))
  report.complete = false
  report.missing.push({ repository: 'legacy/billing', reference: null, what: 'manifests', why: 'broken' })
  report.repositories.push({ ...report.repositories[0]!, name: '<img src=x onerror=alert(1)>' })
  report.repositories.push({ ...report.repositories[0]!, stored_bytes: 1 })
  report.repositories.find(({ name }) => name === 'legacy/billing')!.stored_bytes -= 1000
  report.totals.stored_bytes -= 1000
  await openScanned(page, `${url}/compare`)
  await field(page).setInputFiles(file(JSON.stringify(report)))
  await expect(main(page).getByText(/^The registry stores up to 1000 B more than on/)).toBeVisible()
  await expect(main(page).getByText('The sizes in the report are lower bounds')).toBeVisible()
  await expect(main(page).getByRole('note')).toContainText('2 entries of the report left out')
  const rows = await readRows(table(page, 'Growth by repository'))
  expect(rows.find((row) => row.Repository === 'legacy/billing')!.Change).toBe(`${bytes(1000)} more`)
  await expect(page.getByRole('columnheader', { name: 'Change' })).toContainText('up to')
  await expectForEverybody(page)
})

test('files that are no reports are refused in a sentence, and the open report stays', async ({ page, team }) => {
  const { url } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const good = await exportText(page)
  await openScanned(page, `${url}/compare`)
  await field(page).setInputFiles(file(good, 'good.json'))
  await expect(main(page).getByText('good.json')).toBeVisible()
  const alert = main(page).getByRole('alert')
  const refused: [string, string][] = [
    ['', 'no report of Plimsoll'],
    ['\u0000\u0001 not JSON', 'no report of Plimsoll'],
    ['[]', 'no report of Plimsoll'],
    ['{"schema":"plimsoll.plan/1"}', 'its format is plimsoll.plan/1'],
    ['{"schema":"plimsoll.report/9","totals":[]}', 'does not know: plimsoll.report/9'],
    [`${'['.repeat(200_000)}`, 'no report of Plimsoll'],
    ['{"schema":"plimsoll.report/2","repositories":"x"}', 'damaged'],
  ]
  for (const [text, why] of refused) {
    await field(page).setInputFiles(file(text, 'bad.json'))
    await expect(alert).toContainText(`bad.json: `)
    await expect(alert).toContainText(why)
  }
  await expectForEverybody(page)
  await expect(main(page).getByText('The registry stores as many bytes as')).toBeVisible()
  await field(page).setInputFiles(file(good, 'again.json'))
  await expect(alert).toHaveCount(0)

  // Larger than anything that is read: its bytes are not asked for.
  await page.evaluate(() => Object.defineProperty(Blob.prototype, 'size', { get: () => 3 * 2 ** 30 }))
  await field(page).setInputFiles(file(good, 'large.json'))
  await expect(alert).toContainText('large.json: The file has more than 128 MiB')
})

test('the page is linked, named, and waits for the registry', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: REPOSITORIES })
  await openScanned(page, url)
  const report = await exportText(page)
  await sample.hold('GET /v2/legacy/billing/')
  // Another tab of the same browser begins from nothing.
  await page.evaluate(() => indexedDB.deleteDatabase('plimsoll'))
  await page.goto(`${url}/compare`)
  await field(page).setInputFiles(file(report))
  await expect(main(page).getByText(/^The registry stores up to [\d.]+ GiB less than on/)).toBeVisible()
  await sample.release()
  await scanEnds(page)
  await expect(main(page).getByText(/^The registry stores as many bytes as/)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Overview' })).toHaveAttribute('aria-current', 'page')
  await page.goto(`${url}${repositoryPath('docs/handbook')}`)
})
