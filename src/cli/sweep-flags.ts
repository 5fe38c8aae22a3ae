import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { type Part, parsePart } from '../conformance/sweep/only.ts'
import { type SweepFormat, sweepFormats } from '../conformance/sweep/report/format.ts'
import { parseDuration } from '../text/duration.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, defineListFlag, toInteger, toStretch } from './options.ts'
import { type ReportTarget, toAddTargets } from './report-flags.ts'
import { addStartFlags, type StartFlags } from './start-flags.ts'
import { listTypedFlags } from './typed-flags.ts'
import { addTemplate, type Template } from './variables.ts'

/** What `sweep` is told on its command line. */
export interface SweepFlags extends StartFlags {
  readonly env: readonly Template[]
  readonly intercept?: boolean
  readonly max: number
  readonly only: readonly Part[]
  readonly jobs: number
  readonly timeout?: number
  readonly grace: number
  readonly knownIssues?: string
  readonly verbose?: boolean
  readonly report: readonly ReportTarget<SweepFormat>[]
}

/** The most runs at a time that are begun unless more are asked for. */
const usualJobs = 16

/** Flags of `start` that make no sense where each run has an emulator of its own. */
const senseless: readonly string[] = ['port', 'import', 'exportOnExit']

/** Flags that are about the sweep, and not about any of its runs. */
const ownFlags: readonly string[] = ['max', 'only', 'jobs', 'timeout', 'report', 'verbose']

/** Gives a command every flag of a sweep; `journal` is how many exchanges of a run are kept. */
export function addSweepFlags(command: Command, journal: number): Command {
  addStartFlags(command, journal)
    .addOption(
      defineListFlag('--env <name=template>', 'environment variable for each run, as for exec', { add: addTemplate }),
    )
    .addOption(defineFlag('--intercept', "sends clients here that have the service's host hard-coded, as for exec"))
    .addOption(defineFlag('--max <n>', 'how many runs there are at most').argParser(toInteger(1, 100_000)).default(60))
    .addOption(
      defineListFlag(
        '--only <command:fault>',
        'commands and faults to run, such as get_call_info, get_call_info:http or all:101001',
        { add: addPart, empty: 'everything' },
      ),
    )
    .addOption(
      defineFlag('--jobs <n>', 'how many runs there are at a time')
        .argParser(toInteger(1, 256))
        .default(Math.min(availableParallelism(), usualJobs)),
    )
    .addOption(
      defineFlag(
        '--timeout <duration>',
        'how long a run may take; 15s or five times as long as without faults',
      ).argParser(toStretch),
    )
    .addOption(
      defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
        .argParser(toStretch)
        .default(parseDuration('2s'), '2s'),
    )
    .addOption(defineFlag('--known-issues <file>', 'list of known findings, which do not fail the run'))
    .addOption(defineFlag('--verbose', 'print the outcome of every run'))
    .addOption(
      defineListFlag('--report <format=file>', `report to write: ${sweepFormats.join(', ')}; - is stdout`, {
        add: toAddTargets(sweepFormats),
      }),
    )
  for (const option of command.options) if (senseless.includes(option.attributeName())) option.hideHelp()
  return command
}

function addPart(source: string, before: readonly Part[] = []): readonly Part[] {
  const read = parsePart(source)
  if ('part' in read) return [...before, read.part]
  throw new InvalidArgumentError(read.problem)
}

/** Ends the process with a sentence if a flag is given that makes no sense here. */
export function refuseSenseless(self: Command): void {
  const found = self.options.find(
    option => senseless.includes(option.attributeName()) && self.getOptionValueSource(option.attributeName()) === 'cli',
  )
  if (!found) return
  throw new Exit(
    exitCodes.usage,
    `${found.long} makes no sense in a sweep: each run has an emulator of its own, on any free port, from the scenario's beginning.`,
  )
}

/** The flags that were typed and are about each run, as `exec` takes them, so that it can be repeated. */
export const toExecFlags = (self: Command): readonly string[] =>
  listTypedFlags(self, (name, source) => {
    // Where one fault is typed, those of the environment are not looked at, so they are typed as well.
    return !ownFlags.includes(name) && (source === 'cli' || (source === 'env' && name === 'fault'))
  }).flatMap(({ words }) => words)
