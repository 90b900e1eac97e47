// database.ts: the browser's database of kept content, as another version of the page may have left it.

import type { Page } from '@playwright/test'

/** Opens the database with a version that is later than the page's. The page must be of the same origin. */
export async function makeDatabaseLater(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('plimsoll', 9)
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
  }))
}
