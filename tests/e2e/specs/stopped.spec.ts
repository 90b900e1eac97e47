// A fault in the app itself: wasm code that stops says so on the page.

import { expect, test } from '../support/fixtures.ts'

/** (module (func (export "stop") unreachable)) */
const UNREACHABLE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 115, 116, 111, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11]

for (const how of ['in an event', 'in a promise'] as const) {
  test(`wasm code that stops ${how} is told once, with a way on`, async ({ page, dashboard, problems }) => {
    problems.allow(/exception: unreachable/)
    const { url } = await dashboard()
    await page.goto(url)
    await expect(page.getByRole('button', { name: 'Connect' })).toBeVisible()
    await page.evaluate(
      async ({ bytes, how }) => {
        const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes))
        const stop = instance.exports['stop'] as () => void
        for (let times = 0; times < 2; times++) how === 'in an event' ? setTimeout(stop) : void Promise.resolve().then(stop)
      },
      { bytes: UNREACHABLE, how },
    )
    const dialog = page.getByRole('dialog', { name: 'Plimsoll stopped' })
    await expect(dialog).toBeVisible()
    await expect(dialog).toContainText('A fault in Plimsoll itself, not in the registry.')
    await expect(page.getByRole('dialog')).toHaveCount(1)
    // Escape leaves it where it is: the page behind it is dead.
    for (let times = 0; times < 3; times++) await page.keyboard.press('Escape')
    await expect(dialog).toBeVisible()
    const sent: string[] = []
    page.on('request', (request) => sent.push(new URL(request.url()).pathname))
    await page.evaluate(() => void fetch('config.json'))
    // The browser reports requests in the order in which the page makes them: one for config.json would come before
    // this image.
    const image = page.waitForRequest(/favicon/)
    await page.evaluate(() => void (new Image().src = 'favicon.svg?again'))
    await image
    expect(sent, 'requests after it stopped').toEqual(['/favicon.svg'])
    await dialog.getByText('For a report').click()
    await expect(dialog.locator('pre')).toContainText('unreachable')
    await dialog.getByRole('button', { name: 'Reload' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Connect' })).toBeVisible()
  })
}

test('a fault of a script that is no wasm code is not taken for it', async ({ page, dashboard, problems }) => {
  problems.allow(/exception: of an extension/)
  const { url } = await dashboard()
  await page.goto(url)
  const told = page.waitForEvent('pageerror')
  await page.evaluate(() => setTimeout(() => { throw new Error('of an extension') }))
  await told
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
