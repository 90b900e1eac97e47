// Which pieces make which module. The splitter makes a chunk for every set of modules that share code, each a
// request of its own. Here chunks are put into the modules along the ways that people go: every module but the first
// page comes after `registry`, most come after `pages`.

/** Comes before every other module. */
const FIRST = 'registry'
/** May be asked for right after `registry`, before any page. */
const EARLY = ['sample', 'doctor']
/** Comes before every module that is not early. */
const SECOND = 'pages'

/**
 * The modules: `name`, the `files` that make it, and what it `needs` to be there before. `pieces` are those of
 * split.mjs.
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
