// run.mjs: the budgets, measured. `make bench` builds what this needs and runs it. A whole run writes docs/performance.md.
//
//   ROUNDS=3          how often each scan is measured
//   REPOSITORIES=500  of 24 manifests each
//   IMAGES=300        deleted in one run
//   ONLY=runs         measures only the runs of deletions; ONLY=figures only what needs no registry

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MANIFESTS, writeRegistry } from './registry.mjs'
import { startHttp2 } from './http2.mjs'
import { startSlowLine } from './slow.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const rounds = Number(process.env.ROUNDS || 3)
const repositories = Number(process.env.REPOSITORIES || 500)
const images = Number(process.env.IMAGES || 300)
/** Milliseconds by which a registry far away answers later. */
const LATENCY = 40
/** Images with a tag in the repository of many tags. */
const TAGS = 1200
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
const running = []
// Ctrl-C leaves nothing behind either.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Starts a program and waits until it prints `ready`: what that matched. */
function start(command, args, ready) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  return new Promise((resolve, reject) => {
    let printed = ''
    const take = (chunk) => {
      // Once it runs, what it prints is nobody's business.
      if (printed === undefined) return
      printed += chunk
      const found = ready.exec(printed)
      if (found) {
        printed = undefined
        resolve(found[1])
      }
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${command} ended:\n${printed}`)))
  })
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** What the page in the browser reports next. */
let hear
const reports = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    response.end()
    hear?.(JSON.parse(body))
  })
})

/** A fresh Chromium, without a debugger, shows `url`: what that page reports. */
async function browse(url) {
  const reported = new Promise((resolve) => (hear = resolve))
  const chromium = process.env.CHROMIUM ?? execFileSync('sh', ['-c', 'command -v chromium || command -v google-chrome']).toString().trim()
  const profile = mkdtempSync(join(folder, 'profile-'))
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--disable-gpu', '--no-sandbox', '--ignore-certificate-errors']
  const awake = ['--disable-popup-blocking', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows']
  const browser = spawn(chromium, ['--headless', ...quiet, ...awake, `--user-data-dir=${profile}`, url], { stdio: 'ignore' })
  running.push(browser)
  const ended = new Promise((_, reject) => browser.once('exit', () => reject(new Error('Chromium ended early'))))
  ended.catch(() => {})
  const result = await Promise.race([reported, ended])
  await stop(browser)
  if (result.failed) throw new Error(result.failed)
  return result
}

/** `min / median / max`, each as `show` has it. */
function spread(values, show) {
  const sorted = [...values].sort((a, b) => a - b)
  return [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)].map(show).join(' / ')
}

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1)
const whole = (value) => String(Math.round(value))
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]

const say = (text) => process.stderr.write(`bench: ${text}\n`)

/** Starts a registry over the storage in `root`: its process and its address. */
async function startRegistry(root) {
  const configuration = `${root}.yml`
  writeFileSync(
    configuration,
    JSON.stringify({
      version: '0.1',
      log: { level: 'info', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: root }, delete: { enabled: true }, maintenance: { uploadpurging: { enabled: false } } },
      http: { addr: '127.0.0.1:0', secret: 'only for the benchmark' },
    }),
  )
  return start('docker-registry', ['serve', configuration], /listening on (127\.0\.0\.1:\d+)/)
}

/** Serves the page with these registries behind it: its address. */
async function serve(registries) {
  const named = Object.entries({ ...registries, report: `127.0.0.1:${reports.address().port}` })
  const given = named.flatMap(([alias, host]) => ['--registry', `${alias}=http://${host}`])
  return start(join(ROOT, 'scripts/serve'), ['--port', '0', '--dist', join(folder, 'dist'), ...given], /^Plimsoll is at (http:\S+)\/$/m)
}

/** Runs of deletions by the page, each beside the same requests by a bare loop to an equal registry. */
async function runs(latency) {
  const all = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}: a run that deletes, and the same requests by a bare loop; answers ${latency} ms later`)
    const before = running.length
    const slow = []
    const hosts = {}
    for (const alias of ['team', 'other']) {
      const root = join(folder, `${alias}-${latency}-${round}`)
      writeRegistry(root, 1, images)
      hosts[alias] = await startRegistry(root)
      if (latency === 0) continue
      const { server, at } = await startSlowLine(hosts[alias], latency)
      slow.push(server)
      hosts[alias] = at
    }
    const home = await serve(hosts)
    const repository = encodeURIComponent('team-0/service-000')
    const result = await browse(`${home}/bench.html?what=run&repository=${encodeURIComponent(repository)}`)
    if (!result.result.startsWith('Done')) throw new Error(result.result)
    all.push(result)
    for (const child of running.splice(before).reverse()) await stop(child)
    for (const server of slow) server.close()
  }
  const { counts } = all[0]
  const asked = Object.entries(counts).map(([method, count]) => `${count} ${method}`).join(', ')
  const away = latency === 0 ? '' : `, answers ${latency} ms later`
  return [
    [`run of deletions${away}: ${asked}, s`, '', spread(all.map(({ run }) => run), seconds), ''],
    ['  the same by a bare fetch loop, s', '', spread(all.map(({ loop }) => loop), seconds), ''],
    ['  run : loop', '1.15', spread(all.map(({ run, loop }) => run / loop), (ratio) => ratio.toFixed(2)), median(all.map(({ run, loop }) => run / loop)) <= 1.15],
    ['  longest task during it, ms', '50', spread(all.map(({ longest }) => longest), whole), median(all.map(({ longest }) => longest)) <= 50],
  ]
}

async function main() {
  const dist = join(folder, 'dist')
  cpSync(process.env.PLIMSOLL_DIST ?? join(ROOT, 'dist'), dist, { recursive: true })
  cpSync(join(ROOT, 'target/bench'), dist, { recursive: true })
  cpSync(join(ROOT, 'tests/bench/page.mjs'), join(dist, 'bench.js'))
  writeFileSync(join(dist, 'bench.html'), '<!doctype html><title>bench</title><script type="module" src="bench.js"></script>')
  await new Promise((resolve) => reports.listen(0, '127.0.0.1', resolve))
  const only = process.env.ONLY
  const measured = [
    ...(only ? [] : [...(await scans()), ...(await manyTags())]),
    ...(only === 'runs' ? [] : await figures()),
    ...(only === 'figures' ? [] : [...(await runs(0)), ...(await runs(LATENCY))]),
  ]
  print(measured)
  if (!only) write(measured)
}

/** The requests of a scan by the page, beside the same by a bare loop: rows of the table. */
function beside(all, what) {
  const ratios = all.map(({ first, loop }) => first.scan / loop)
  const { requests } = all[0].first
  return [
    [`full scan of ${repositories} repositories and ${repositories * MANIFESTS} manifests, ${requests} requests${what}, s`, '', spread(all.map(({ first }) => first.scan), seconds), ''],
    ['  the same by a bare fetch loop, s', '', spread(all.map(({ loop }) => loop), seconds), ''],
    ['  scan : loop', '1.15', spread(ratios, (ratio) => ratio.toFixed(2)), median(ratios) <= 1.15],
  ]
}

/** A repository of 1 200 tags, from opening its address until all of it is shown. */
async function manyTags() {
  say('a repository of 1 200 tags')
  writeRegistry(join(folder, 'tags'), 1, TAGS)
  const home = await serve({ team: await startRegistry(join(folder, 'tags')) })
  const all = []
  for (let round = 1; round <= rounds; round += 1) {
    all.push(await browse(`${home}/bench.html?what=tags&repository=${encodeURIComponent('team-0/service-000')}`))
  }
  return [
    [`repository of ${TAGS} images with a tag complete, ${all[0].requests} requests, s`, '', spread(all.map(({ complete }) => complete), seconds), ''],
    ['  longest task, ms', '50', spread(all.map(({ longest }) => longest), whole), median(all.map(({ longest }) => longest)) <= 50],
  ]
}

/** Figures of registries of several sizes, in Chromium and natively, and the weight of the page. */
async function figures() {
  const home = await serve({})
  const rows = []
  for (const manifests of [10_000, 100_000]) {
    say(`the figures of ${manifests} manifests`)
    const { times, heap, inventory, levels, longest, both } = await browse(`${home}/bench.html?what=analysis&manifests=${manifests}`)
    const mib = (bytes) => whole(bytes / 2 ** 20)
    const [time, memory] = manifests === 100_000 ? ['300', '100'] : ['', '']
    rows.push(
      [`figures of ${manifests} manifests of 12 layers, ms`, time, spread(times, whole), time && median(times) <= 300],
      ['  wasm memory, inventory and figures, MiB', memory, mib(heap), memory && heap <= 100 * 2 ** 20],
      ['  of it the inventory, MiB', '', mib(inventory), ''],
      ['  while new figures are computed behind the last ones, MiB', '', mib(both), ''],
      ['  longest piece, ms', '50', whole(longest), longest <= 50],
      ['  levels of the map: registry, namespace, repository, image; ms', '100', levels.map(whole).join(' / '), Math.max(...levels) <= 100],
    )
  }
  const native = [10_000, 100_000, 1_000_000].map((manifests) => {
    say(`the figures of ${manifests} manifests, natively`)
    const printed = execFileSync(join(ROOT, 'target/release/examples/bench_scaling'), [String(manifests)]).toString()
    const [time, memory] = printed.trim().split(' ').map(Number)
    return { time, memory }
  })
  const exponent = (of) => Math.log10(of(native[2]) / of(native[1]))
  for (const [what, of] of [['time, ms', ({ time }) => time], ['memory of the process, MiB', ({ memory }) => memory]]) {
    rows.push([`natively 10 000 / 100 000 / 1 000 000 manifests: ${what}`, '', native.map(of).join(' / '), ''])
    rows.push(['  exponent of the last step', '1.05', exponent(of).toFixed(2), exponent(of) <= 1.05])
  }
  const weight = execFileSync('node', [join(ROOT, 'scripts/page/weigh.mjs'), process.env.PLIMSOLL_DIST ?? join(ROOT, 'dist')]).toString()
  const weighs = (what) => Number(new RegExp(`^${what} +([\\d.]+)`, 'm').exec(weight)[1])
  for (const [what, budget] of [['first page', 160], ['a registry opened, its overview', 400], ['everything', 680]]) {
    rows.push([`weight, brotli: ${what}, KB`, String(budget), weighs(what).toFixed(0), weighs(what) <= budget])
  }
  return rows
}

/** Scans of a large registry. */
async function scans() {
  say(`writing a registry of ${repositories} repositories and ${repositories * MANIFESTS} manifests`)
  writeRegistry(join(folder, 'storage'), repositories)
  const home = await serve({ team: await startRegistry(join(folder, 'storage')) })

  const all = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}: a scan, a second one, and the same requests by a bare loop`)
    all.push(await browse(`${home}/bench.html?what=scan`))
  }
  say('scans over HTTP/2')
  const fast = []
  const { server, at } = startHttp2(folder, home)
  if (server) {
    running.push(server)
    for (let round = 1; round <= rounds; round += 1) fast.push(await browse(`${at}/bench.html?what=scan`))
  }
  const paint = all.map(({ first }) => first.listed)
  const bound = all.map(({ first }) => 2 * first.catalog + first.start)
  return [
    ...beside(all, ''),
    ...(server ? beside(fast, ', over HTTP/2') : [['scan over HTTP/2', '1.15', `not measured: ${at}`, '']]),
    ['second scan, s', '', spread(all.map(({ second }) => second.scan), seconds), ''],
    ['  requests in it', '', spread(all.map(({ second }) => second.requests), whole), ''],
    ['  bodies of manifests in it', '0', spread(all.map(({ second }) => second.bodies), whole), all.every(({ second }) => second.bodies === 0)],
    ['longest task until the end of the scan, ms', '50', spread(all.map(({ first }) => first.longest), whole), median(all.map(({ first }) => first.longest)) <= 50],
    ['  after the first list was painted, ms', '50', spread(all.map(({ first }) => first.longestLater), whole), median(all.map(({ first }) => first.longestLater)) <= 50],
    ['list of repositories painted, ms', `${whole(median(bound))} *`, spread(paint, whole), all.every(({ first }, at) => first.listedBeforeEnd && paint[at] <= bound[at])],
  ]
}

