// Windows of every width: names can be read, and nothing makes the page scroll sideways.

import { createHash } from 'node:crypto'
import type { Locator } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const WIDTHS = [390, 768, 1024, 1280, 1440, 1920]

test('the names in a table can be read at every width, and their columns do not move as figures come', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['charts/storefront', 'docs/handbook', 'legacy/mainframe', 'sandbox/scratchpad'] })
  await sample.hold('GET /v2/legacy/')
  await page.goto(`${url}/repositories`)
  const repositories = table(page, 'Repositories')
  await expect(bodyRows(repositories)).toHaveCount(4)
  // A phone has room for a column of reclaimable bytes only where some repository has one: the others are read by now.
  for (const name of ['storefront', 'handbook', 'scratchpad']) await expect(bodyRows(repositories).filter({ hasText: name })).toContainText(/[KMG]iB|empty/)
  const edges = () => repositories.getByRole('columnheader').evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)))
  const places = new Map<number, number[]>()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect(bodyRows(repositories).first()).toBeVisible()
    places.set(width, await edges())
  }
  await sample.release()
  await scanEnds(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    expect(await edges(), `columns at ${width} px`).toEqual(places.get(width))
    const cut = await bodyRows(repositories).evaluateAll((rows) =>
      rows.filter((row) => {
        const name = row.querySelector('a:last-of-type')!
        return name.getBoundingClientRect().right > name.closest('td')!.getBoundingClientRect().right
      }).map((row) => row.textContent),
    )
    expect(cut, `names cut off at ${width} px`).toEqual([])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, `the width of the page at ${width} px`).toBeLessThanOrEqual(width)
  }
})

test('every heading of a table can be clicked, also where they stand close', async ({ page, team }) => {
  const { url } = await team({ repositories: ['docs/handbook', 'sandbox/scratchpad'] })
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    const headings = table(page, 'Repositories').getByRole('columnheader').filter({ has: page.getByRole('button') })
    for (const heading of await headings.all()) {
      const before = await heading.getAttribute('aria-sort')
      await heading.getByRole('button').click()
      await expect(heading).not.toHaveAttribute('aria-sort', before ?? 'unsorted')
      // The heading with its arrow is still inside its cell.
      const over = await heading.evaluate((cell) => {
        const words = document.createRange()
        words.selectNodeContents(cell)
        const [text, room] = [words.getBoundingClientRect(), cell.getBoundingClientRect()]
        return Math.max(room.left - text.left, text.right - room.right)
      })
      expect(over, `${await heading.innerText()} at ${width} px`).toBeLessThanOrEqual(0)
    }
  }
})

test('a figure with its bound, and what is said of a name, are whole at every width', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['charts/storefront', 'data/export', 'legacy/billing', 'base/debian', 'sandbox/scratchpad'] })
  // Counted and not listed: this repository may be incomplete, and what others share with it is unknown.
  const { tag } = await (await fetch(`${sample.url}/acr/v1/legacy/billing/_tags/7.3`)).json()
  const hidden = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"listEnabled":false}' }
  expect((await fetch(`${sample.url}/acr/v1/legacy/billing/_manifests/${tag.digest}`, hidden)).status).toBe(200)
  const cut = (caption: string) =>
    bodyRows(table(page, caption)).getByRole('cell').evaluateAll((cells) =>
      cells.flatMap((cell) => {
        const room = cell.getBoundingClientRect()
        const parts = [...cell.querySelectorAll('.badge.warning, .bytes, .bytes *')].filter((part) => part.checkVisibility())
        const over = parts.filter((part) => {
          const { left, right, top, bottom } = part.getBoundingClientRect()
          return left < room.left || right > room.right || top < room.top - 1 || bottom > room.bottom + 1
        })
        return over.map((part) => part.textContent)
      }),
    )
  await page.goto(`${url}/repositories`)
  await scanEnds(page, 'Scan incomplete')
  await expect(table(page, 'Repositories').getByText('up to').first()).toBeVisible()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect(table(page, 'Repositories').getByText('may be incomplete')).toBeVisible()
    expect(await cut('Repositories'), `repositories at ${width} px`).toEqual([])
  }
  await page.getByRole('link', { name: 'legacy/billing' }).click()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect(bodyRows(table(page, 'Tags')).filter({ hasText: 'production' }).getByText('locked')).toBeVisible()
    expect(await cut('Tags'), `tags at ${width} px`).toEqual([])
  }
})

