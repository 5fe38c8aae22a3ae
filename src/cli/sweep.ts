import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { toFaultText } from '../conformance/client/failure-modes.ts'
import { toClientReport } from '../conformance/client/report.ts'
import { clientRules } from '../conformance/client/rules.ts'
import { reportFormats } from '../conformance/report/model.ts'
import { renderReport } from '../conformance/report/renderers.ts'
import { toTextParts } from '../conformance/report/to-text.ts'
import type { ReportPolicy } from '../conformance/rule.ts'
import {
  evaluateFaultRun,
  type FaultRun,
  isFailure,
  listViolations,
  outcomeRules,
} from '../conformance/sweep/outcome.ts'
import {
  chooseFaultCases,
  explainSweepPartIssue,
  type FaultCase,
  isInParts,
  listFaultNames,
  parseSweepPart,
  planFaultCases,
  type SweepPart,
} from '../conformance/sweep/plan.ts'
import { listLastLines, type SweepReport, toSweepReport } from '../conformance/sweep/report.ts'
import { countRequests } from '../emulator/run-log.ts'
import { toDurationText } from '../text/duration.ts'
import { createProcessPool, type ProcessPool, runInParallel } from './child-process.ts'
import { envFlag, listSecrets } from './client-variables.ts'
import { listTypedFlags, toShellText, toShortText } from './command-text.ts'
import { CliError, exitCodes, toSignalCode, UsageError } from './exit.ts'
import { toNoRequests } from './finish-run.ts'
import { addFlags, duration, flag, InvalidValue, integer, listFlag, type OptionsOf, switchFlag } from './flags.ts'
import { explainMessage } from './messages.ts'
import { colours, log, writeOut } from './output.ts'
import {
  assertTargets,
  failOnFlag,
  knownIssuesFlag,
  logWritten,
  readReportPolicy,
  reportFlag,
  toExitCode,
  toLook,
  writeReports,
} from './report-options.ts'
import { defaultRunJournal, startFlags } from './start-options.ts'
import { createProgress, runOnce, type SweepRun, type SweepRunOptions } from './sweep-run.ts'

/** The most runs at a time by default. */
const mostDefaultJobs = 16

const flags = {
  ...startFlags(defaultRunJournal),
  Command: [
    envFlag(),
    switchFlag('--intercept', "redirection of clients with the service's host hard-coded; implies --https"),
    flag(
      '--timeout <duration>',
      'time limit for a run (default: five times that of the run without faults, at least 15s)',
      duration(),
    ),
    flag('--grace <duration>', 'time between a signal and SIGKILL', duration(), 2_000, '2s'),
  ],
  Sweep: [
    flag('--max <n>', 'highest number of runs', integer(1, 100_000), 60),
    listFlag<'--only <command:fault>', SweepPart>(
      '--only <command:fault>',
      'commands and faults to run, such as get_call_info, get_call_info:http or all:101001',
      parseOnly,
      { empty: 'everything' },
    ),
    flag('--jobs <n>', 'number of runs at a time', integer(1, 256), Math.min(availableParallelism(), mostDefaultJobs)),
  ],
  Report: [reportFlag(reportFormats), failOnFlag(), knownIssuesFlag()],
  Output: [switchFlag('--verbose', 'the outcome of every run')],
}

type SweepOptions = OptionsOf<typeof flags>

function parseOnly(source: string): SweepPart {
  const read = parseSweepPart(source)
  if ('part' in read) return read.part
  throw new InvalidValue('not-a-sweep-part', { details: explainSweepPartIssue(read.issue) })
}

/** Flags of `start` that a sweep refuses, since each run has its own emulator. */
const refusedFlags: readonly string[] = ['port', 'import', 'exportOnExit']

/** Flags of the sweep itself, not of its runs. */
const sweepOnlyFlags: readonly string[] = [
  'max',
  'only',
  'jobs',
  'timeout',
  'failOn',
  'knownIssues',
  'report',
  'verbose',
]

/** `ringback sweep`: runs a command once for each possible fault, and reports the faults that it does not handle. */
export const sweep = addFlags(new Command('sweep').argument('<command...>', 'command to run (after --)'), flags)
  .addHelpText('after', '\nExample:\n  ringback sweep --env CALL_API={url} --only get_call_info -- npm test\n')
  .action(async (command: string[], options: SweepOptions, self: Command) => {
    refuseFlags(self)
    const policy = await readReportPolicy(options, { rules: listKnownIssueIds(), faults: listFaultNames() })
    assertTargets(options.report)
    // The process ends here whatever is still open: processes of the command may hold it open.
    process.exit(await runSweep(command, options, policy, listExecFlags(self)))
  })

/** The outcomes and rules that a list of known issues may name. */
const listKnownIssueIds = (): readonly string[] =>
  [...outcomeRules, ...clientRules.filter(({ severity }) => severity === 'warning')].map(({ id }) => id)

for (const option of sweep.options) if (refusedFlags.includes(option.attributeName())) option.hideHelp()

function refuseFlags(self: Command): void {
  const found = self.options.find(
    option =>
      refusedFlags.includes(option.attributeName()) && self.getOptionValueSource(option.attributeName()) === 'cli',
  )
  if (found) throw new UsageError('not-for-sweep', { flag: found.long ?? '' })
}

/** The typed flags that concern each run, for a line of `exec` that repeats it. */
const listExecFlags = (self: Command): readonly string[] =>
  listTypedFlags(self, (name, source) => {
    // Once a fault is typed, those of the environment are ignored, so they are typed as well.
    return !sweepOnlyFlags.includes(name) && (source === 'cli' || (source === 'env' && name === 'fault'))
  }).flatMap(({ words }) => words)

