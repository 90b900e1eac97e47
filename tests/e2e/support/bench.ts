import { expect, type Page } from '@playwright/test'
import type { Dashboard, DashboardOptions } from './dashboard.ts'
import type { Fleet } from './images/fleet.ts'
import { RegistryApi } from './oracle/api.ts'
import { onDisk } from './oracle/freed.ts'
import { comparable, survey } from './oracle/report.ts'
import { exportReport, openScanned, repositoryPath } from './pages.ts'
import type { Registry, RegistryOptions, Version } from './registry.ts'
import type { Stock } from './stock.ts'

/** A registry whose storage can be read. */
export type Filled = Pick<Registry, 'url' | 'host' | 'storage'> & { readonly kind: string }

/** A filled registry behind the page under the alias `team`, and the checks of a deletion. */
export class Bench<R extends Filled = Registry> {
  readonly api: RegistryApi
  readonly page: Page
  readonly registry: R
  readonly fleet: Fleet
  /** `http://…/r/team` */
  readonly home: string

  constructor(page: Page, dashboard: Dashboard, registry: R, fleet: Fleet) {
    this.page = page
    this.home = `${dashboard.url}/r/team`
    this.registry = registry
    this.fleet = fleet
    this.api = new RegistryApi(registry.url)
  }

  /** Opens a repository's tab. */
  async open(repository: string, tab?: 'manifests'): Promise<void> {
    await openScanned(this.page, `${this.home}${repositoryPath(repository, tab)}`)
  }

  /** Runs garbage collection. Returns how many bytes it freed on disk. */
  async weighGarbage(this: Bench): Promise<number> {
    const before = onDisk(this.registry.storage)
    await this.registry.collectGarbage()
    return before - onDisk(this.registry.storage)
  }

  /** Expects the registry's API to show the fleet without these tags. */
  async expectWithout(repository: string, tags: string[]): Promise<void> {
    const expected = structuredClone(this.fleet.tags)
    for (const tag of tags) {
      expect(expected[repository]).toHaveProperty([tag])
      delete expected[repository]![tag]
    }
    expect(await this.api.everything()).toEqual(expected)
  }

  /** Expects the exported report to equal what the registry stores now. */
  async expectTrueReport(remembered: { repository: string; digest: string }[] = []): Promise<void> {
    const { host, kind, storage } = this.registry
    const { report } = survey(storage, { host, kind, remembered })
    expect(comparable(await exportReport(this.page))).toEqual(comparable(report))
  }
}

interface Needs {
  page: Page
  dashboard: (options?: DashboardOptions) => Promise<Dashboard>
  registry: (options?: RegistryOptions) => Promise<Registry>
  stock: Stock
  version?: Version
}

/** A bench whose registry deletes, and holds only what tags lead to. */
export async function bench({ page, dashboard, registry, stock, version = 2 }: Needs): Promise<Bench> {
  const filled = await registry({ version, delete: true, stored: stock.tidy })
  return new Bench(page, await dashboard({ registries: { team: filled.url } }), filled, stock.fleet)
}
