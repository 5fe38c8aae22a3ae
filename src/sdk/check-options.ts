import { callbackShapes } from '../contracts/callback.ts'
import { isOperationName, operationNames } from '../contracts/operations.ts'
import { Problem } from '../control/problem.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { Settings } from '../emulator/settings.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'

/** What is strange about the keys of something, as a sentence; undefined if all of them are known. */
export function explainKeys(what: string, given: object, known: readonly string[]): string | undefined {
  const strange = Object.keys(given).find(key => !known.includes(key))
  if (strange === undefined) return undefined
  const wayOut = explainNearest(strange, known) || ` There are ${formatList(known, 'and')}.`
  return `${formatValue(strange)} is no key of ${what}.${wayOut}`
}

/** Throws a Problem for a key that is not known: a misspelled filter would let everything through. */
export function checkKeys(what: string, given: object, known: readonly string[]): void {
  const slip = explainKeys(what, given, known)
  if (slip !== undefined) throw new Problem('not-valid', slip)
}

/** Throws a Problem for what is no command: nothing was ever asked by that name. */
export function checkCommand(name: string): void {
  if (isOperationName(name)) return
  const guess = explainNearest(`${name}`, operationNames) || ` There are ${formatList(operationNames, 'and')}.`
  throw new Problem('not-valid', `${formatValue(name)} is no command.${guess}`)
}

type Wanted = readonly [isGood: (value: unknown) => boolean, form: string]

const oneOf = (...words: readonly string[]): Wanted => [
  value => typeof value === 'string' && words.includes(value),
  formatList(words),
]

const wholeFrom = (least: number): Wanted => [
  value => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
  `a whole number, ${least} or more`,
]

const [isLimit] = wholeFrom(1)

const settings: { readonly [Key in keyof Settings]-?: Wanted } = {
  clock: [value => typeof value === 'string' && parseClockMode(value) !== undefined, clockForm],
  rateLimit: [value => value === 'off' || isLimit(value), 'a whole number, 1 or more, or off'],
  validation: oneOf('strict', 'lenient'),
  auth: oneOf('verify', 'off'),
  otherCommands: oneOf('refuse', 'accept'),
  journal: wholeFrom(0),
  callbackToken: [value => typeof value === 'string' && value !== '', 'a token that is not empty'],
  callbackRetries: wholeFrom(0),
  callbackShape: oneOf(...callbackShapes),
}

const others = {
  seed: wholeFrom(0),
  callbacks: oneOf('local', 'anywhere'),
  send: [value => typeof value === 'function', 'a function'],
} as const satisfies { readonly [name: string]: Wanted }

/**
 * Throws a TypeError for an option of an emulator that there is none of, or that cannot have such a value: what is
 * misspelt would leave everything as usual. `names` are those of all options.
 */
export function checkOptions(options: object, names: readonly string[]): void {
  const slip = explainKeys('the options of an emulator', options, names)
  if (slip !== undefined) throw new TypeError(slip)
  for (const [name, [isGood, form]] of Object.entries<Wanted>({ ...settings, ...others })) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isGood(value)) throw new TypeError(`${name} is ${formatValue(value)}: want ${form}.`)
  }
}
