import { test as base } from '@playwright/test'
import { serveDashboard, type Dashboard, type DashboardOptions } from './dashboard.ts'
import { Problems } from './problems.ts'
import { startRegistry, type Registry, type RegistryOptions } from './registry.ts'
import { withStock, type Stock } from './stock.ts'

interface Fixtures {
  /** Serves the page; it is stopped after the test. */
  dashboard: (options?: DashboardOptions) => Promise<Dashboard>
  /** Starts a registry; it is stopped and removed after the test. */
  registry: (options?: RegistryOptions) => Promise<Registry>
  /** Every test fails when its page complains about something that was not allowed. */
  problems: Problems
}

interface Shared {
  /** Pushed once for all tests of a worker. */
  stock: Stock
}

/** A fixture that starts things and stops all of them, last first. */
function starter<Options, Thing extends { stop(): Promise<void> }>(start: (options?: Options) => Promise<Thing>) {
  return async ({}, use: (start: (options?: Options) => Promise<Thing>) => Promise<void>) => {
    const started: Thing[] = []
    await use(async (options) => {
      const thing = await start(options)
      started.push(thing)
      return thing
    })
    for (const thing of started.reverse()) await thing.stop()
  }
}

export const test = base.extend<Fixtures, Shared>({
  dashboard: starter(serveDashboard),
  registry: starter(startRegistry),
  problems: [
    async ({ page }, use) => {
      const problems = new Problems()
      problems.watch(page)
      await use(problems)
      problems.verify()
    },
    { auto: true },
  ],
  stock: [async ({}, use) => withStock(use), { scope: 'worker', timeout: 120_000 }],
})

export { expect } from '@playwright/test'
