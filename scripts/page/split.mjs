// Splits cargo's one wasm file into pieces: the first page, one piece for each module that src/ui/modules declares, and
// one chunk for each set of modules that share code.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Splits `wasm` into `folder`, where `main_bg.wasm` and `main.js` then are the first page. Returns the other pieces,
 * each with its `file` and the `modules` that need it, and the names of all modules.
 */
export async function split(wasm, folder) {
  const { stdout } = await promisify(execFile)('page-tool', [wasm, folder])
  const needed = JSON.parse(stdout)
  const modules = Object.keys(needed)
  if (modules.length === 0) throw new Error(`${wasm} has no split point: was it compiled with --emit-relocs?`)
  const pieces = new Map()
  for (const [module, files] of Object.entries(needed)) {
    for (const file of files) {
      if (!pieces.has(file)) pieces.set(file, { file: join(folder, `${file}.wasm`), modules: [] })
      pieces.get(file).modules.push(module)
    }
  }
  return { pieces: [...pieces.values()], modules }
}
