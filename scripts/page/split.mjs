// The one wasm file in pieces: the first page, one piece for each module that src/ui/modules.rs declares, and one
// chunk for each set of modules that share code. `wasm-split-cli` finds them by the relocations in the file.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Splits `wasm` into `folder`. Returns `pieces`, each with its file and the modules that need it, and `shared`,
 * the names of what the first page exports to all of them.
 */
export async function split(wasm, folder) {
  await promisify(execFile)('wasm-split-cli', [wasm, folder, '--out-name', 'main'])
  // Its own loader is not used, but lists what belongs where:
  //   const __chunk_3 = makeLoad(() => { … fetch(new URL("./chunk_3.wasm", …)) … }, []);
  //   export const __wasm_split_load_about = wrapAsyncCb(makeLoad(() => { … "./split_about.wasm" … }, [__chunk_3]));
  const text = readFileSync(join(folder, '__wasm_split.js'), 'utf8')
  const shared = text.match(/Object\.assign\(sharedImports\.__wasm_split, \{([^}]*)\}\)/)
  if (!shared) throw new Error('wasm-split-cli wrote a loader of another form: it does not say what is shared')
  const chunks = new Map()
  for (const [, name, file] of text.matchAll(/const (__chunk_\d+) = makeLoad\([^]*?"\.\/([^"]+)"/g)) {
    chunks.set(name, { file: join(folder, file), modules: [] })
  }
  const pieces = []
  for (const [, name, fetcher, needs] of text.matchAll(/export const __wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(([^]*?), \[([^\]]*)\]\)\)/g)) {
    for (const chunk of needs.split(',').map((word) => word.trim()).filter(Boolean)) chunks.get(chunk).modules.push(name)
    const file = fetcher.match(/"\.\/([^"]+\.wasm)"/)?.[1]
    pieces.push({ file: file && join(folder, file), modules: [name] })
  }
  if (pieces.length === 0) throw new Error('wasm-split-cli found no split point: are there relocations in the file (.cargo/config.toml)?')
  return { pieces: [...pieces, ...chunks.values()], shared: shared[1].split(',').map((word) => word.trim()).filter(Boolean) }
}
