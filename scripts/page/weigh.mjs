// weigh.mjs: the weight of the page in dist/ over the wire (brotli): of each module, and of the pages that people open
// first, against their budgets. build.mjs wrote the list of modules beside dist/.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'dist')
const modules = JSON.parse(readFileSync(join(root, 'target/page/modules.json'), 'utf8'))

const size = (file) => statSync(join(folder, file)).size
// A file without a compressed form is sent as it is.
const packed = (file) => size(existsSync(join(folder, `${file}.br`)) ? `${file}.br` : file)
const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8)
const sum = (all) => all.reduce((total, bytes) => total + bytes, 0)

const shell = readdirSync(folder).filter((file) => ['.js', '.css', '.html'].includes(extname(file)))
const byName = new Map(modules.map((module) => [module.name, module]))

/** The modules that are fetched once `names` were asked for. */
function fetched(names) {
  const all = new Set()
  const add = (name) => {
    byName.get(name).needs.forEach(add)
    all.add(name)
  }
  names.forEach(add)
  return [...all]
}

const weight = (names) => sum(shell.map(packed)) + sum(names.map((name) => packed(byName.get(name).file)))

console.log('Weight over the wire, brotli, in KB of 1 000 bytes (raw in brackets):')
console.log(`  ${'js, css, html'.padEnd(34)}${kilobytes(sum(shell.map(packed)))}  (${kilobytes(sum(shell.map(size))).trim()})`)
for (const { name, file, needs } of modules) {
  const after = needs.length > 0 ? `, after ${needs.join(', ')}` : ''
  console.log(`  ${`${name}${after}`.padEnd(34)}${kilobytes(packed(file))}  (${kilobytes(size(file)).trim()})`)
}
const ways = [
  ['first page', ['main'], 160, 3],
  ['a registry opened, its overview', ['main', 'registry'], 400, 8],
  ['everything', modules.map(({ name }) => name), 680, Infinity],
]
for (const [way, names, budget, most] of ways) {
  const all = fetched(names)
  const bytes = weight(all)
  const left = budget * 1000 - bytes
  const verdict = left >= 0 ? `${(left / 1000).toFixed(1)} KB left` : `OVER by ${(-left / 1000).toFixed(1)} KB`
  const counted = all.length > most ? `, OVER by ${all.length - most} modules` : ''
  console.log(`${way.padEnd(36)}${kilobytes(bytes)}  in ${String(all.length).padStart(2)} wasm modules; budget ${budget} KB: ${verdict}${counted}`)
}
