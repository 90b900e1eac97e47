// Circles of files: which files of a room use each other, directly or through others.
//
// A use counts for the file in which the used name is defined: re-exports (`pub use`) are followed, and are no
// use themselves. A path that ends at a module counts for that module's file.
import { literals } from './rust.mjs'

/** The module of a file: `verify/mod.rs` and `verify.rs` in the room cleanup are both cleanup::verify. */
const moduleOf = (file) =>
  file.replace(/^src\//, '').replace(/\.rs$/, '').replace(/(?:^|\/)mod$/, '').split('/').join('::')

/** The paths in `{a, b::{c, d as e}}`-trees, each as [path, name here]. */
function leaves(tree, prefix = '') {
  const found = []
  let depth = 0
  let start = 0
  const take = (end) => {
    const part = tree.slice(start, end).trim()
    if (part === '') return
    const group = /^((?:\w+::)*)\{([\s\S]*)\}$/.exec(part)
    if (group) found.push(...leaves(group[2], prefix + group[1]))
    else {
      const [path, alias] = part.split(/\s+as\s+/)
      const whole = (prefix + path).replace(/::self$/, '')
      found.push([whole, alias ?? whole.split('::').at(-1)])
    }
  }
  for (let at = 0; at < tree.length; at += 1) {
    if (tree[at] === '{') depth += 1
    if (tree[at] === '}') depth -= 1
    if (tree[at] === ',' && depth === 0) {
      take(at)
      start = at + 1
    }
  }
  take(tree.length)
  return found
}

/** Each module with its file, what it re-exports, what it uses, and the words of its code. */
function modules(code) {
  const all = new Map()
  for (const { file, text } of code) {
    const blanked = literals.blanked(text)
    const here = { file, name: moduleOf(file), exports: new Map(), globs: [], uses: [], children: new Set() }
    for (const [, child] of blanked.matchAll(/\bmod (\w+);/g)) here.children.add(child)
    const rest = blanked.replace(/(pub(?:\([a-z: ]+\))? )?use ([^;]+);/g, (_, isPublic, tree) => {
      for (const [path, name] of leaves(tree)) {
        if (isPublic && name === '*') here.globs.push(path.replace(/::\*$/, ''))
        else if (isPublic) here.exports.set(name, path)
        else here.uses.push(path)
      }
      return ''
    })
    for (const [path] of rest.matchAll(/\b(?:crate|super|self)(?:::\w+)+|\b[a-z_]\w*(?:::\w+)+/g)) here.uses.push(path)
    all.set(here.name, here)
  }
  return all
}

/** A path as written in a module, from the root of the crate; null if it leads into another crate. */
function absolute(path, here) {
  const words = path.split('::')
  if (words[0] === 'crate' || words[0] === 'plimsoll') return words.slice(1)
  const base = here.name.split('::')
  if (words[0] === 'self') return [...base, ...words.slice(1)]
  if (words[0] === 'super') {
    while (words[0] === 'super') {
      words.shift()
      base.pop()
    }
    return [...base, ...words]
  }
  return here.children.has(words[0]) ? [...base, ...words] : null
}

/** The module that defines what a path from the root names. */
function definer(words, all, depth = 0) {
  let at = words.length
  while (at > 0 && !all.has(words.slice(0, at).join('::'))) at -= 1
  const home = all.get(words.slice(0, at).join('::'))
  const name = words[at]
  if (!home || name === undefined || depth > 8) return home
  for (const path of [home.exports.get(name), ...home.globs.map((glob) => `${glob}::${name}`)]) {
    const next = path && absolute(path, home)
    if (!next) continue
    const found = definer([...next, ...words.slice(at + 1)], all, depth + 1)
    if (found && found !== home) return found
  }
  return home
}

/** Groups of at least two files that use each other in a circle, each sorted, within one room. */
export function circles(code) {
  const all = modules(code.filter(({ file }) => file.split('/').length > 2))
  const uses = new Map()
  for (const here of all.values()) {
    const room = here.name.split('::')[0]
    const found = here.uses.map((path) => absolute(path, here)).filter(Boolean).map((words) => definer(words, all))
    uses.set(here, new Set(found.filter((other) => other && other !== here && other.name.split('::')[0] === room)))
  }
  return strong(uses).filter((group) => group.length > 1).map((group) => group.map(({ file }) => file).sort()).sort()
}

/** Tarjan's strongly connected components. */
function strong(uses) {
  const number = new Map()
  const low = new Map()
  const stack = []
  const open = new Set()
  const groups = []
  const visit = (node) => {
    number.set(node, number.size)
    low.set(node, number.get(node))
    stack.push(node)
    open.add(node)
    for (const next of uses.get(node)) {
      if (!number.has(next)) visit(next)
      if (open.has(next)) low.set(node, Math.min(low.get(node), low.get(next)))
    }
    if (low.get(node) !== number.get(node)) return
    const group = []
    let last
    do {
      last = stack.pop()
      open.delete(last)
      group.push(last)
    } while (last !== node)
    groups.push(group)
  }
  for (const node of uses.keys()) if (!number.has(node)) visit(node)
  return groups
}
