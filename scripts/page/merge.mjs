// Several wasm files in one. Every piece imports the same memory, table and stack pointer from the first page; a
// small file of its own imports them once and hands them to all pieces, for wasm-merge would keep one import each.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** The name of the first page in the imports of pieces, and in those of a merged module. */
const PIECES_SAY = '__wasm_split'
export const FIRST_PAGE = 'first_page'

/** Writes the `file` that hands on those exports of the first page that `piece` imports. Returns it with their `names`. */
export async function provider(piece, folder, features) {
  const { stdout } = await run('wasm-dis', [...features, piece], { maxBuffer: Infinity })
  const lines = { import: [], export: [] }
  const names = []
  // (import "__wasm_split" "memory" (memory $mimport$0 19))
  for (const [, name, kind, type] of stdout.matchAll(/^ \(import "__wasm_split" "([^"]+)" \((\w+) \S+ (.+)\)\)$/gm)) {
    names.push(name)
    lines.import.push(`(import "${FIRST_PAGE}" "${name}" (${kind} $${name} ${type}))`)
    lines.export.push(`(export "${name}" (${kind} $${name}))`)
  }
  const text = join(folder, 'provider.wat')
  const file = join(folder, 'provider.wasm')
  writeFileSync(text, `(module\n${[...lines.import, ...lines.export].join('\n')}\n)\n`)
  await run('wasm-as', [...features, text, '-o', file])
  return { file, names }
}

/** Merges the pieces `files` into the file `out`; `provider` is the file that the function above wrote. */
export async function merge(files, out, provider, features) {
  const named = files.flatMap((file, place) => [file, `piece${place}`])
  // The pieces export their functions for a linker only: at run time they are found in the table.
  await run('wasm-merge', [...features, '--enable-multimemory', '--skip-export-conflicts', provider, PIECES_SAY, ...named, '-o', out], { maxBuffer: Infinity })
}
