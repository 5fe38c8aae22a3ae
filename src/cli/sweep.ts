import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { judge } from '../conformance/client/judge.ts'
import type { KnownLine } from '../conformance/client/known.ts'
import type { Verdict } from '../conformance/rule.ts'
import { type Choice, choose } from '../conformance/sweep/choose.ts'
import { judgeRun, toBreaches } from '../conformance/sweep/judge-run.ts'
import { type Mutant, toFaultText, toMutants } from '../conformance/sweep/mutant.ts'
import { isPart, type Part, parsePart } from '../conformance/sweep/only.ts'
import { type SweepFormat, sweepFormats } from '../conformance/sweep/report/format.ts'
import { sweepRenderers } from '../conformance/sweep/report/list.ts'
import { toLastLines, toTextParts } from '../conformance/sweep/report/to-text.ts'
import { isBroken, type Result, type Sweep } from '../conformance/sweep/sweep.ts'
import { toSweep } from '../conformance/sweep/to-sweep.ts'
import { countRequests } from '../emulator/counts.ts'
import { parseDuration, toDurationText } from '../text/duration.ts'
import { createProcessPool, type ProcessPool, sideBySide } from './child-process.ts'
import { addTemplate, listSecrets, type Template } from './client-variables.ts'
import { listTypedFlags, toShellText, toShortText } from './command-text.ts'
import { defaultJournal } from './exec.ts'
import { Exit, exitCodes, toSignalCode } from './exit.ts'
import { explainNoRequests } from './finish-run.ts'
import { defineFlag, defineListFlag, toDuration, toInteger } from './flags.ts'
import { colours, log, writeOut } from './output.ts'
import {
  assertTargets,
  logWritten,
  type ReportTarget,
  readReportPolicy,
  toAddTargets,
  writeTexts,
} from './report-options.ts'
import { addStartFlags, type StartFlags } from './start-options.ts'
import { createProgress, type Ran, runAlone, type SweepRunOptions } from './sweep-run.ts'

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
      ).argParser(toDuration),
    )
    .addOption(
      defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
        .argParser(toDuration)
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

/** How long the run without faults may take if nothing is said of it, and the least that the others have, in milliseconds. */
const longestRehearsal = 600_000
const leastTimeout = 15_000

/** How many times as long as without faults a run may take. */
const timeoutFactor = 5

/** What a sweep is told beside its flags. */
export interface Told {
  readonly known: readonly KnownLine[]
  /** The flags that were typed, as `exec` takes them. */
  readonly typed: readonly string[]
}

/** Rehearses, runs once for each fault, and hands the result out. Gives what the process ends with; throws an Exit. */
export async function runSweep(command: readonly string[], flags: SweepFlags, { known, typed }: Told): Promise<number> {
  const {
    max,
    only,
    jobs,
    timeout: wanted,
    grace,
    knownIssues: _,
    report: targets,
    env,
    intercept = false,
    ...start
  } = flags
  const crew = createProcessPool()
  const manner: SweepRunOptions = { command, start, env, intercept, grace, onStart: crew.add }
  const rehearsed = await runAlone(manner, [], wanted ?? longestRehearsal)
  if (crew.stoppedBy) return toSignalCode(crew.stoppedBy)
  const { shown, journal, end } = rehearsed
  demandGood(rehearsed, intercept)
  const unfaulted = judge([{ journal }], { knownIssues: known })
  const broken = toBreaches(unfaulted, 'error').map(({ rule }) => rule)
  const excused = [...broken, ...toBreaches(unfaulted, 'warning').map(({ rule }) => rule)]
  const seed = start.seed ?? 0
  const possible = toMutants(journal.entries)
  const choice = choose(
    possible.filter(mutant => isPart(only, mutant)),
    max,
    seed,
  )
  if (choice.chosen.length === 0) throw new Exit(exitCodes.nothingExercised, explainNoMutant(possible.length > 0))
  const timeout = wanted ?? Math.ceil(Math.max(leastTimeout, timeoutFactor * end.milliseconds) / 1_000) * 1_000
  const last = ['--timeout', toDurationText(timeout), '--', ...command]
  const secrets = listSecrets(rehearsed.serving)
  const toAgain = (fault: string) => `npx ringback exec ${toShellText(['--fault', fault, ...typed, ...last], secrets)}`
  const times = choice.chosen.length === 1 ? 'once' : `${choice.chosen.length} times, each time`
  log(`${colours.bold('ringback')} runs this ${times} with one fault: ${toShortText(shown)}`)

  const results = await runAll(choice, crew, jobs, async mutant => {
    const fault = toFaultText(mutant.fault)
    const ran = await runAlone(manner, [fault], timeout)
    return judgeRun(mutant, ran.end, ran.journal, { known, excused, again: toAgain(fault) })
  })
  crew.disband()
  const done = new Set(results.map(({ fault }) => fault))
  const sweep = toSweep({
    command: shown,
    scenario: journal.scenario,
    rehearsal: {
      requests: countRequests(journal.counts, 'call-api'),
      milliseconds: end.milliseconds,
      broken,
      refused: journal.refused ?? [],
    },
    timeout,
    seed,
    interrupted: crew.stoppedBy !== undefined,
    results,
    leftOut: [...choice.chosen.filter(({ fault }) => !done.has(fault)), ...choice.leftOut],
  })
  const isWhole = await handOut(sweep, targets, flags.verbose === true)
  if (crew.stoppedBy) return toSignalCode(crew.stoppedBy)
  const code = codes[sweep.verdict]
  return isWhole || code !== exitCodes.clean ? code : exitCodes.findings
}

/** Runs what was chosen, so many at a time, until the crew is stopped. */
async function runAll(
  { chosen }: Choice,
  crew: ProcessPool,
  jobs: number,
  runOne: (mutant: Mutant) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const progress = await createProgress(chosen.length)
  let broken = 0
  try {
    await sideBySide(chosen, { jobs, isOver: () => crew.stoppedBy !== undefined }, async mutant => {
      const result = await runOne(mutant)
      // What was ended from outside says nothing.
      if (crew.stoppedBy) return
      results.push(result)
      if (isBroken(result.outcome)) broken++
      progress.step(broken)
    })
  } finally {
    progress.end()
  }
  return results
}

/** Ends the process with a sentence where a run without faults is nothing to measure others by. */
function demandGood({ end, ended, journal, serving, variables, shown }: Ran, intercept: boolean): void {
  const { code, signal, timedOut, milliseconds, output } = end
  const nothing =
    journal.total === 0
      ? [explainNoRequests(serving, ended, variables, intercept, journal.refused)]
      : countRequests(journal.counts, 'call-api') === 0
        ? judge([{ journal }]).because
        : []
  if (timedOut || signal !== null || code !== 0) {
    const how = timedOut
      ? `had not ended after ${toDurationText(milliseconds)}`
      : `ended ${signal === null ? `with code ${code}` : `by ${signal}`}`
    const sentence = `Without any fault this ${how}, so no fault can be judged by it: ${toShortText(shown)}`
    const said = toLastLines(output, 40).map(line => `  ${line}`)
    throw new Exit(exitCodes.findings, [...said, sentence, ...nothing].join('\n'))
  }
  if (nothing.length > 0) throw new Exit(exitCodes.nothingExercised, nothing.join('\n'))
  const { total, entries } = journal
  if (entries.length < total) {
    const many = `It makes ${total} requests, of which ${entries.length} are kept: they can't be counted.`
    throw new Exit(exitCodes.usage, `${many} Want --journal ${total} or more.`)
  }
}

const explainNoMutant = (isPossible: boolean) =>
  isPossible
    ? 'Nothing of what --only names can befall what this asks: leave it out to see what can.'
    : 'No request named a command of the API, so no fault can befall it: ringback exec says what is wrong with them.'

/** Writes a sweep to stderr and to every file, the verdict last. Returns whether everything could be written. */
async function handOut(sweep: Sweep, targets: SweepFlags['report'], verbose: boolean): Promise<boolean> {
  const { stderr } = process
  const { body, verdict } = toTextParts(sweep, { columns: stderr.columns || 80, paint: colours, verbose })
  await writeOut(stderr, body)
  const { isWhole, files } = await writeTexts(targets, 'markdown', async format =>
    sweepRenderers[format](sweep, { verbose }),
  )
  logWritten(files)
  await writeOut(stderr, verdict)
  return isWhole
}

const codes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}

/** `ringback sweep`: runs a command again and again, each time with one fault, and says which of them it does not get over. */
export const sweep = addSweepFlags(new Command('sweep'), defaultJournal)
  .argument('<command...>', 'command to run (after --)')
  .addHelpText('after', '\nExample:\n  ringback sweep --env CALL_API={url} --only get_call_info -- npm test\n')
  .action(async (command: string[], flags: SweepFlags, self: Command) => {
    refuseSenseless(self)
    const { knownIssues: known = [] } = await readReportPolicy({
      knownIssues: flags.knownIssues,
      report: [],
      failOn: 'error',
    })
    assertTargets(flags.report)
    // Not left to the end of all that is open: that may be held by whatever the command has started.
    process.exit(await runSweep(command, flags, { known, typed: toExecFlags(self) }))
  })
