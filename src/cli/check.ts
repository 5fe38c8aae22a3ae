import { Command, InvalidArgumentError } from 'commander'
import { createStage, type Service, type Stage } from '../case-runner/case-runner.ts'
import type { ClientCase } from '../conformance/client/case.ts'
import type { Trial } from '../conformance/client/case-results.ts'
import type { NamedJournal } from '../conformance/client/standard.ts'
import { formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { AdapterError, type AdapterProcess, startAdapter } from './adapter-process.ts'
import { splitCommand, toCommandText } from './command-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, defineListFlag, refuseIgnored, toDuration, toInteger } from './flags.ts'
import { colours, log, print } from './output.ts'
import {
  addReportFlags,
  assertTargets,
  publish,
  type ReportFlags,
  readReportPolicy,
  toExitCode,
} from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'

interface CheckFlags extends ReportFlags {
  readonly adapter?: readonly string[]
  readonly only: readonly string[]
  readonly list?: boolean
  readonly jobs: number
  readonly answerTimeout?: number
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** `ringback check`: leads a client in any language through the ready cases, and reports on it. */
export const check = addReportFlags(new Command('check'))
  .argument('[command...]', 'the adapter, behind a --')
  .addOption(
    defineFlag(
      '--adapter <command>',
      'the same as one text, read without a shell: quotes and backslashes keep words together',
    ).argParser(splitCommand),
  )
  .addOption(
    defineListFlag('--only <ids|commands>', 'cases and commands to run, such as RB-C60,get_call_info', {
      add: addOnly,
      empty: 'all',
    }),
  )
  .addOption(defineFlag('--list', 'tells the cases, and does nothing'))
  .addOption(
    defineFlag('--jobs <number>', 'how many adapters run at the same time, at most')
      .argParser(toInteger(1, 32))
      .default(4),
  )
  .addOption(
    defineFlag('--answer-timeout <duration>', 'time limit for one answer of the adapter (default: 15s)').argParser(
      toDuration,
    ),
  )
  .addOption(defineFlag('--verbose', 'print the full lists of the report'))
  .addOption(defineFlag('--quiet', 'print nothing but the report'))
  .addHelpText(
    'after',
    '\nExample:\n  ringback check --report junit=ringback.xml -- python3 examples/adapters/adapter.py\n',
  )
  .action(async (words: readonly string[], flags: CheckFlags, self: Command) => {
    if (flags.list) refuseIgnored(self, ['report', 'knownIssues', 'minCoverage'], '--list only prints the cases.')
    const { clientCases, caseClauses } = await import('../conformance/client/cases.ts')
    const { askNames } = await import('../case-runner/client-adapter.ts')
    const only = toOnly(flags.only, new Set(caseClauses.map(({ id }) => id)), askNames)
    if ('slip' in only) throw new Exit(exitCodes.usage, only.slip)
    const cases = clientCases.filter(one => isMeant(only, one))
    if (flags.list) {
      for (const { id, command, sentence } of cases) print(`${id.padEnd(7)} ${command.padEnd(20)} ${sentence}`)
      return
    }
    const command = toCommand(words, flags.adapter)
    const standard = await readReportPolicy(flags)
    assertTargets(flags.report)
    const plan: CheckPlan = {
      command,
      asks: [...askNames.keys()],
      toCases: can => cases.filter(one => can.some(name => askNames.get(name) === one.command)),
      jobs: flags.jobs,
      patience: flags.answerTimeout,
      toAgain: one => `npx ringback check --only ${one.id},${one.command} -- ${toCommandText(command, [])}`,
    }
    process.exit(await runCheck(plan, only, flags, standard))
  })

function toCommand(words: readonly string[], adapter: readonly string[] | undefined): readonly string[] {
  if (words.length > 0 && adapter) {
    throw new Exit(exitCodes.usage, '--adapter and a command behind -- both name the adapter: take one of them.')
  }
  const command = words.length > 0 ? words : adapter
  if (command) return command
  const form = 'ringback check -- python3 adapter.py'
  throw new Exit(
    exitCodes.usage,
    `Whom to check is not said: want --adapter CMD, or the command behind a --, as in ${form}.`,
  )
}

async function runCheck(
  plan: CheckPlan,
  only: Only,
  { report: targets, quiet, verbose, sarifLocation }: CheckFlags,
  standard: Awaited<ReturnType<typeof readReportPolicy>>,
): Promise<number> {
  const shown = toCommandText(plan.command, [])
  endBySignals()
  const checked = await playCases(plan, count => {
    if (!quiet && count > 0) log(`${colours.bold('ringback')} leads ${colours.cyan(shown)} through ${count} cases`)
  }).catch((error: unknown) => {
    throw error instanceof AdapterError ? new Exit(exitCodes.noStart, error.message) : error
  })
  const { can, trials, journals, leftOut } = checked
  if (trials.length === 0) log(explainNoCases(can, only))
  if (leftOut > 0) {
    log(colours.yellow(`The adapter was started again ${mostRestarts} times; ${leftOut} cases were left out.`))
  }
  const { judge } = await import('../conformance/client/judge.ts')
  const made = { report: judge(journals, standard, trials), journals }
  const takesStdout = targets.some(({ file }) => file === '-')
  const look = { verbose: verbose === true, sarifLocation: toSarifLocation(sarifLocation, plan.command) }
  const isWhole = await publish({ made, targets, look, stream: takesStdout ? undefined : process.stdout })
  const code = toExitCode(made.report)
  return code === exitCodes.clean && !(isWhole && leftOut === 0) ? exitCodes.findings : code
}

/** Whoever ends this ends the adapters too: that is seen to when the process exits. */
function endBySignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code))
  }
}

