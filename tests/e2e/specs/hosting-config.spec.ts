// config.json: the effect of its switches, and the page's words about a broken file.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { startPassage } from '../support/passage.ts'
import { scanEnds, table } from '../support/views.ts'

const READ_ONLY = 'This page is read-only.'

/** Answers config.json with this text instead of the server's file. */
async function configure(page: Page, body: string, status = 200): Promise<void> {
  await page.route('**/config.json', (route) => route.fulfill({ status, contentType: 'application/json', body }))
}

const connect = (page: Page) => page.getByRole('region', { name: 'Connect to another registry' })
const doors = (page: Page) => page.getByRole('region', { name: 'Registries' }).getByRole('link')

test('read-only: every button that would change something is off and says why', async ({ page, dashboard, sample }) => {
  const registry = await sample({ config: { repositories: ['docs/handbook'] } })
  const { url } = await dashboard({ registries: { team: registry.url }, extraConfig: { read_only: true } })
  for (const slug of ['team', 'sample']) {
    await page.goto(`${url}/r/${slug}/repositories/docs%2Fhandbook`)
    await expect(page.getByRole('banner').getByText('read-only')).toBeVisible()
    const tags = table(page, 'Tags')
    await tags.getByRole('checkbox').nth(1).check()
    const selected = page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete…' })
    await expect(selected).toBeDisabled()
    await expect(selected).toHaveAttribute('title', READ_ONLY)
    // The reason is shown where nothing can be hovered over, too.
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText(READ_ONLY)
    await tags.getByRole('link').first().click()
    const own = page.getByRole('button', { name: 'Delete…' })
    await expect(own).toBeDisabled()
    await expect(own).toHaveAttribute('title', READ_ONLY)
  }
  const changes = (await registry.requests()).filter(([method]) => !['GET', 'HEAD'].includes(method))
  expect(changes).toEqual([])
})

test('no other addresses: no form, and a link to one is refused before anything is asked', async ({ page, dashboard, sample }) => {
  const registry = await sample({ config: { repositories: ['docs/handbook'] } })
  const { url } = await dashboard({ registries: { team: registry.url }, extraConfig: { other_addresses: false } })
  await page.goto(url)
  await expect(doors(page)).toHaveCount(2)
  await expect(connect(page)).toHaveCount(0)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).host))
  for (const slug of [registry.host, 'registry.example.com', encodeURIComponent(`http://${registry.host}`)]) {
    await page.goto(`${url}/r/${slug}`)
    await expect(page.getByText('This page opens only the registries that it lists.')).toBeVisible()
  }
  expect(new Set(asked)).toEqual(new Set([new URL(url).host]))
  await page.goto(`${url}/r/team`)
  await scanEnds(page)
})

test('no sample: neither offered nor opened', async ({ page, dashboard }) => {
  const { url } = await dashboard({ extraConfig: { sample: false, other_addresses: false } })
  await page.goto(url)
  await expect(page.getByText('No registry is configured for this page.')).toBeVisible()
  await expect(doors(page)).toHaveCount(0)
  await page.goto(`${url}/r/sample`)
  await expect(page.getByText('This page opens only the registries that it lists.')).toBeVisible()
})

test('a title stands in the header and in the tab', async ({ page, dashboard }) => {
  const { url } = await dashboard({ extraConfig: { title: 'Contoso <b>registries</b>' } })
  await page.goto(url)
  await expect(page).toHaveTitle('Contoso <b>registries</b> · Plimsoll')
  await expect(page.getByRole('banner')).toContainText('Contoso <b>registries</b>')
})

for (const [configured, most] of [[1, 1], [3, 3], [20, 20]] as const) {
  test(`concurrency ${configured}: so many requests are under way at once`, async ({ page, dashboard, sample }) => {
    const registry = await sample()
    const { url } = await dashboard({ registries: { team: registry.url }, extraConfig: { concurrency: configured } })
    await registry.hold('* /tags/list')
    let asked = 0
    page.on('request', (request) => (asked += Number(/\/tags\/list$/.test(new URL(request.url()).pathname) && !request.url().includes('which-registry-is-this'))))
    await page.goto(`${url}/r/team`)
    await expect.poll(() => asked).toBe(most)
    // The registry answers none of them, so no further one may be sent. A browser holds some back itself, so the registry
    // may hold fewer.
    await expect.poll(() => registry.held()).toBeGreaterThan(0)
    expect(asked).toBe(most)
    await registry.release()
    await expect.poll(() => asked).toBeGreaterThan(most)
  })
}

