import { callbackShapes } from '../contracts/callback-request.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { Settings } from '../emulator/settings.ts'
import { quote, toEnumeration } from '../words/quote.ts'
import { explainKeys } from './check-keys.ts'

type Wanted = readonly [isGood: (value: unknown) => boolean, form: string]

const oneOf = (...words: readonly string[]): Wanted => [
  value => typeof value === 'string' && words.includes(value),
  toEnumeration(words),
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
    if (value !== undefined && !isGood(value)) throw new TypeError(`${name} is ${quote(value)}: want ${form}.`)
  }
}
