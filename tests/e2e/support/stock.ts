import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildFleet, type Fleet } from './images/fleet.ts'
import { pushFleet } from './images/push.ts'
import { RegistryApi } from './oracle/api.ts'
import { startRegistry, type Registry } from './registry.ts'

/** The storage of a registry that skopeo filled once, for registries that begin with a copy of it. */
export interface Stock {
  readonly fleet: Fleet
  /** A storage as pushes leave it: a manifest whose tag was moved is still there, unseen. */
  readonly stored: string
  /** A storage without unseen manifests, so that the bytes that a deletion frees can be weighed on disk. */
  readonly tidy: string
}

/** Pushes the fleet to a registry, hands out its storage, and removes it at the end. */
export async function withStock(use: (stock: Stock) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-stock-'))
  const registries: Registry[] = []
  try {
    const fleet = buildFleet(folder)
    const full = await startRegistry()
    registries.push(full)
    await pushFleet(fleet, { host: full.host })
    // The registry is stopped, so that nothing writes to the storage while it is copied.
    await full.halt()

    const tidy = await startRegistry({ delete: true, stored: full.storage })
    registries.push(tidy)
    const api = new RegistryApi(tidy.url)
    for (const { repository, digest } of fleet.leftovers) await api.delete(repository, digest)
    await tidy.collectGarbage()
    await tidy.halt()

    await use({ fleet, stored: full.storage, tidy: tidy.storage })
  } finally {
    for (const registry of registries) await registry.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