test.describe('over HTTP/2, where no browser holds requests back', () => {
  test.use({ ignoreHTTPSErrors: true })

  for (const [configured, most] of [[1_000_000, 32], [33, 32], [32, 32], [0, 1]] as const) {
    test(`concurrency ${configured} is taken as ${most}, as the registry counts`, async ({ page, dashboard, sample }) => {
      const registry = await sample({ config: { repositories: ['web/checkout'] } })
      const passage = await startPassage(registry.url)
      try {
        const { url } = await dashboard({ shipped: true, registries: { team: passage.url }, extraConfig: { concurrency: configured } })
        await registry.hold('GET /v2/web/checkout/manifests/')
        await page.goto(`${url}/r/team`)
        await expect.poll(() => registry.held()).toBe(most)
        await registry.release()
        await scanEnds(page)
        // The limit holds for the whole scan, with lists and configs.
        expect(passage.most()).toBe(most)
      } finally {
        await page.goto('about:blank')
        await passage.stop()
      }
    })
  }

  test('a negative concurrency, a fraction and a text are refused by name', async ({ page, dashboard }) => {
    for (const wrong of [-1, 1.5, '8']) {
      const { url } = await dashboard({ extraConfig: { concurrency: wrong } })
      await page.goto(url)
      await expect(page.getByRole('alert').getByRole('listitem')).toHaveText([`concurrency has to be a whole number from 1 to 32; it is ${JSON.stringify(wrong)}.`])
      await expect(page.getByRole('banner').getByText('read-only')).toBeVisible()
    }
  })
})

test('a file that is no JSON: where it breaks off; nothing can be deleted, the sample and other addresses work', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await configure(page, '{\n  "registries": [\n    { "alias": "team", "host": "team.example.com" },\n  ]\n}')
  await page.goto(url)
  const notice = page.getByRole('alert').filter({ hasText: 'config.json' })
  await expect(notice).toContainText('Until its operator corrects them, nothing can be deleted or changed here')
  await expect(notice.getByRole('listitem')).toHaveText(['The file is not JSON: trailing comma at line 4 column 3.'])
  await expect(connect(page)).toBeVisible()
  await page.getByRole('link', { name: 'Open the sample registry' }).click()
  await expect(page.getByRole('banner').getByText('read-only')).toHaveAttribute('title', /until its config\.json is mended/)
})

test('a field that stands there twice is named: the last one alone would count', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await configure(page, '{ "read_only": true, "registries": [{ "alias": "a", "host": "a.example.com", "host": "b.example.com" }], "read_only": false }')
  await page.goto(url)
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveText([
    '"registries[0].host" stands there more than once, and only the last one counts: keep one.',
    '"read_only" stands there more than once, and only the last one counts: keep one.',
  ])
  await page.getByRole('link', { name: 'Open the sample registry' }).click()
  await expect(page.getByRole('banner').getByText('read-only')).toBeVisible()
})

test('wrong fields are named one by one; what was understood counts', async ({ page, dashboard, sample }) => {
  const registry = await sample({ config: { repositories: ['docs/handbook'] } })
  const { url } = await dashboard({ registries: { team: registry.url } })
  const file = {
    registries: [{ alias: 'team', name: 'Team', host: registry.host }, { alias: 'Other One', host: 'https://other.example.com/' }, 7],
    readOnly: false,
    concurrency: 'eight',
  }
  await configure(page, JSON.stringify(file))
  await page.goto(url)
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveText([
    'registries[1].alias has to be a name of a-z, 0-9 and -, up to 63 characters; it is "Other One".',
    'registries[1].host has to be a host name such as registry.example.com, without https:// and without a path; it is "https://other.example.com/".',
    'registries[2] has to be an object: { … }; it is 7.',
    'concurrency has to be a whole number from 1 to 32; it is "eight".',
    '"readOnly" is no field: write "read_only".',
  ])
  await doors(page).filter({ hasText: 'Team' }).click()
  await scanEnds(page)
  await expect(page.getByRole('banner').getByText('read-only')).toBeVisible()
})

test('a broken file and a read-only page can be read by everybody, light and dark, wide and narrow', async ({ page, dashboard }) => {
  const { url } = await dashboard({ extraConfig: { title: 'Contoso registries of the harbour office', read_only: true } })
  const inspect = async (what: string) => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), `${what}, ${width} px, ${colorScheme}`).toEqual([])
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(wide, `${what}: the width of the page at ${width} px`).toBeLessThanOrEqual(width)
    }
  }
  await page.goto(url)
  await expect(page.getByRole('banner').getByText('read-only')).toBeVisible()
  await inspect('read-only')
  await configure(page, JSON.stringify({ registries: [{ alias: 'team', host: `https://${'long'.repeat(20)}.example.com` }] }))
  await page.reload()
  await expect(page.getByRole('alert')).toBeVisible()
  await inspect('broken')
})

test('a server that fails is no page without a configuration', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await configure(page, 'oops', 500)
  await page.goto(url)
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveText(['The server answered 500 instead of the file.'])
  await configure(page, 'no such file', 404)
  await page.reload()
  await expect(doors(page)).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveCount(0)
})
