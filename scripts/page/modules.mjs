// The pieces of each module. The splitter makes a chunk for every set of modules that share code, each a request of its
// own. Here each chunk is put into a module that is fetched before all that need it: every module is fetched after
// `registry`, and most are fetched after `pages`.

/** The module that is fetched before every other one. */
const FIRST = 'registry'
/** Modules that may be asked for right after `registry`, before any page. */
const EARLY = ['sample', 'doctor']
/** The module that is fetched before every one that is not early. */
const SECOND = 'pages'

/**
 * The modules: `name`, the `files` that make it, and the modules that it `needs` to be fetched before. `pieces` come
 * from split.mjs.
 */
export function modules(pieces) {
  const files = new Map()
  for (const { file, modules } of pieces) {
    const name = moduleOf(modules)
    if (!files.has(name)) files.set(name, [])
    files.get(name).push(file)
  }
  return [...files].map(([name, files]) => ({ name, files, needs: needs(name) }))
}

/** The module of a piece that these modules share. */
function moduleOf(modules) {
  if (modules.length === 1) return modules[0]
  return modules.some((name) => name === FIRST || EARLY.includes(name)) ? FIRST : SECOND
}

function needs(name) {
  if (name === FIRST) return []
  return name === SECOND || EARLY.includes(name) ? [FIRST] : [FIRST, SECOND]
}
