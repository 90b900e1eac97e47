// Files named by a hash of their content. Browsers keep them for good, and check their integrity where a page states it.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `content` into `folder` as NAME-HASH.EXTENSION. Returns the file's name and its integrity value. */
export function named(folder, name, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`
  const file = `${name}-${hash}.${extension}`
  writeFileSync(join(folder, file), content)
  return { file, integrity }
}
