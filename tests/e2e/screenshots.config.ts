import { defineConfig } from '@playwright/test'
import tests from './playwright.config.ts'

// The pictures in docs/, taken from the real page: `make screenshots`. No part of `make test`.
export default defineConfig({
  ...tests,
  testDir: 'screenshots',
  workers: 1,
  reporter: 'list',
})
