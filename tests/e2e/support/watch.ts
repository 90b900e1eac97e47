// watch.ts: records everything that a page says and sends, to find secrets that must not be in it.

import { expect, type Page } from '@playwright/test'
import { expectNone } from './sign_in.ts'

export interface Sent {
  readonly url: string
  readonly authorization: string
  readonly body: string
}

/** Records a page from now on. A violation of the page's policy is an error on its console, which fails the test. */
export class Watch {
  readonly sent: Sent[] = []
  readonly said: string[] = []

  static async over(page: Page): Promise<Watch> {
    const watch = new Watch()
    page.on('request', (request) => watch.sent.push({ url: request.url(), authorization: request.headers()['authorization'] ?? '', body: request.postData() ?? '' }))
    page.on('console', (message) => watch.said.push(message.text()))
    page.on('pageerror', (error) => watch.said.push(error.message))
    await page.addInitScript(() => addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`policy: ${violatedDirective} ${blockedURI}`)))
    return watch
  }

  /** Expects requests to `origin` only, no secret in an address or on the console, and secrets sent below `path` only. */
  expectKept(origin: string, secrets: string[], path = '/nowhere'): void {
    const elsewhere = this.sent.filter(({ url }) => !url.startsWith(`${origin}/`) && !url.startsWith('blob:') && !url.startsWith('data:'))
    expect(elsewhere.map(({ url }) => url)).toEqual([])
    expectNone(secrets, this.sent.map(({ url }) => url).join('\n'), 'an address')
    expectNone(secrets, this.said.join('\n'), 'the console')
    const holding = this.sent.filter(({ authorization, body }) => secrets.some((secret) => authorization.includes(secret) || body.includes(secret)))
    for (const { url } of holding) expect(url.startsWith(origin + path), url).toBe(true)
    if (secrets.length > 0) expect(holding.length, 'a secret was sent at all').toBeGreaterThan(0)
    const signed = this.sent.filter(({ authorization }) => authorization !== '')
    for (const { url } of signed) expect(new URL(url).pathname, url).toMatch(/^\/registry\/team(?:-tokens)?\//)
  }
}
