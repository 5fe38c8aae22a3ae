import { Command } from 'commander'
import { type CaseRunner, createCaseRunner, type Service } from '../case-runner/case-runner.ts'
import { adapterNames } from '../case-runner/client-adapter.ts'
import type { ClientCase } from '../conformance/client/case.ts'
import { caseRequirements, clientCases } from '../conformance/client/cases.ts'
import type { CaseResult } from '../conformance/client/report.ts'
import { toClientReport } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/run-facts.ts'
import { formats } from '../conformance/report/model.ts'
import { type AdapterProcess, startAdapter } from './adapter-process.ts'
import { splitCommand, toCommandText } from './command-text.ts'
import { endingSignals, toSignalCode, UsageError } from './exit.ts'
import { publish } from './finish-run.ts'
import {
  addFlags,
  duration,
  flag,
  InvalidValue,
  integer,
  listFlag,
  type OptionsOf,
  refuseIgnored,
  switchFlag,
} from './flags.ts'
import { colours, log, logMessage, print, warn } from './output.ts'
import { assertTargets, clientReportFlags, readClientPolicy, toExitCode } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'

const flags = {
  Cases: [
    flag('--adapter <command>', 'adapter command as one text, split without a shell', splitCommand),
    listFlag<'--only <ids|commands>', string>(
      '--only <ids|commands>',
      'cases and commands to run, such as RB-C60,get_call_info',
      parseOnly,
      { empty: 'all' },
    ),
    switchFlag('--list', 'the list of cases, without running them'),
    flag('--jobs <number>', 'highest number of adapters at a time', integer(1, 32), 4),
    flag('--answer-timeout <duration>', 'time limit for one answer of the adapter (default: 15s)', duration()),
  ],
  Report: clientReportFlags(formats),
  Output: [switchFlag('--verbose', 'the full lists of the report'), switchFlag('--quiet', 'only the report')],
}

type CheckOptions = OptionsOf<typeof flags>

/** `ringback check`: runs the built-in test cases on a client in any language. */
export const check = addFlags(
  new Command('check').argument('[command...]', 'adapter command (after --); it speaks JSON lines'),
  flags,
)
  .addHelpText(
    'after',
    '\nExample:\n  ringback check --report junit=ringback.xml -- python3 examples/adapters/adapter.py\n',
  )
  .action(async (words: readonly string[], options: CheckOptions, self: Command) => {
    if (options.list) refuseIgnored(self, ['report', 'knownIssues', 'minCoverage'], 'list')
    const selection = toSelection(options.only)
    const cases = clientCases.filter(one => isSelected(selection, one))
    if (options.list) {
      for (const { id, command, title } of cases) print(`${id.padEnd(7)} ${command.padEnd(20)} ${title}`)
      return
    }
    process.exit(await runCheck(toCommand(words, options.adapter), cases, selection, options))
  })

/** The selected cases: those with one of the ids, if there are any, and for one of the commands, if there are any. */
interface Selection {
  readonly ids: readonly string[]
  readonly commands: readonly string[]
}

function parseOnly(source: string): readonly string[] {
  const words = source.split(/[\s,|]+/).filter(Boolean)
  if (words.length > 0) return words
  throw new InvalidValue('not-a-selection', {})
}

function toSelection(words: readonly string[]): Selection {
  const ids = new Set<string>(caseRequirements.map(({ id }) => id))
  const commands = new Set<string>(adapterNames.values())
  const selection = { ids: [] as string[], commands: [] as string[] }
  for (const word of words) {
    const command = adapterNames.get(word) ?? word
    if (ids.has(word.toUpperCase())) selection.ids.push(word.toUpperCase())
    else if (commands.has(command)) selection.commands.push(command)
    else throw new UsageError('unknown-case', { word, known: [...ids, ...commands, ...adapterNames.keys()] })
  }
  return selection
}

const isSelected = ({ ids, commands }: Selection, one: { readonly id: string; readonly command: string }): boolean =>
  (ids.length === 0 || ids.includes(one.id)) && (commands.length === 0 || commands.includes(one.command))

function toCommand(words: readonly string[], adapter: readonly string[] | undefined): readonly string[] {
  if (words.length > 0 && adapter) throw new UsageError('two-adapters', {})
  const command = words.length > 0 ? words : adapter
  if (!command) throw new UsageError('missing-adapter', {})
  return command
}

