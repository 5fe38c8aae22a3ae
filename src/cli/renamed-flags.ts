import type { Command } from 'commander'
import { Exit, exitCodes } from './exit.ts'
import { toVariable } from './options.ts'

/** Flags that have another name since version 0.4. There are no aliases: the old name is refused with the new one. */
const renamedFlags = [
  { old: '--known', now: '--known-issues' },
  { old: '--min-exposure', now: '--min-coverage' },
  { old: '--pass-others', now: '--allow-passthrough' },
  { old: '--against', now: '--baseline' },
  { old: '--patience', now: '--answer-timeout' },
  { old: '--within', now: '--timeout', of: ['verify'] },
] as const satisfies readonly { readonly old: string; readonly now: string; readonly of?: readonly string[] }[]

/**
 * Throws a usage error for a flag, or its environment variable, that a command has under another name now. `words` are
 * those of the command line after the command's name.
 */
export function refuseRenamedFlags(
  command: Command,
  words: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): void {
  const end = words.indexOf('--')
  const flags = words.slice(0, end === -1 ? undefined : end).map(word => word.replace(/=.*/s, ''))
  for (const renamed of renamedFlags) {
    const { old, now } = renamed
    const isMeant = !('of' in renamed) || renamed.of.some(name => name === command.name())
    if (!isMeant || !command.options.some(({ long }) => long === now)) continue
    if (flags.includes(old)) throw new Exit(exitCodes.usage, explainRenamed(old, now))
    if (environment[toVariable(old)]) throw new Exit(exitCodes.usage, explainRenamed(toVariable(old), toVariable(now)))
  }
}

const explainRenamed = (old: string, now: string) => `${old} has been renamed. Use ${now}.`
