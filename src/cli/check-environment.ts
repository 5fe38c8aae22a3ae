import type { Command } from 'commander'
import { formatValue } from '../text/quote.ts'
import { findNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { runVariable } from './find-escaped.ts'
import { isSwitchValue, toVariable } from './options.ts'

const prefix = 'RINGBACK_'

/** Variables that ringback sets for the commands it runs, and that no flag has. */
const setVariables: readonly string[] = [
  'RINGBACK_URL',
  'RINGBACK_HOST',
  'RINGBACK_PORT',
  'RINGBACK_SDKAPPID',
  'RINGBACK_SECRET_KEY',
  'RINGBACK_IDENTIFIER',
  'RINGBACK_USERSIG',
  'RINGBACK_CONTROL_URL',
  'RINGBACK_CONTROL_TOKEN',
  'RINGBACK_HTTPS_URL',
  'RINGBACK_CA_FILE',
  'RINGBACK_PRELOAD_TO',
  runVariable,
]

/** Sentences about variables that have ringback's prefix, and that no flag of any command has. */
export function findUnknownVariables(
  commands: readonly Command[],
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly string[] {
  const flags = commands.flatMap(({ options }) => options.flatMap(({ long }) => (long ? [toVariable(long)] : [])))
  const known = new Set([...setVariables, ...flags])
  const names = [...known].map(name => name.slice(prefix.length))
  return Object.keys(environment)
    .filter(name => name.startsWith(prefix) && environment[name] !== '' && !known.has(name))
    .map(name => {
      const nearest = findNearest(name.slice(prefix.length), names)
      return `Unknown variable ${name}.${nearest === undefined ? ' It has no effect.' : ` Did you mean ${prefix}${nearest}?`}`
    })
}

/** Throws a usage error where the variable of a switch of a command is neither on nor off. */
export function assertSwitches({ options }: Command, environment: Readonly<NodeJS.ProcessEnv>): void {
  for (const option of options) {
    const variable = toVariable(option.long ?? '')
    const value = option.isBoolean() ? environment[variable] : undefined
    if (value === undefined || isSwitchValue(value)) continue
    throw new Exit(exitCodes.usage, `Invalid ${variable}: expected true or false, got ${formatValue(value)}.`)
  }
}
