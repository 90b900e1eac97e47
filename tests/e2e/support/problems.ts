import { expect, type Page } from '@playwright/test'

/**
 * The complaints of a page: errors on its console, such as a policy violation, and exceptions. A registry's error
 * answers (401, 404) are no complaints, because many are expected.
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

  /** Ends the watch after the test, because its servers are stopped now. */
  end(): void {
    this.#listening = false
  }

  /** Allows a complaint that this test provokes on purpose. */
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
