// A sign-in that ends while it is in use, and one that the user leaves while it is being tried.

import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import type { Identity, Sample, SampleConfig } from '../support/sample.ts'
import { signIn } from '../support/sign_in.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const TOKEN = {
  kind: 'token',
  user: 'nightly',
  password: 'T0ken-pass-77',
  scope_map: [{ repositories: 'docs/*', actions: ['content/read', 'metadata/read'] }],
} satisfies Identity
const NEW = 'T0ken-pass-78'

function known(password: string): SampleConfig {
  const realm = 'https://team.azurecr.io/oauth2/token'
  return { repositories: ['docs/handbook', 'legacy/billing'], authentication: { acr: { realm, identities: [{ ...TOKEN, password }] } } }
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

/** Reads one repository by name; then the password is another one, and the scan finds out. */
async function endSignIn(page: Page, url: string, sample: Sample): Promise<void> {
  await page.goto(`${url}/repositories`)
  await signIn(page, TOKEN.user, TOKEN.password)
  await page.getByRole('textbox', { name: 'Repository names' }).fill('docs/handbook')
  await page.getByRole('button', { name: 'Read these repositories' }).click()
  await scanEnds(page)
  await sample.configure(known(NEW))
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect(heading(page)).toHaveText('Sign in to team.azurecr.io')
}

test.beforeEach(({ problems }) => problems.allow(/Failed to load resource/))

test('a scan by name whose sign-in ended asks for another after few questions', async ({ page, team }) => {
  const { sample, url } = await team(known(TOKEN.password))
  await endSignIn(page, url, sample)
  await expect(page.getByRole('alert')).toContainText('The registry refused the user name or the password.')
  const asked = (await sample.requests()).filter(([, path]) => path.startsWith('/oauth2/token'))
  expect(asked.length).toBeLessThanOrEqual(3)
  await signIn(page, TOKEN.user, NEW)
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
})

test('signing out while connecting stays signed out, and the next sign-in counts', async ({ page, team }) => {
  const { sample, url } = await team(known(TOKEN.password))
  await endSignIn(page, url, sample)
  await sample.hold('GET /v2/')
  await signIn(page, TOKEN.user, NEW)
  await expect.poll(() => sample.held()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(heading(page)).toHaveText('Sign in to team.azurecr.io')
  // The registry now lets in the try that the user left by signing out. That must not open the page.
  const letIn = page.waitForResponse((response) => response.status() === 200 && new URL(response.url()).pathname.endsWith('/v2/'))
  await sample.release()
  await letIn
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
  await expect(heading(page)).toHaveText('Sign in to team.azurecr.io')
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  await signIn(page, TOKEN.user, NEW)
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Repositories'))).toHaveCount(1)
})
