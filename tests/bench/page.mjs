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

/** The window of the app. */
let shown

const pause = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Waits until `look` finds something. */
async function until(what, look) {
  const end = performance.now() + PATIENCE
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > end) throw new Error(`waited in vain for ${what}; the app shows: ${shown?.document.body.innerText}`)
    await pause()
  }
}

/** The app, opened at `path`, with room to remember every request and the longest tasks. */
async function openApp(path) {
  const app = window.open(path)
  if (!app) throw new Error('the window was not allowed')
  await until('the window', () => app.location.pathname === path && app.document.body)
  shown = app
  app.performance.setResourceTimingBufferSize(100_000)
  const tasks = []
  const observer = new app.PerformanceObserver((list) => tasks.push(...list.getEntries()))
  observer.observe({ type: 'longtask', buffered: true })
  return { app, tasks }
}

const longest = (tasks) => Math.max(0, ...tasks.map((entry) => entry.duration))

const asked = (app) => app.performance.getEntriesByType('resource').filter((entry) => new URL(entry.name).pathname.startsWith(TEAM))

/** Whether a request brought a manifest's body: a HEAD brings none. */
const isBody = (entry) => entry.name.includes('/manifests/') && entry.encodedBodySize > 0

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
    longest: longest(tasks),
    longestLater: longest(tasks.filter((entry) => entry.startTime > listed)),
  }
  const urls = requests.map((entry) => entry.name)

  app.performance.clearResourceTimings()
  const isAgain = (button) => button.textContent.trim().endsWith('Scan again')
  const button = await until('the button', () => [...app.document.querySelectorAll('button')].find(isAgain))
  const again = app.performance.now()
  button.click()
  await until('a second scan', () => !/Scan complete$/.test(app.document.querySelector('header [role="status"]')?.textContent ?? ''))
  const second = { scan: (await scanned(app)) - again, requests: asked(app).length, bodies: asked(app).filter(isBody).length }
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

/** Waits for a button that reads `text`, inside of `part` of the page, and clicks it. */
async function click(part, text) {
  const found = await until(`the button ${text}`, () => {
    const buttons = [...part.querySelectorAll('button')].filter((button) => text.test(button.textContent.trim()))
    return buttons.find((button) => !button.disabled && button.getAttribute('aria-disabled') !== 'true')
  })
  found.click()
}

/** A run by the app that deletes all tagged manifests of a repository: how long it took, and what it asked. */
async function run() {
  const { app, tasks } = await openApp(`/r/team/repositories/${task.get('repository')}`)
  const { document } = app
  await scanned(app)
  const all = await until('the tags', () => document.querySelector('input[type="checkbox"][aria-label="Select all tags"]'))
  all.click()
  await click(document.querySelector('main'), /^Delete…$/)
  const dialog = await until('the dialog', () => document.querySelector('dialog[open]'))
  const field = await until('the field', () => dialog.querySelector('.confirm input[type="text"]'))
  field.value = field.closest('.confirm').querySelector('b').textContent
  field.dispatchEvent(new app.Event('input', { bubbles: true }))

  const requests = []
  const original = app.fetch
  app.fetch = (input, init) => {
    const request = typeof input === 'string' ? new app.Request(input, init) : input
    requests.push({ method: request.method, url: request.url, accept: request.headers.get('accept') })
    return original.call(app, input, init)
  }
  tasks.length = 0
  const begin = app.performance.now()
  await click(dialog, /^Delete \d/)
  await until('the end of the run', () => /^(Done|Not all)/.test(dialog.querySelector('[role="status"]')?.textContent ?? ''))
  const end = app.performance.now()
  const result = dialog.querySelector('[role="status"]').textContent
  app.close()
  return { run: end - begin, requests, result, longest: longest(tasks) }
}

/** The same requests by a bare loop, sent to the equal registry `other`. */
async function bareRun(requests) {
  let next = 0
  const begin = performance.now()
  const worker = async () => {
    while (next < requests.length) {
      const { method, url, accept } = requests[next]
      next += 1
      const headers = accept ? { accept } : {}
      const answer = await fetch(url.replace(TEAM, '/registry/other/'), { method, headers, credentials: 'omit', cache: 'no-store' })
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return performance.now() - begin
}

/** The figures of `manifests` manifests, in wasm of its own: computed in one go, then in pieces, then the levels of the map. */
async function analysis(manifests) {
  const { default: init, prepare, analyse, piece, map } = await import('./bench_analysis.js')
  const { memory } = await init()
  prepare(manifests, 12)
  const inventory = memory.buffer.byteLength
  const timed = async (compute) => {
    const begin = performance.now()
    if (!(compute() > 0)) throw new Error('nothing was counted')
    const took = performance.now() - begin
    await pause()
    return took
  }
  const times = []
  for (let round = 0; round < 5; round += 1) times.push(await timed(analyse))
  const heap = memory.buffer.byteLength
  const levels = []
  for (let depth = 0; depth < 4; depth += 1) levels.push(await timed(() => map(depth)))
  let longest = 0
  for (let isWhole = false; !isWhole; ) {
    const begin = performance.now()
    isWhole = piece()
    longest = Math.max(longest, performance.now() - begin)
  }
  return { times, inventory, heap, levels, longest, both: memory.buffer.byteLength }
}

/** A repository of many tags, opened by its address: the moment at which everything of it is read and shown. */
async function tags() {
  const { app, tasks } = await openApp(`/r/team/repositories/${task.get('repository')}`)
  const complete = await scanned(app)
  const requests = asked(app).length
  app.close()
  return { complete, requests, longest: longest(tasks) }
}

async function measure() {
  if (task.get('what') === 'analysis') return analysis(Number(task.get('manifests')))
  if (task.get('what') === 'tags') return tags()
  if (task.get('what') === 'run') {
    const { requests, ...app } = await run()
    const counts = {}
    for (const { method } of requests) counts[method] = (counts[method] ?? 0) + 1
    return { ...app, counts, loop: await bareRun(requests) }
  }
  const { urls, ...app } = await scan()
  return { ...app, loop: await loop(urls) }
}

const result = await measure().catch((error) => ({ failed: String(error.stack ?? error) }))
await fetch('/registry/report/', { method: 'POST', body: JSON.stringify(result) })
