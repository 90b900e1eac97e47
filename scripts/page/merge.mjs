// Several wasm files in one. Every piece imports the same memory, table and stack pointer from the first page; a
// small file of its own imports them once and hands them to all pieces, for wasm-merge would keep one import each.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** What the pieces call the first page, and what a merged module calls it. */
const PROVIDER = '__wasm_split'
export const FIRST_PAGE = 'first_page'

/** Merges the pieces `files` into the file `out`, with `features` as wasm-opt takes them. */
export async function merge(files, out, features) {
  const imports = new Map()
  for (const file of files) {
    const { stdout } = await run('wasm-dis', [...features, file], { maxBuffer: Infinity })
    // (import "__wasm_split" "memory" (memory $mimport$0 19))
    for (const [, name, kind, type] of stdout.matchAll(/^ \(import "__wasm_split" "([^"]+)" \((\w+) \S+ (.+)\)\)$/gm)) {
      imports.set(name, { kind, type })
    }
  }
  const lines = [...imports].flatMap(([name, { kind, type }]) => [
    `(import "${FIRST_PAGE}" "${name}" (${kind} $${name} ${type}))`,
    `(export "${name}" (${kind} $${name}))`,
  ])
  // Imports stand before everything else.
  lines.sort((one, other) => Number(other.startsWith('(import')) - Number(one.startsWith('(import')))
  writeFileSync(`${out}.wat`, `(module\n${lines.join('\n')}\n)\n`)
  await run('wasm-as', [...features, `${out}.wat`, '-o', `${out}.base`])
  const named = files.flatMap((file, place) => [file, `piece${place}`])
  // What the pieces export is only there for a linker: nothing calls it by name.
  await run('wasm-merge', [...features, '--enable-multimemory', '--skip-export-conflicts', `${out}.base`, PROVIDER, ...named, '-o', out], { maxBuffer: Infinity })
}