async function runCheck(
  command: readonly string[],
  selected: readonly ClientCase[],
  { ids, commands }: Selection,
  options: CheckOptions,
): Promise<number> {
  const { report: targets, quiet, verbose, sarifLocation } = options
  const policy = await readClientPolicy(options)
  assertTargets(targets)
  const shown = toCommandText(command, [])
  // Adapters are killed when this process exits.
  for (const signal of endingSignals) process.once(signal, () => process.exit(toSignalCode(signal)))
  const { can, trials, journals, leftOut } = await runCases(command, selected, options, count => {
    if (!quiet && count > 0) log(`${colours.bold('ringback')} runs ${count} cases on ${colours.cyan(shown)}`)
  })
  if (trials.length === 0) logMessage('no-cases', { can, selection: [...ids, ...commands] })
  if (leftOut > 0) warn('cases-left-out', { restarts: mostRestarts, count: leftOut })
  const report = toClientReport(journals, policy, trials)
  const takesStdout = targets.some(({ file }) => file === '-')
  const look = { verbose: verbose === true, sarifLocation: toSarifLocation(sarifLocation, command) }
  const stream = takesStdout ? undefined : process.stdout
  const isWhole = await publish({ report, journals, targets, look, stream })
  return toExitCode(report.verdict, isWhole && leftOut === 0)
}

/** How often adapters are restarted, all in all. */
const mostRestarts = 20

/** How many quick cases are worth a process of their own. */
const casesPerWorker = 40

interface Worker {
  readonly runner: CaseRunner
  readonly service: Service
  adapter: AdapterProcess | undefined
}

/** The results of all cases. */
interface CheckResult {
  readonly can: readonly string[]
  readonly trials: readonly CaseResult[]
  readonly journals: readonly NamedJournal[]
  /** How many cases were not run, since adapters had to be restarted too often. */
  readonly leftOut: number
}

/**
 * Runs cases by workers, each with an adapter process and an emulator of its own. Rejects with a CliError if the first
 * adapter cannot be started; `onCases` receives the number of cases before they begin.
 */
async function runCases(
  command: readonly string[],
  selected: readonly ClientCase[],
  { jobs, answerTimeout }: CheckOptions,
  onCases: (count: number) => void,
): Promise<CheckResult> {
  const workers: Worker[] = []
  const trials: CaseResult[] = []
  const names = [...adapterNames.keys()]
  let restarts = 0

  const addWorker = async (): Promise<Worker> => {
    const runner = createCaseRunner()
    const worker: Worker = { runner, service: await runner.open(), adapter: undefined }
    workers.push(worker)
    return worker
  }

  async function runQueue(worker: Worker, queue: ClientCase[]): Promise<void> {
    const run = workers.indexOf(worker)
    let hasBegun = worker.adapter !== undefined
    while (queue.length > 0) {
      const isAlive = worker.adapter && !worker.adapter.isOver
      if (!isAlive && hasBegun && ++restarts > mostRestarts) return
      const one = queue.shift()
      if (!one) return
      hasBegun = true
      const { failure, position, time } = await worker.runner.run(
        one,
        async request => {
          try {
            if (!worker.adapter || worker.adapter.isOver) {
              worker.adapter = undefined
              worker.adapter = await startAdapter(command, worker.service, names)
            }
            return await worker.adapter.ask(request)
          } catch (problem) {
            return { is: 'broken', message: problem instanceof Error ? problem.message : String(problem) }
          }
        },
        answerTimeout,
      )
      const rerun = `npx ringback check --only ${one.id},${one.command} -- ${toCommandText(command, [])}`
      trials.push({ id: one.id, command: one.command, run, position, time, failure, rerun })
    }
  }

  try {
    const first = await addWorker()
    first.adapter = await startAdapter(command, first.service, names)
    const { can } = first.adapter
    const cases = selected.filter(one => can.some(name => adapterNames.get(name) === one.command))
    onCases(cases.length)
    const slow = cases.filter(({ isSlow }) => isSlow)
    const quick = cases.filter(({ isSlow }) => !isSlow)
    const queue = [...slow, ...quick]
    const count = Math.min(jobs, slow.length + Math.ceil(quick.length / casesPerWorker))
    const others = await Promise.all(Array.from({ length: Math.max(0, count - 1) }, addWorker))
    await Promise.all([first, ...others].map(worker => runQueue(worker, queue)))
    const toIndex = (trial: CaseResult) =>
      cases.findIndex(({ id, command: of }) => id === trial.id && of === trial.command)
    return {
      can,
      trials: trials.toSorted((one, other) => toIndex(one) - toIndex(other)),
      journals: workers.map(({ runner }) => ({ journal: runner.saveJournal() })),
      leftOut: queue.length,
    }
  } finally {
    await Promise.all(workers.map(({ adapter }) => adapter?.close()))
    await Promise.all(workers.map(({ runner }) => runner.close()))
  }
}
