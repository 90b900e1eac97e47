// count-playwright.mjs REPORT: reads Playwright's JSON report, prints `passed failed skipped`, and then one line
// `title: reason` for each skipped test.
import { readFileSync } from 'node:fs'

let report
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
} catch {
  // Playwright ended before it wrote a report.
  report = { suites: [], errors: [] }
}

const counts = { passed: 0, failed: 0, skipped: 0 }
const reasons = []

function visit(suite, titles) {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      // A test that passed only on a second try counts as failed.
      const outcome = { expected: 'passed', skipped: 'skipped' }[test.status] ?? 'failed'
      counts[outcome] += 1
      if (outcome === 'skipped') {
        const why = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        reasons.push(`${[...titles, spec.title].join(' › ')}: ${why ?? 'no reason given'}`.replaceAll('\n', ' '))
      }
    }
  }
  for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title])
}
for (const suite of report.suites) visit(suite, [suite.title])

console.log(counts.passed, counts.failed, counts.skipped)
for (const reason of reasons) console.log(reason)
