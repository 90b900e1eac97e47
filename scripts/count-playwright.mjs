// count-playwright.mjs REPORT: reads Playwright's JSON report, prints `passed failed skipped`, and then one line for
// each skipped test, `- title: reason`, and for each failed one, `! title: error`.
import { readFileSync } from 'node:fs'

let report
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
} catch {
  // Playwright ended before it wrote a report.
  report = { suites: [], errors: [] }
}

const counts = { passed: 0, failed: 0, skipped: 0 }
const lines = []
const told = (mark, titles, text) => lines.push(`${mark} ${titles.join(' › ')}: ${text}`.replaceAll(/\s+/g, ' '))

/** The first lines of an error, without their colours. */
function first(error) {
  const text = (error?.message ?? 'no error given').replaceAll(/\u001b\[[0-9;]*m/g, '')
  return text.split('\n').filter((line) => line.trim() !== '').slice(0, 4).join(' ')
}

function visit(suite, titles) {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      // A test that passed only on a second try counts as failed.
      const outcome = { expected: 'passed', skipped: 'skipped' }[test.status] ?? 'failed'
      counts[outcome] += 1
      if (outcome === 'skipped') {
        const why = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        told('-', [...titles, spec.title], why ?? 'no reason given')
      } else if (outcome === 'failed') {
        told('!', [...titles, spec.title], first(test.results.flatMap(({ errors }) => errors ?? []).at(0)))
      }
    }
  }
  for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title])
}
for (const suite of report.suites) visit(suite, [suite.title])
// Errors outside of tests: a spec that cannot be loaded, a server that does not start.
for (const error of report.errors ?? []) told('!', ['Playwright'], first(error))

console.log(counts.passed, counts.failed, counts.skipped)
for (const line of lines) console.log(line)
