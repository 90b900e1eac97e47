import { test as base } from '@playwright/test'
import { serveDashboard, type Dashboard, type DashboardOptions } from './dashboard.ts'
import { listen, type Listener } from './listener.ts'
import { Problems } from './problems.ts'
import { startRegistry, type Registry, type RegistryOptions } from './registry.ts'
import { startSample, type Sample, type SampleConfig, type SampleOptions } from './sample.ts'
import { withStock, type Stock } from './stock.ts'
import { startStorage, type Storage } from './storage.ts'

interface Fixtures {
  /** Serves the page; it is stopped after the test. */
  dashboard: (options?: DashboardOptions) => Promise<Dashboard>
  /** Starts a registry; it is stopped and removed after the test. */
  registry: (options?: RegistryOptions) => Promise<Registry>
  /** Serves the sample registry over HTTP, with faults as wanted; it is stopped after the test. */
  sample: (options?: SampleOptions) => Promise<Sample>
  /** Starts a registry that gives one answer to everything and records the requests; it is stopped after the test. */
  listener: () => Promise<Listener>
  /** Starts a storage for blobs, over TLS; it is stopped after the test. */
  storage: () => Promise<Storage>
  /** The sample over HTTP behind the page, where it counts as an Azure registry; `url` is its overview. */
  team: (config?: SampleConfig) => Promise<{ sample: Sample; url: string }>
  /** The page's complaints. A test fails on each one that it did not allow. */
  problems: Problems
}

interface Shared {
  /** Images that are pushed once for all tests of a worker. */
  stock: Stock
}

/** A fixture that starts things, and after the test stops all of them, last first. */
function starter<Options, Thing extends { stop(): Promise<void> }>(start: (options?: Options) => Promise<Thing>) {
  return async ({ problems }: { problems: Problems }, use: (start: (options?: Options) => Promise<Thing>) => Promise<void>) => {
    const started: Thing[] = []
    await use(async (options) => {
      const thing = await start(options)
      started.push(thing)
      return thing
    })
    problems.end()
    for (const thing of started.reverse()) await thing.stop()
  }
}

export const test = base.extend<Fixtures, Shared>({
  dashboard: starter(serveDashboard),
  registry: starter(startRegistry),
  sample: starter(startSample),
  listener: starter(() => listen()),
  storage: starter(() => startStorage()),
  team: async ({ sample, dashboard }, use) => {
    await use(async (config) => {
      const started = await sample({ config })
      const { url } = await dashboard({ registries: { team: started.url }, publicHosts: { team: 'team.azurecr.io' } })
      return { sample: started, url: `${url}/r/team` }
    })
  },
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
