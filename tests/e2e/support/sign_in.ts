// sign_in.ts: the form to sign in, and the places where no secret may be.

import { expect, type Page } from '@playwright/test'

/** The user name that goes with a token of az acr login. */
export const ZEROS = '00000000-0000-0000-0000-000000000000'

/** Fills the form and connects. The user name of zeros means a token of az acr login. */
export async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'User name' }).fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** Every form in which a secret may appear. */
export function forms(user: string, password: string): string[] {
  return [password, encodeURIComponent(password), Buffer.from(`${user}:${password}`).toString('base64')]
}

/** Everything that the page shows or keeps: its text, its attributes, its storage, its addresses. */
export async function traces(page: Page): Promise<string> {
  const kept = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]))
  return kept + JSON.stringify(await page.context().storageState())
}

/** Expects no form of the secret in `text`. */
export function expectNone(secrets: string[], text: string, where: string): void {
  for (const secret of secrets) expect(text.includes(secret), `${where} holds ${secret}`).toBe(false)
}
