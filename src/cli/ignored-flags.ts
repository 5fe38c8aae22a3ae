import type { Command } from 'commander'
import { Exit, exitCodes } from './exit.ts'
import { toVariable } from './options.ts'

/** Whether a flag or its variable is given, and not just its default. */
const isGiven = (self: Command, name: string): boolean => ['cli', 'env'].includes(self.getOptionValueSource(name) ?? '')

/** Throws a usage error for the first of some flags that is given but would have no effect, with the reason. */
export function refuseIgnored(self: Command, names: readonly string[], reason: string): void {
  for (const option of self.options) {
    const name = option.attributeName()
    if (!names.includes(name) || !isGiven(self, name)) continue
    const long = option.long ?? ''
    const typed = self.getOptionValueSource(name) === 'env' ? `${toVariable(long)} (${long})` : long
    throw new Exit(exitCodes.usage, `${typed} would have no effect: ${reason}`)
  }
}

/** Throws a usage error for a flag of `start` that a snapshot overrides. */
export function refuseOverridden(self: Command): void {
  if (isGiven(self, 'import')) {
    refuseIgnored(self, ['scenario', 'seed', 'clock'], 'the snapshot of --import has a scenario, a seed and a clock.')
  }
}
