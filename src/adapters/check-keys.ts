import { Problem } from '../server/control/problem.ts'
import { quote, toEnumeration } from '../words/quote.ts'
import { findNearest } from '../words/suggest.ts'

/** Throws a Problem for a key that is not known: a misspelled filter would let everything through. */
export function checkKeys(what: string, given: object, known: readonly string[]): void {
  const strange = Object.keys(given).find(key => !known.includes(key))
  if (strange === undefined) return
  const nearest = findNearest(strange, known)
  const wayOut = nearest === undefined ? `There are ${toEnumeration(known, 'and')}.` : `Did you mean "${nearest}"?`
  throw new Problem('not-valid', `${quote(strange)} is no key of ${what}. ${wayOut}`)
}
