// sign_in.ts: the form, and where secrets must not be.

import { expect, type Page } from '@playwright/test'

/** The user name of whoever pastes a token of az acr login. */
export const ZEROS = '00000000-0000-0000-0000-000000000000'

/** Fills the form and connects; the user name of zeros stands for a token of az acr login. */
export async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'User name' }).fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** A secret in the forms in which it may turn up. */
export function forms(user: string, password: string): string[] {
  return [password, encodeURIComponent(password), Buffer.from(`${user}:${password}`).toString('base64')]
}

/** Everything that the page wrote or shows: its text, its attributes, its storage, its addresses. */
export async function traces(page: Page): Promise<string> {
  const kept = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]))
  return kept + JSON.stringify(await page.context().storageState())
}

/** No form of the secret is in `text`. */
export function expectNone(secrets: string[], text: string, where: string): void {
  for (const secret of secrets) expect(text.includes(secret), `${where} holds ${secret}`).toBe(false)
}