test('of a long name the part stays that tells it from others', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook'] })
  const name = 'platform/team-with-a-long-name/services/payments-gateway'
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${createHash('sha256').update('{}').digest('hex')}`, size: 2 }
  const begun = await fetch(`${sample.url}/v2/${name}/blobs/uploads/`, { method: 'POST' })
  const upload = new URL(begun.headers.get('location')!, sample.url)
  upload.searchParams.set('digest', config.digest)
  expect((await fetch(upload, { method: 'PUT', body: '{}' })).status).toBe(201)
  const type = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = { method: 'PUT', headers: { 'content-type': type }, body: JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers: [] }) }
  expect((await fetch(`${sample.url}/v2/${name}/manifests/v1`, manifest)).status).toBe(201)
  await page.goto(`${url}/repositories`)
  await scanEnds(page)
  const link = bodyRows(table(page, 'Repositories')).getByRole('link', { name: 'payments-gateway' })
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    const isWhole = await link.evaluate((link) => {
      const leaf = document.createRange()
      leaf.selectNodeContents(link)
      const [text, room] = [leaf.getBoundingClientRect(), link.closest('td')!.getBoundingClientRect()]
      return text.right <= room.right && text.bottom <= room.bottom
    })
    expect(isWhole, `at ${width} px`).toBe(true)
  }
})

test('on a narrow screen the header has room for everything, and what is asked of us covers no title', async ({ page, team }) => {
  const admin = { kind: 'admin' as const, user: 'team', password: 'Adm1n' }
  const { url, sample } = await team({ repositories: ['docs/handbook'], authentication: { acr: { identities: [admin], realm: 'https://team.azurecr.io/oauth2/token' } } })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(url)
  await signIn(page, admin.user, admin.password)
  await scanEnds(page)
  const inHeader = page.getByRole('banner').locator('a, button')
  const boxes = await inHeader.evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().toJSON() as DOMRect))
  expect(boxes.length).toBeGreaterThanOrEqual(5)
  for (const [place, box] of boxes.entries()) {
    expect(box.left, 'inside on the left').toBeGreaterThanOrEqual(0)
    expect(box.right, 'inside on the right').toBeLessThanOrEqual(390)
    const before = boxes[place - 1]
    if (before) expect(box.left, 'beside the one before').toBeGreaterThanOrEqual(before.right)
  }
  for (const name of ['Scan again', 'Sign out']) await expect(page.getByRole('banner').getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 })
  await sample.configure({ repositories: ['docs/handbook'], throttle: { every: 3, retry_after: 5 } })
  await page.goto(url)
  const waits = page.getByText(/^Registry asks to slow down/)
  await expect(waits).toBeVisible()
  const [title, strip] = [await page.getByRole('heading', { level: 1 }).boundingBox(), await waits.boundingBox()]
  expect(strip!.y, 'below the title').toBeGreaterThan(title!.y + title!.height)
})

test('the heading of digests stands above them where rows have parts', async ({ page, team }) => {
  const { url } = await team({ repositories: ['web/checkout'] })
  await page.goto(`${url}/repositories/web%2Fcheckout?tab=manifests`)
  await scanEnds(page)
  const manifests = table(page, 'Manifests')
  await expect(manifests.getByRole('button', { name: /^\d+ parts?$/ }).first()).toBeVisible()
  const left = (text: Locator) => text.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return Math.round(range.getBoundingClientRect().left)
  })
  const heading = manifests.getByRole('columnheader', { name: 'Digest' }).getByRole('button')
  expect(await left(heading)).toBe(await left(bodyRows(manifests).first().locator('.digest').first()))
})
