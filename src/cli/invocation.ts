import type { Command } from 'commander'
import type { ReproduceOptions } from '../conformance/client/standard.ts'
import type { Invocation } from '../conformance/report/formats.ts'
import { toShellText } from './command-text.ts'
import { usualPort } from './start-flags.ts'
import { listTypedFlags, type TypedFlag } from './typed-flags.ts'

/** Flags of `exec` that change neither what the emulator nor what the command does, and tokens, which would be masked. */
const leftOut: readonly string[] = [
  'report',
  'failOn',
  'minCoverage',
  'knownIssues',
  'sarifLocation',
  'verbose',
  'quiet',
  'exportOnExit',
  'controlToken',
  'callbackToken',
]

/** Flags of `exec` that `start` does not have, or with which an emulator would not be found by a line to paste. */
const notOfStart: readonly string[] = ['env', 'intercept', 'allowPassthrough', 'timeout', 'grace', 'host']

/** Flags of `exec` that `sweep` refuses, since each of its runs has its own emulator. */
const notOfAdvice: readonly string[] = ['port', 'import']

/** The longest line that is offered for pasting, in characters. */
const longestLine = 1_000

/** An `exec` command line as its report repeats it: to reproduce findings, and to raise the failure coverage. */
export function toInvocation(
  self: Command,
  command: readonly string[],
  secrets: Iterable<string>,
): { readonly invocation: Invocation | undefined; readonly reproduce: ReproduceOptions } {
  const known = [...secrets]
  const flags = listTypedFlags(self, (name, source) => isTyped(source) && !leftOut.includes(name))
  const toText = (some: readonly TypedFlag[]) =>
    toShellText(
      some.flatMap(({ words }) => words),
      known,
    )
  const shown = toShellText(command, known)
  const join = (...parts: readonly string[]) => parts.filter(part => part !== '').join(' ')
  const rerun = join('npx ringback exec', toText(flags), '--', shown)
  const starting = flags.filter(({ name, words }) => !notOfStart.includes(name) && words.join(' ') !== '--port 0')
  const port = starting.find(({ name }) => name === 'port')?.words[1] ?? `${usualPort}`
  const isShort = rerun.length <= longestLine
  return {
    invocation: isShort
      ? {
          flags: flags
            .filter(({ name }) => !notOfAdvice.includes(name))
            .map(flag => ({ name: flag.name, text: toText([flag]) })),
          command: shown,
        }
      : undefined,
    reproduce: {
      rerun: isShort ? rerun : undefined,
      start: { command: join('npx ringback start', toText(starting)), url: `http://127.0.0.1:${port}` },
    },
  }
}

/** Variables count as typed: another terminal may not have them. */
const isTyped = (source: string | undefined) => source === 'cli' || source === 'env'