/** Prints rows of what was measured, its budget, its spread, and whether it is met. */
function print(measured) {
  const rows = [['what', 'budget', 'min / median / max', ''], ...measured.map(([what, budget, result, met]) => [what, budget, result, verdict(met)])]
  const width = (column) => Math.max(...rows.map((row) => String(row[column]).length))
  console.log(`\n${machine()}\n`)
  for (const [what, budget, result, met] of rows) {
    console.log(`${what.padEnd(width(0))}  ${String(budget).padStart(width(1))}  ${result.padStart(width(2))}  ${met}`.trimEnd())
  }
  console.log(`\n${BOUND}`)
}

/** Writes the same as a document. */
function write(measured) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).trim().replaceAll('|', '/')).join(' | ')} |`
  const rows = measured.map(([what, budget, result, met]) => line([what.replace(/^  /, '– '), budget, result, verdict(met)]))
  writeFileSync(
    join(ROOT, 'docs/performance.md'),
    `# Speed, as measured

\`make bench\` writes this page: ${machine()}

Rows that belong together were measured side by side. Times on this machine say little about another; ratios do.

${[line(['what', 'budget', 'min / median / max', 'verdict']), line(['---', '---', '---', '---']), ...rows].join('\n')}

${BOUND.replace('*', '\\*')}
`,
  )
}

const BOUND = '* twice the request for the catalog, and the start of the app until its first request'

const verdict = (met) => (met === '' ? '' : met ? 'met' : 'MISSED')

/** The machine and the moment, in a line. */
function machine() {
  const commit = execFileSync('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD']).toString().trim()
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${cpus().length} cores (${cpus()[0].model}, ${gib} GiB) shared by registry, server and Chromium; ${rounds} rounds.`
}

let failed
try {
  await main()
} catch (error) {
  failed = error
}
for (const child of running.reverse()) await stop(child)
reports.closeAllConnections()
reports.close()
if (failed) {
  console.error(`bench: ${failed.stack ?? failed}`)
  process.exitCode = 1
}
