// page.mjs: what is measured, by a page of the same origin. It opens the app in a window of its own and
// looks at it from outside: no debugger is attached, which would cost up to a third.

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')
/** Requests under way at once, as the app's own scan has it. */
const CONCURRENCY = 8
const PATIENCE = 10 * 60_000

const task = new URLSearchParams(location.search)
const TEAM = '/registry/team/'

const pause = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Waits until `look` finds something. */
async function until(what, look) {
  const end = performance.now() + PATIENCE
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await pause()
  }
}

/** The app, opened at `path`, with room to remember every request and the longest tasks. */
async function openApp(path) {
  const app = window.open(path)
  if (!app) throw new Error('the window was not allowed')
  await until('the window', () => app.location.pathname === path && app.document.body)
  app.performance.setResourceTimingBufferSize(100_000)
  const tasks = []
  const observer = new app.PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
  observer.observe({ type: 'longtask', buffered: true })
  return { app, tasks }
}

const asked = (app) => app.performance.getEntriesByType('resource').filter((entry) => new URL(entry.name).pathname.startsWith(TEAM))

const isManifest = (entry) => entry.name.includes('/manifests/')

/** Waits for the end of a scan: the moment, on the app's clock. */
async function scanned(app) {
  const status = await until('the end of the scan', () => {
    const text = app.document.querySelector('header [role="status"]')?.textContent ?? ''
    return /Scan (complete|incomplete)$/.exec(text)
  })
  if (status[1] !== 'complete') throw new Error('the scan is incomplete')
  return app.performance.now()
}

/** A scan by the app: how long it took, what it asked, when its list was first painted. */
async function scan() {
  const { app, tasks } = await openApp('/r/team/repositories')
  await until('the list', () => app.document.querySelectorAll('table tbody tr a').length > 10)
  const listed = await new Promise((resolve) => app.requestAnimationFrame(() => resolve(app.performance.now())))
  const listedBeforeEnd = !/Scan complete$/.test(app.document.querySelector('header [role="status"]')?.textContent ?? '')
  const end = await scanned(app)
  const requests = asked(app)
  const begin = Math.min(...requests.map((entry) => entry.startTime))
  const catalog = requests.find((entry) => entry.name.includes('/_catalog'))
  const first = {
    scan: end - begin,
    requests: requests.length,
    start: begin,
    listed,
    listedBeforeEnd,
    catalog: catalog.responseEnd - catalog.startTime,
    longest: Math.max(0, ...tasks),
  }
  const urls = requests.map((entry) => entry.name)

  app.performance.clearResourceTimings()
  const isAgain = (button) => button.textContent.trim().endsWith('Scan again')
  const button = await until('the button', () => [...app.document.querySelectorAll('button')].find(isAgain))
  const again = app.performance.now()
  button.click()
  await until('a second scan', () => !/Scan complete$/.test(app.document.querySelector('header [role="status"]')?.textContent ?? ''))
  const second = { scan: (await scanned(app)) - again, requests: asked(app).length, manifests: asked(app).filter(isManifest).length }
  app.close()
  return { first, second, urls }
}

/** The same requests by a bare loop. */
async function loop(urls) {
  let next = 0
  const begin = performance.now()
  const worker = async () => {
    while (next < urls.length) {
      const url = urls[next]
      next += 1
      const headers = url.includes('/manifests/') ? { accept: ACCEPT } : {}
      const answer = await fetch(url, { headers, credentials: 'omit', cache: 'no-store' })
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return performance.now() - begin
}

/** The figures of 100 000 manifests, in wasm of its own. */
async function analysis() {
  const { default: init, prepare, analyse } = await import('./bench_analysis.js')
  const { memory } = await init()
  prepare(100_000, 12)
  const inventory = memory.buffer.byteLength
  const times = []
  for (let round = 0; round < 5; round += 1) {
    const begin = performance.now()
    if (!(analyse() > 0)) throw new Error('nothing was counted')
    times.push(performance.now() - begin)
    await pause()
  }
  return { times, inventory, heap: memory.buffer.byteLength }
}

async function measure() {
  if (task.get('what') === 'analysis') return analysis()
  const { urls, ...app } = await scan()
  return { ...app, loop: await loop(urls) }
}

const result = await measure().catch((error) => ({ failed: String(error.stack ?? error) }))
await fetch('/registry/report/', { method: 'POST', body: JSON.stringify(result) })
