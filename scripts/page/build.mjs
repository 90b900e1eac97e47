// build.mjs PROFILE: makes the page in dist/ from what cargo compiled. In order: the one wasm file is split into
// pieces, pieces are put together to modules, each module is made small and named by its content, the scripts
// and the styles follow, then index.html, which names them.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { compressFolder } from './compress.mjs'
import { indexPage } from './html.mjs'
import { shortImports } from './imports.mjs'
import { loader } from './loader.mjs'
import { merge, provider } from './merge.mjs'
import { modules } from './modules.mjs'
import { named } from './names.mjs'
import { split } from './split.mjs'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const profile = process.argv[2] ?? 'release'
const isRelease = profile === 'release'
const work = join(root, 'target/page')
const dist = join(work, 'dist')

/** Features of wasm that Rust uses by default. With `--all-features` the modules are refused by Chromium. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`)

/** While somebody develops, the page asks for itself each second, and reloads once it names other files. */
const RELOAD = `const own = import.meta.url.split('/').pop()
let first
setInterval(async () => {
  const answer = await fetch(document.baseURI, { cache: 'no-store' }).catch(() => null)
  if (!answer?.ok) return
  const page = await answer.text()
  first ??= page
  if (page !== first || !page.includes(own)) location.reload()
}, 1000)
`

rmSync(work, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const { pieces, modules: asked } = await split(join(root, `target/wasm32-unknown-unknown/${profile}/dashboard.wasm`), work)
const parts = [{ name: 'main', files: [join(work, 'main_bg.wasm')], needs: [] }, ...modules(pieces)]

const size = (file) => statSync(file).size
// The largest piece imports everything that is shared.
const [largest] = pieces.map(({ file }) => file).sort((one, other) => size(other) - size(one))
const shared = await provider(largest, work, FEATURES)

// Largest first, so that no large one begins last and is waited for.
const weight = ({ files }) => files.reduce((sum, file) => sum + size(file), 0)
const queue = parts.map((part, place) => ({ ...part, place })).sort((one, other) => weight(other) - weight(one))
const built = []
async function worker() {
  for (let part = queue.shift(); part; part = queue.shift()) built[part.place] = await make(part)
}
await Promise.all(cpus().map(worker))

async function make({ name, files, needs }) {
  const merged = join(work, `${name}.merged.wasm`)
  const small = join(work, `${name}.small.wasm`)
  if (name === 'main') copyMain(files[0], merged)
  else await merge(files, merged, shared.file, FEATURES)
  if (isRelease) {
    // A merged module's entries in the table are never replaced, so its own calls through the table can be direct.
    const direct = name === 'main' ? [] : ['--directize', '--pass-arg=directize-initial-contents-immutable']
    // Slightly larger before compression than -Oz with all passes, and a hundredth smaller after it.
    const passes = ['-Os', '--skip-pass=local-cse', '--always-inline-max-function-size=4']
    await run('wasm-opt', [...direct, ...passes, ...FEATURES, '--strip-debug', '--strip-producers', merged, '-o', small])
  } else {
    renameSync(merged, small)
  }
  return { name, needs, ...named(dist, name, 'wasm', readFileSync(small)) }
}

function copyMain(file, to) {
  const script = join(work, 'main.js')
  const short = shortImports(readFileSync(file), readFileSync(script, 'utf8'), './main_bg.js')
  writeFileSync(to, short.wasm)
  writeFileSync(script, short.script)
}

writeFileSync(join(work, '__wasm_split.js'), loader(built.slice(1), asked, shared.names))
const [main] = built
writeFileSync(
  join(work, 'start.js'),
  `import { notLoaded } from ${JSON.stringify(join(import.meta.dirname, 'faults.js'))}
import init from './main.js'
const file = new URL(${JSON.stringify(`./${main.file}`)}, import.meta.url)
init({ module_or_path: fetch(file, { integrity: ${JSON.stringify(main.integrity)} }) })
  .catch(notLoaded)
  .finally(() => document.getElementById('loading')?.remove())
${isRelease ? '' : RELOAD}`,
)
const minify = isRelease ? ['--minify'] : []
const bundle = async (entry, kind) => {
  const out = join(work, `bundled.${kind}`)
  await run('esbuild', [entry, '--bundle', '--format=esm', '--target=es2022', '--legal-comments=none', '--log-level=error', '--external:./main_bg.wasm', `--outfile=${out}`, ...minify])
  return readFileSync(out)
}
const script = named(dist, 'plimsoll', 'js', await bundle(join(work, 'start.js'), 'js'))
const page = readFileSync(join(root, 'index.html'), 'utf8')
const sheets = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, file]) => file)
writeFileSync(join(work, 'sheets.css'), sheets.map((file) => `@import ${JSON.stringify(join(root, file))};\n`).join(''))
const style = named(dist, 'plimsoll', 'css', await bundle(join(work, 'sheets.css'), 'css'))
const icon = named(dist, 'favicon', 'svg', readFileSync(join(root, 'favicon.svg')))

writeFileSync(join(dist, 'index.html'), indexPage(page, { script, style, icon }))
writeFileSync(join(work, 'modules.json'), `${JSON.stringify(built, null, 2)}\n`)
if (isRelease) compressFolder(dist)

// Put in place in one step: a server that is running never shows half a page.
const place = join(root, 'dist')
rmSync(join(work, 'old'), { recursive: true, force: true })
try {
  renameSync(place, join(work, 'old'))
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
renameSync(dist, place)
