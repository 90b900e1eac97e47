// Trunk names the app's files by what the compiler wrote, before wasm-bindgen and wasm-opt had their
// turn: another option of theirs changes a file but not its name. Browsers keep these files for good,
// so each is named by what it holds.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const HASHED = /-[0-9a-f]{16}(?=(?:_bg)?\.(?:js|wasm)$)/

/** The first 16 hex digits of the content's sha256, as in the names of the page's files. */
export function shortHash(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}

/** Renames the app's files in `folder` and returns `html` with the new names. */
export function nameByContent(folder, html) {
  for (const name of readdirSync(folder)) {
    if (!HASHED.test(name)) continue
    const better = name.replace(HASHED, `-${shortHash(readFileSync(join(folder, name)))}`)
    renameSync(join(folder, name), join(folder, better))
    html = html.replaceAll(name, better)
  }
  return html
}
