// in.ts: opens a storage folder as distribution's or as zot's.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RegistryStorage, type StoredRegistry } from './storage.ts'
import { ZotStorage } from './zot.ts'

/** The storage in a registry's root directory. Only distribution's has a folder `docker`. */
export function storageIn(directory: string): StoredRegistry {
  return existsSync(join(directory, 'docker')) ? new RegistryStorage(directory) : new ZotStorage(directory)
}
