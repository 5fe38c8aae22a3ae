import { judge } from '../conformance/client/judge.ts'
import type { KnownLine } from '../conformance/client/known.ts'
import type { Verdict } from '../conformance/rule.ts'
import { type Choice, choose } from '../conformance/sweep/choose.ts'
import { judgeRun, toBreaches } from '../conformance/sweep/judge-run.ts'
import { type Mutant, toFaultText, toMutants } from '../conformance/sweep/mutant.ts'
import { isPart } from '../conformance/sweep/only.ts'
import { sweepRenderers } from '../conformance/sweep/report/list.ts'
import { toLastLines, toTextParts } from '../conformance/sweep/report/to-text.ts'
import { isBroken, type Result, type Sweep } from '../conformance/sweep/sweep.ts'
import { toSweep } from '../conformance/sweep/to-sweep.ts'
import { countRequests } from '../emulator/counts.ts'
import { toDurationText } from '../text/duration.ts'
import { toSignalCode } from './child.ts'
import { toShellText, toShortText } from './command-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { explainNothing } from './explain-nothing.ts'
import { colours, say, writeOut } from './print.ts'
import { sayWritten, writeTexts } from './report-files.ts'
import { listSecrets } from './secrets.ts'
import { type Crew, createCrew, sideBySide } from './sweep-crew.ts'
import type { SweepFlags } from './sweep-flags.ts'
import { createProgress } from './sweep-progress.ts'
import { type Manner, type Ran, runAlone } from './sweep-run.ts'

/** How long the run without faults may take if nothing is said of it, and the least that the others have, in milliseconds. */
const longestRehearsal = 600_000
const leastTimeout = 15_000

/** How many times as long as without faults a run may take. */
const patience = 5

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
  const crew = createCrew()
  const manner: Manner = { command, start, env, intercept, grace, onStart: crew.add }
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
  const timeout = wanted ?? Math.ceil(Math.max(leastTimeout, patience * end.milliseconds) / 1_000) * 1_000
  const last = ['--timeout', toDurationText(timeout), '--', ...command]
  const secrets = listSecrets(rehearsed.serving)
  const toAgain = (fault: string) => `npx ringback exec ${toShellText(['--fault', fault, ...typed, ...last], secrets)}`
  const times = choice.chosen.length === 1 ? 'once' : `${choice.chosen.length} times, each time`
  say(`${colours.bold('ringback')} runs this ${times} with one fault: ${toShortText(shown)}`)

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
  crew: Crew,
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
      ? [explainNothing(serving, ended, variables, intercept, journal.refused)]
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
  sayWritten(files)
  await writeOut(stderr, verdict)
  return isWhole
}

const codes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}
