// Which pieces make which module. The splitter makes a chunk for every set of modules that share code: for ten
// modules up to a thousand, each a request of its own. Here they are put together along the ways that people go:
// every module but the first page comes after `registry`, so code that any of them shares with it is part of it.

/** Comes before every other module. */
const FIRST = 'registry'
/** May be asked for right after `registry`, before any page: nothing but `registry` comes before them. */
const EARLY = ['sample', 'doctor']
/** Dialogs that change a registry, and the module of the code that only they share. */
const DIALOGS = ['deletion', 'locks']
const CHANGES = 'changes'
/** Code that pages share, and `registry` does not have: tables, selections, facts. */
const TABLES = 'tables'

/**
 * The modules: `name`, the `files` that make it, and what it `needs` to be there before. `pieces` are those of
 * split.mjs.
 */
export function modules({ pieces }) {
  const files = new Map()
  for (const { file, modules } of pieces) {
    const name = moduleOf(modules)
    if (!files.has(name)) files.set(name, [])
    if (file) files.get(name).push(file)
  }
  const needs = (name) => [FIRST, TABLES, CHANGES].slice(0, rank(name)).filter((other) => files.get(other)?.length > 0)
  return [...files].map(([name, files]) => ({ name, files, needs: needs(name) })).filter(({ files }) => files.length > 0)
}

/** The module of a piece that these modules share. */
function moduleOf(modules) {
  if (modules.length === 1) return modules[0]
  if (modules.some((name) => name === FIRST || EARLY.includes(name))) return FIRST
  return modules.every((name) => DIALOGS.includes(name)) ? CHANGES : TABLES
}

/** How many of the three shared modules come before this one. */
function rank(name) {
  if (name === FIRST) return 0
  if (EARLY.includes(name) || name === TABLES) return 1
  return DIALOGS.includes(name) ? 3 : 2
}
