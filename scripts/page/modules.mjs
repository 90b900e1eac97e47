// Which pieces make which module. The splitter makes a chunk for every set of modules that share code: for ten
// modules up to a thousand, each a request of its own. Here they are put together along the ways that people go:
// every module but the first page comes after `registry`, so what any of them shares with it is part of it.

/** Comes before every other module. */
const FIRST = 'registry'
/** Code that several modules share, and `registry` does not have. */
const SHARED = 'shared'

/**
 * The modules, largest expected first: `name`, the `files` that make it, and what it `needs` to be there before.
 * `pieces` are those of split.mjs.
 */
export function modules({ pieces }) {
  const files = new Map()
  for (const { file, modules } of pieces) {
    const name = modules.includes(FIRST) ? FIRST : modules.length === 1 ? modules[0] : SHARED
    if (!files.has(name)) files.set(name, [])
    if (file) files.get(name).push(file)
  }
  const hasShared = files.has(SHARED)
  const needs = (name) => {
    if (name === FIRST) return []
    return name === SHARED || !hasShared ? [FIRST] : [FIRST, SHARED]
  }
  return [...files].map(([name, files]) => ({ name, files, needs: needs(name) })).filter(({ files }) => files.length > 0)
}
