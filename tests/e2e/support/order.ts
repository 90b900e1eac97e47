// order.ts: whether cells are sorted by their meaning, decided without the page's own code.

import type { CellText } from './views.ts'

/** The kind of values in a column. */
export type Kind = 'name' | 'number' | 'bytes' | 'rounded bytes' | 'moment'

/** Whether cells are sorted. Cells without a value (a dash) come last in either direction. */
export function inOrder(cells: readonly (CellText | number)[], direction: 'ascending' | 'descending', kind: Kind = 'number'): boolean {
  const values = cells.map((cell) => (typeof cell === 'number' ? cell : meaning(cell, kind)))
  const known = values.filter((value) => value !== null)
  if (values.slice(0, known.length).includes(null)) return false
  const sign = direction === 'ascending' ? 1 : -1
  return known.every((value, place) => place === 0 || sign * compare(known[place - 1]!, value) <= 0)
}

function compare(one: number | string, other: number | string): number {
  if (typeof one === 'string' && typeof other === 'string') return NAMES.compare(one, other)
  return Number(one) - Number(other)
}

/** Compares names by the numbers in them: 1.9 before 1.10. */
const NAMES = new Intl.Collator('en', { numeric: true })

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

function meaning({ text, exact }: CellText, kind: Kind): number | string | null {
  // A dash with an exact value stands for zero.
  if (text === '…' || (text === '–' && exact === '')) return null
  switch (kind) {
    case 'name':
      return text
    case 'number':
      return Number(text.replace(/\s/g, ''))
    case 'bytes':
      return Number(exact.replace(/\D/g, ''))
    case 'moment':
      return Date.parse(exact)
    case 'rounded bytes': {
      // A bar sorts by its first two parts: "9.9 GiB only here, 6.4 GiB reclaimable, 9.2 GiB shared with others".
      const parts = exact.matchAll(/([\d.]+) (\w+) (?:only here|reclaimable)/g)
      return [...parts].reduce((sum, [, number, unit = '']) => sum + Number(number) * 1024 ** UNITS.indexOf(unit), 0)
    }
  }
}
