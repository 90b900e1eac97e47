// weigh.mjs [FOLDER]: what the app weighs over the wire, against its budget.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

const BUDGET = 250_000
const KINDS = ['.wasm', '.js', '.css', '.html']

const folder = process.argv[2] ?? 'dist'

const size = (file) => statSync(file).size
const rows = new Map(KINDS.map((kind) => [kind, { raw: 0, gzip: 0, brotli: 0 }]))
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const extension = extname(entry.name)
  if (!entry.isFile() || extension === '.br' || extension === '.gz') continue
  const kind = KINDS.includes(extension) ? extension : 'other'
  if (!rows.has(kind)) rows.set(kind, { raw: 0, gzip: 0, brotli: 0 })
  const row = rows.get(kind)
  const file = join(entry.parentPath ?? entry.path, entry.name)
  row.raw += size(file)
  // A file without a compressed twin goes out as it is.
  row.gzip += size(existsSync(`${file}.gz`) ? `${file}.gz` : file)
  row.brotli += size(existsSync(`${file}.br`) ? `${file}.br` : file)
}

const total = { raw: 0, gzip: 0, brotli: 0 }
for (const row of rows.values()) for (const form of Object.keys(total)) total[form] += row[form]

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(9)
const line = (name, { raw, gzip, brotli }) => `${name.padEnd(8)}${[raw, gzip, brotli].map(kilobytes).join(' ')}`
console.log('Weight over the wire, in KB of 1 000 bytes:')
console.log(`${''.padEnd(8)}${['raw', 'gzip', 'brotli'].map((word) => word.padStart(9)).join(' ')}`)
for (const [kind, row] of rows) console.log(line(kind.replace('.', ''), row))
console.log(line('total', total))
const left = BUDGET - total.brotli
console.log(`Budget: ${BUDGET / 1000} KB of brotli, ${left >= 0 ? `${(left / 1000).toFixed(1)} KB left` : `OVER by ${(-left / 1000).toFixed(1)} KB`}.`)