/** The time limit of the run without faults by default, and the lowest time limit of the others, in milliseconds. */
const longestBaseline = 600_000
const lowestTimeout = 15_000

/** How many times longer than the run without faults a run may take. */
const timeoutFactor = 5

/** Runs a command without faults and then once for each fault, and writes the report. Returns the exit code. */
async function runSweep(
  command: readonly string[],
  options: SweepOptions,
  policy: ReportPolicy,
  typed: readonly string[],
): Promise<number> {
  const { max, only, jobs, timeout: limit, grace, report: targets, env, intercept = false } = options
  const pool = createProcessPool()
  const runOptions: SweepRunOptions = { command, start: options, env, intercept, grace, onStart: pool.add }
  const baseline = await runOnce(runOptions, [], limit ?? longestBaseline)
  if (pool.stoppedBy) return toSignalCode(pool.stoppedBy)
  const { shown, journal, end } = baseline
  assertBaseline(baseline, intercept)
  const report = toClientReport([{ journal }])
  const brokenRules = listViolations(report, 'error').map(({ rule }) => rule)
  const ignoredRules = [...brokenRules, ...listViolations(report, 'warning').map(({ rule }) => rule)]
  const seed = options.seed ?? 0
  const possible = planFaultCases(journal.entries)
  const choice = chooseFaultCases(
    possible.filter(one => isInParts(only, one)),
    max,
    seed,
  )
  const { chosen } = choice
  if (chosen.length === 0) {
    throw new CliError(exitCodes.nothingExercised, 'nothing-to-sweep', { hasFaults: possible.length > 0 })
  }
  const timeout = limit ?? Math.ceil(Math.max(lowestTimeout, timeoutFactor * end.milliseconds) / 1_000) * 1_000
  const last = ['--timeout', toDurationText(timeout), '--', ...command]
  const secrets = listSecrets(baseline.serving)
  const toRerun = (fault: string) => `npx ringback exec ${toShellText(['--fault', fault, ...typed, ...last], secrets)}`
  const times = chosen.length === 1 ? 'once' : `${chosen.length} times, each time`
  log(`${colours.bold('ringback')} runs this ${times} with one fault: ${toShortText(shown)}`)

  const runs = await runAll(chosen, pool, jobs, async one => {
    const fault = toFaultText(one.fault)
    const run = await runOnce(runOptions, [fault], timeout)
    return evaluateFaultRun(one, run.end, run.journal, { ignoredRules, reproduction: toRerun(fault) })
  })
  pool.disband()
  const done = new Set(runs.map(({ fault }) => fault))
  const facts = {
    command: shown,
    scenario: journal.scenario,
    baseline: {
      requests: countRequests(journal.counts, 'call-api'),
      milliseconds: end.milliseconds,
      brokenRules,
      refused: journal.refused ?? [],
    },
    timeout,
    seed,
    interrupted: pool.stoppedBy !== undefined,
    runs,
    leftOut: [...chosen.filter(({ fault }) => !done.has(fault)), ...choice.leftOut],
  }
  const result = toSweepReport(facts, policy)
  const isWhole = await publishSweep(result, targets, options.verbose === true)
  return pool.stoppedBy ? toSignalCode(pool.stoppedBy) : toExitCode(result.verdict, isWhole)
}

/** Runs the command once for each chosen fault, `jobs` at a time, until the pool is stopped. */
async function runAll(
  chosen: readonly FaultCase[],
  pool: ProcessPool,
  jobs: number,
  runOne: (one: FaultCase) => Promise<FaultRun>,
): Promise<readonly FaultRun[]> {
  const runs: FaultRun[] = []
  const progress = await createProgress(chosen.length)
  let failed = 0
  try {
    await runInParallel(chosen, { jobs, isOver: () => pool.stoppedBy !== undefined }, async one => {
      const run = await runOne(one)
      // A run that was stopped has no result.
      if (pool.stoppedBy) return
      runs.push(run)
      if (isFailure(run.outcome)) failed++
      progress.step(failed)
    })
  } finally {
    progress.end()
  }
  return runs
}

/** Throws a CliError if the run without faults failed, or shows nothing that other runs can be compared with. */
function assertBaseline(run: SweepRun, intercept: boolean): void {
  const { end, ended, journal, serving, variables, shown } = run
  const { code, signal, timedOut, milliseconds, output } = end
  const reasons =
    journal.total === 0
      ? [explainMessage('no-requests', toNoRequests(serving, ended, variables, intercept, journal.refused))]
      : countRequests(journal.counts, 'call-api') === 0
        ? toClientReport([{ journal }]).reasons
        : []
  if (timedOut || signal !== null || code !== 0) {
    const lines = listLastLines(output, 40)
    const command = toShortText(shown)
    throw new CliError(exitCodes.findings, 'baseline-failed', {
      code,
      signal,
      timedOut,
      milliseconds,
      command,
      lines,
      reasons,
    })
  }
  if (reasons.length > 0) throw new CliError(exitCodes.nothingExercised, 'baseline-without-requests', { reasons })
  const { total, entries } = journal
  if (entries.length < total) throw new UsageError('journal-too-small', { total, kept: entries.length })
}

/** Writes a report to stderr and to every file, the headline last. Returns whether everything could be written. */
async function publishSweep(report: SweepReport, targets: SweepOptions['report'], verbose: boolean): Promise<boolean> {
  const { stderr } = process
  const { body, headline } = toTextParts(report, { columns: stderr.columns || 80, paint: colours, verbose })
  await writeOut(stderr, body)
  const { isWhole, files } = await writeReports(targets, 'markdown', async format =>
    renderReport(report, format, await toLook(format, { verbose })),
  )
  logWritten(files)
  await writeOut(stderr, headline)
  return isWhole
}
