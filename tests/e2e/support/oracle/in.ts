// in.ts: tells by the looks of a folder whose storage it is.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RegistryStorage, type StoredRegistry } from './storage.ts'
import { ZotStorage } from './zot.ts'

/** What lies in a registry's root directory. */
export function storageIn(directory: string): StoredRegistry {
  return existsSync(join(directory, 'docker')) ? new RegistryStorage(directory) : new ZotStorage(directory)
}
