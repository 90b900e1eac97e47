import { expect, type Page } from '@playwright/test'

/**
 * What a page complains about: errors on its console (a policy violation is one) and exceptions.
 * Answers of a registry that are errors (401, 404) are not complaints: many are meant.
 */
export class Problems {
  readonly #found: string[] = []
  readonly #allowed: RegExp[] = []
  #listening = true

  watch(page: Page): void {
    page.on('pageerror', (error) => this.#note(`exception: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      if (message.text().startsWith('Failed to load resource: the server responded with')) return
      this.#note(`console: ${message.text()}`)
    })
  }

  /** The test is over: what comes now is about its servers, which are being stopped. */
  end(): void {
    this.#listening = false
  }

  /** Says that this test means to provoke a complaint. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern)
  }

  verify(): void {
    const unexpected = this.#found.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)))
    expect(unexpected, 'what the page complained about').toEqual([])
  }

  #note(text: string): void {
    if (this.#listening) this.#found.push(text)
  }
}
