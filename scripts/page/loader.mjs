// The script that fetches modules when the app asks for one. Each is fetched once, checked by its hash, and fetched
// again after it did not arrive.
import { FIRST_PAGE } from './merge.mjs'

/**
 * The loader's text, for modules as build.mjs made them. `asked` are the names of those that the app asks for, by calls
 * that are named as the splitter names them; `shared` are the names of what the first page exports to all.
 */
export function loader(modules, asked, shared) {
  const table = Object.fromEntries(modules.map(({ name, file, integrity, needs }) => [name, { file, integrity, needs }]))
  return `import { initSync } from './main.js'

const MODULES = ${JSON.stringify(table, null, 2)}

const loads = new Map()

function load(name) {
  let known = loads.get(name)
  if (!known) {
    known = begin(name)
    loads.set(name, known)
    // Only what arrived is kept: the next call begins anew.
    known.catch(() => loads.delete(name))
  }
  return known
}

async function begin(name) {
  const { file, integrity, needs } = MODULES[name]
  const before = Promise.all(needs.map(load))
  const answer = fetch(new URL('./' + file, import.meta.url), { integrity })
  // Awaited below, one after the other: neither is to be reported as unhandled meanwhile.
  before.catch(() => {})
  answer.catch(() => {})
  await before
  // Already initialised: this only returns what the first module exports.
  const { ${shared.join(', ')} } = initSync(undefined, undefined)
  await WebAssembly.instantiateStreaming(answer, { ${FIRST_PAGE}: { ${shared.join(', ')} } })
}

// The app waits for \`callback\`, a place in its table of functions, to be called with whether it worked.
async function tell(name, callback, data) {
  let arrived = true
  try {
    if (name in MODULES) await load(name)
  } catch {
    arrived = false
  }
  initSync(undefined, undefined).__indirect_function_table.get(callback)(data, arrived)
}

${asked.map((name) => `export const __wasm_split_load_${name} = (callback, data) => tell('${name}', callback, data)`).join('\n')}
`
}
