import { isOperationName, operationNames } from '../contracts/operations.ts'
import { Problem } from '../server/control/problem.ts'
import { quote, toEnumeration } from '../words/quote.ts'
import { explainNearest } from '../words/suggest.ts'

/** What is strange about the keys of something, as a sentence; undefined if all of them are known. */
export function explainKeys(what: string, given: object, known: readonly string[]): string | undefined {
  const strange = Object.keys(given).find(key => !known.includes(key))
  if (strange === undefined) return undefined
  const wayOut = explainNearest(strange, known) || ` There are ${toEnumeration(known, 'and')}.`
  return `${quote(strange)} is no key of ${what}.${wayOut}`
}

/** Throws a Problem for a key that is not known: a misspelled filter would let everything through. */
export function checkKeys(what: string, given: object, known: readonly string[]): void {
  const slip = explainKeys(what, given, known)
  if (slip !== undefined) throw new Problem('not-valid', slip)
}

/** Throws a Problem for what is no command: nothing was ever asked by that name. */
export function checkCommand(name: string): void {
  if (isOperationName(name)) return
  const guess = explainNearest(`${name}`, operationNames) || ` There are ${toEnumeration(operationNames, 'and')}.`
  throw new Problem('not-valid', `${quote(name)} is no command.${guess}`)
}
