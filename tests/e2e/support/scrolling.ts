// scrolling.ts: which rows of a long table are in the document, and whether they cover the part in view.

import type { Locator, Page } from '@playwright/test'

export interface Drawn {
  /** How many rows are in the document. */
  rows: number
  /** aria-rowindex of the first and the last of them; the headings are 1. */
  from: number
  to: number
  /** Rows that are missing between those two, and pixels between rows that should touch. */
  holes: number
  /** Whether rows cover every part of the window that the table passes through. */
  covered: boolean
}

/** Scrolls the page to this part of its height, 0 to 1, and waits until the browser has drawn a frame. */
export async function scrollTo(page: Page, part: number): Promise<void> {
  await page.evaluate(async (part) => {
    const { scrollHeight } = document.documentElement
    window.scrollTo(0, Math.round((scrollHeight - innerHeight) * part))
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
  }, part)
}

/** Measures the rows of a table. */
export function drawn(table: Locator): Promise<Drawn> {
  return table.evaluate((table) => {
    const body = table.querySelector('tbody')!
    const rows = [...body.querySelectorAll('tr:not([aria-hidden])')]
    const boxes = rows.map((row) => row.getBoundingClientRect())
    const places = rows.map((row) => Number(row.getAttribute('aria-rowindex')))
    const holes = boxes.filter((box, at) => at > 0 && (Math.abs(box.top - boxes[at - 1]!.bottom) > 1 || places[at] !== places[at - 1]! + 1)).length
    const whole = body.getBoundingClientRect()
    const top = Math.max(whole.top, 0)
    const bottom = Math.min(whole.bottom, innerHeight)
    const covered = bottom <= top || (boxes.length > 0 && boxes[0]!.top <= top + 1 && boxes.at(-1)!.bottom >= bottom - 1)
    return { rows: rows.length, from: places[0] ?? 0, to: places.at(-1) ?? 0, holes, covered }
  })
}
