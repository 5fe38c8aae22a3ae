import { callbackShapes } from '../contracts/callback.ts'
import { isOperationName, operationNames } from '../contracts/operations.ts'
import { Problem } from '../control/problem.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { Settings } from '../emulator/settings.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'

/** The message about the first unknown key of an object, if it has one. */
export function explainKeys(what: string, given: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(given).find(key => !known.includes(key))
  if (unknown === undefined) return undefined
  const hint = explainNearest(unknown, known) || ` Known keys: ${known.join(', ')}.`
  return `Unknown key ${formatValue(unknown)} in ${what}.${hint}`
}

/** Throws a Problem for an unknown key: a misspelled filter would match everything. */
export function checkKeys(what: string, given: object, known: readonly string[]): void {
  const message = explainKeys(what, given, known)
  if (message !== undefined) throw new Problem('not-valid', message)
}

/** Throws a Problem for an unknown command. */
export function checkCommand(name: string): void {
  if (isOperationName(name)) return
  const hint = explainNearest(`${name}`, operationNames) || ` Known commands: ${operationNames.join(', ')}.`
  throw new Problem('not-valid', `Unknown command ${formatValue(name)}.${hint}`)
}

/** Whether an option can have a value, and what is expected. */
type OptionRule = readonly [isValid: (value: unknown) => boolean, expected: string]

const oneOf = (...words: readonly string[]): OptionRule => [
  value => typeof value === 'string' && words.includes(value),
  formatList(words),
]

const wholeFrom = (least: number): OptionRule => [
  value => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
  `a whole number, ${least} or more`,
]

const [isLimit] = wholeFrom(1)

const settings: { readonly [Key in keyof Settings]-?: OptionRule } = {
  clock: [value => typeof value === 'string' && parseClockMode(value) !== undefined, clockForm],
  rateLimit: [value => value === 'off' || isLimit(value), 'a whole number, 1 or more, or off'],
  validation: oneOf('strict', 'lenient'),
  auth: oneOf('verify', 'off'),
  otherCommands: oneOf('refuse', 'accept'),
  journal: wholeFrom(0),
  callbackToken: [value => typeof value === 'string' && value !== '', 'a non-empty string'],
  callbackRetries: wholeFrom(0),
  callbackShape: oneOf(...callbackShapes),
}

const others = {
  seed: wholeFrom(0),
  callbacks: oneOf('local', 'anywhere'),
  send: [value => typeof value === 'function', 'a function'],
} as const satisfies { readonly [name: string]: OptionRule }

/** Throws a TypeError for an unknown option of an emulator or an invalid value; `names` are those of all options. */
export function checkOptions(options: object, names: readonly string[]): void {
  const message = explainKeys('the options of an emulator', options, names)
  if (message !== undefined) throw new TypeError(message)
  for (const [name, [isValid, expected]] of Object.entries<OptionRule>({ ...settings, ...others })) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isValid(value))
      throw new TypeError(`Invalid ${name}: expected ${expected}, got ${formatValue(value)}.`)
  }
}
