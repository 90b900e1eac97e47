import { execFileSync } from 'node:child_process'
import { setDefaultResultOrder } from 'node:dns'
import { setDefaultAutoSelectFamily } from 'node:net'
import { defineConfig } from '@playwright/test'

// Everything here listens at 127.0.0.1. Where localhost is ::1, too, Node would try one after the other and
// give each a quarter of a second by its own clock: on a busy machine it gives up a connection that was made.
setDefaultResultOrder('ipv4first')
setDefaultAutoSelectFamily(false)

/** The system's Chromium: Playwright's own browsers are never downloaded. */
function chromium(): string {
  const found = process.env.CHROMIUM ?? execFileSync('sh', ['-c', 'command -v chromium || command -v google-chrome']).toString()
  return found.trim()
}

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results/files',
  // A test that fails now and then is a failing test.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The second one is what scripts/test counts.
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