function explainNoCases(can: readonly string[], { ids, commands }: Only): string {
  if (can.length === 0) return 'Nothing was exercised: the adapter says that it can do nothing.'
  const meant = [...ids, ...commands].join(', ')
  return `Nothing was exercised: the adapter can do ${can.join(', ')}, and ${meant} has no case for that.`
}

/** Which cases are meant: those of one of the ids, if there are any, and for one of the commands, if there are any. */
export interface Only {
  readonly ids: readonly string[]
  readonly commands: readonly string[]
}

/** What stands between two of them. */
const between = /[\s,|]+/

/** Reads ids and commands, in any order. Adds them to those before. */
export function addOnly(source: string, before: readonly string[] = []): readonly string[] {
  const words = source.split(between).filter(Boolean)
  if (words.length > 0) return [...before, ...words]
  throw new InvalidArgumentError('Want ids of cases, commands or both, such as RB-C60,get_call_info.')
}

/** Tells ids and commands apart. Throws a sentence about the first word that is neither. */
export function toOnly(
  words: readonly string[],
  ids: ReadonlySet<string>,
  asks: ReadonlyMap<string, string>,
): Only | { readonly slip: string } {
  const only = { ids: [] as string[], commands: [] as string[] }
  const commands = new Set(asks.values())
  for (const word of words) {
    const command = asks.get(word) ?? word
    if (ids.has(word.toUpperCase())) only.ids.push(word.toUpperCase())
    else if (commands.has(command)) only.commands.push(command)
    else {
      const guess = explainNearest(word, [...ids, ...commands, ...asks.keys()])
      return {
        slip: `--only: ${formatValue(word)} is neither a case nor a command.${guess || ' --list tells all of them.'}`,
      }
    }
  }
  return only
}

/** Whether a case is meant. */
export const isMeant = ({ ids, commands }: Only, one: { readonly id: string; readonly command: string }): boolean =>
  (ids.length === 0 || ids.includes(one.id)) && (commands.length === 0 || commands.includes(one.command))

/** How cases are played at an adapter. */
export interface CheckPlan {
  readonly command: readonly string[]
  /** Every ask that there is, as adapters spell it. */
  readonly asks: readonly string[]
  /** The cases that are meant, of what an adapter can do. */
  toCases(can: readonly string[]): readonly ClientCase[]
  /** How many processes there are at the same time. */
  readonly jobs: number
  readonly patience: number | undefined
  /** A line for a shell that shows a case again. */
  toAgain(one: ClientCase): string
}

/** What came of all cases. */
export interface Checked {
  readonly can: readonly string[]
  readonly trials: readonly Trial[]
  readonly journals: readonly NamedJournal[]
  /** How many cases were left out, since the adapter had to be started again too often. */
  readonly leftOut: number
}

/** How often adapters are started again at most, all in all. */
export const mostRestarts = 20

/** So many quick cases are worth a process of their own. */
const worthOne = 40

interface Lane {
  readonly stage: Stage
  readonly service: Service
  adapter: AdapterProcess | undefined
}

/**
 * Plays cases, each lane of them with a process and an emulator of its own. Rejects with an AdapterError where the first
 * process could not be made to speak; `onCases` hears how many cases there are before they begin.
 */
export async function playCases(plan: CheckPlan, onCases: (count: number) => void): Promise<Checked> {
  const lanes: Lane[] = []
  const trials: Trial[] = []
  let restarts = 0

  const openLane = async (): Promise<Lane> => {
    const stage = createStage()
    const service = await stage.open()
    const lane: Lane = { stage, service, adapter: undefined }
    lanes.push(lane)
    return lane
  }

  async function playOn(lane: Lane, queue: ClientCase[]): Promise<void> {
    const run = lanes.indexOf(lane)
    let hasBegun = lane.adapter !== undefined
    while (queue.length > 0) {
      const isThere = lane.adapter && !lane.adapter.isOver
      if (!isThere && hasBegun && ++restarts > mostRestarts) return
      const one = queue.shift()
      if (!one) return
      hasBegun = true
      const { slip, entry, at } = await lane.stage.play(
        one,
        async question => {
          try {
            if (!lane.adapter || lane.adapter.isOver) {
              lane.adapter = undefined
              lane.adapter = await startAdapter(plan.command, lane.service, plan.asks)
            }
            return await lane.adapter.ask(question)
          } catch (error) {
            return { is: 'broken', sentence: error instanceof Error ? error.message : String(error) }
          }
        },
        plan.patience,
      )
      trials.push({ id: one.id, command: one.command, run, entry, at, slip, again: plan.toAgain(one) })
    }
  }

  try {
    const first = await openLane()
    first.adapter = await startAdapter(plan.command, first.service, plan.asks)
    const { can } = first.adapter
    const cases = plan.toCases(can)
    onCases(cases.length)
    const slow = cases.filter(({ isSlow }) => isSlow)
    const quick = cases.filter(({ isSlow }) => !isSlow)
    const queue = [...slow, ...quick]
    const count = Math.min(plan.jobs, slow.length + Math.ceil(quick.length / worthOne))
    const others = await Promise.all(Array.from({ length: Math.max(0, count - 1) }, openLane))
    await Promise.all([first, ...others].map(lane => playOn(lane, queue)))
    return {
      can,
      trials: trials.toSorted((one, other) => toPlace(cases, one) - toPlace(cases, other)),
      journals: lanes.map(({ stage }) => ({ journal: stage.saveJournal() })),
      leftOut: queue.length,
    }
  } finally {
    await Promise.all(lanes.map(({ adapter }) => adapter?.close()))
    await Promise.all(lanes.map(({ stage }) => stage.close()))
  }
}

const toPlace = (cases: readonly ClientCase[], trial: Trial) =>
  cases.findIndex(({ id, command }) => id === trial.id && command === trial.command)
