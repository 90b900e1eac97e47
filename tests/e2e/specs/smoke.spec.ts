import { expect, test } from '../support/fixtures.ts'

test('the page starts, and its own policy blocks nothing', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await page.goto(url)
  await expect(page).toHaveTitle(/Plimsoll/)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
})

test('it asks nobody but the server it came from', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await page.goto(url)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  expect([...asked]).toEqual([url])
})

test('an address inside the page is answered with the page', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  const response = await page.goto(`${url}/r/sample/repositories/library%2Fnode.js`)
  expect(response?.status()).toBe(200)
  await expect(page).toHaveTitle(/Plimsoll/)
  await expect(page.locator('body > *').first()).toBeVisible()
})

test('the policy would block a script in the page', async ({ page, dashboard, problems }) => {
  problems.allow(/Content Security Policy/)
  const { url } = await dashboard()
  await page.goto(url)
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "owned"'
    document.head.append(script)
  })
  await expect(page).toHaveTitle(/Plimsoll/)
})
