// The script that fetches modules when the app asks for one. Each is fetched once, checked by its hash, and fetched
// again after it did not arrive.
import { FIRST_PAGE } from './merge.mjs'

/**
 * The loader's text, for modules as build.mjs made them. `asked` are the names of the modules that the app asks for, by
 * calls that the splitter names; `shared` are the names of the first page's exports, which all modules import.
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
    // A module that did not arrive is forgotten, so that the next call fetches it again.
    known.catch(() => loads.delete(name))
  }
  return known
}

async function begin(name) {
  const { file, integrity, needs } = MODULES[name]
  const before = Promise.all(needs.map(load))
  const answer = fetch(new URL('./' + file, import.meta.url), { integrity })
  // Both are awaited below, one after the other. Until then, a failure must not be reported as unhandled.
  before.catch(() => {})
  answer.catch(() => {})
  await before
  // The first module is initialised already, so this only returns its exports.
  const { ${shared.join(', ')} } = initSync(undefined, undefined)
  await WebAssembly.instantiateStreaming(answer, { ${FIRST_PAGE}: { ${shared.join(', ')} } })
}

// \`callback\` is a place in the app's table of functions. The app waits until it is called with whether the module arrived.
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
