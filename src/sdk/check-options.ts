import { callbackShapes } from '../contracts/callback.ts'
import { isOperationName, operationNames } from '../contracts/operations.ts'
import { Problem } from '../control/problem.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { Settings } from '../emulator/settings.ts'
import { formatList } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { createError, type UnknownKey } from './messages.ts'

/** The first unknown key of an object; undefined if there is none. */
export function findUnknownKey(of: string, given: object, known: readonly string[]): UnknownKey | undefined {
  const received = Object.keys(given).find(key => !known.includes(key))
  return received === undefined ? undefined : { received, of, known, suggestion: findNearest(received, known) }
}

/** Throws a Problem for an unknown key: a misspelled filter would match everything. */
export function checkKeys(of: string, given: object, known: readonly string[]): void {
  const unknown = findUnknownKey(of, given, known)
  if (unknown) throw new Problem({ code: 'unknown-key', ...unknown })
}

/** Throws a Problem for an unknown command. */
export function checkCommand(received: string): void {
  if (isOperationName(received)) return
  const suggestion = findNearest(`${received}`, operationNames)
  throw new Problem({ code: 'unknown-command', received, known: operationNames, suggestion })
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
  controlToken: [value => typeof value === 'string' && value !== '', 'a non-empty string'],
  callbacks: oneOf('local', 'anywhere'),
  send: [value => typeof value === 'function', 'a function'],
} as const satisfies { readonly [name: string]: OptionRule }

/** Throws a TypeError for an unknown option of an emulator or an invalid value; `names` are those of all options. */
export function checkOptions(options: object, names: readonly string[]): void {
  const unknown = findUnknownKey('the options of an emulator', options, names)
  if (unknown) throw createError('unknown-key', unknown)
  for (const [name, [isValid, expected]] of Object.entries<OptionRule>({ ...settings, ...others })) {
    const received: unknown = Reflect.get(options, name)
    if (received !== undefined && !isValid(received)) throw createError('invalid-option', { name, expected, received })
  }
}
