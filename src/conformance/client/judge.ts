import { isOperationName, operationNames } from '../../contracts/operations.ts'
import type { Verdict } from '../verdict.ts'
import { explainFailure } from './explain-failure.ts'
import { toExposure } from './exposure.ts'
import type { KnownLine } from './known.ts'
import { type Exposure, type Finding, type Gone, type Report, type RunFacts, type Slip, slipsKept } from './report.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules/list.ts'
import { type Run, type Seen, toRun } from './run.ts'
import type { NamedJournal, Standard } from './standard.ts'
import { toCurl } from './to-curl.ts'

/** The verdict on one or several runs: each is judged by itself, and what they found is put together. */
export function judge(journals: readonly NamedJournal[], standard: Standard = {}): Report {
  const { known = [] } = standard
  const slipped = journals.map(() => new Set<number>())
  const runs = journals.map(({ journal }, index) => toRun(journal, slipped[index]))
  const occurred = new Set<KnownLine>()
  // Rules of requests come first in the list: what a request brought upon itself is no behaviour.
  const findings = rules.map(rule =>
    judgeRule(rule, runs, known, (run, { number }, line) => {
      if (line) occurred.add(line)
      if (rule.group === 'request' && rule.severity === 'error') slipped[run]?.add(number)
    }),
  )
  const exposure: Exposure = { ...toExposure(runs), floor: standard.minExposure }
  const facts = journals.map(toFacts)
  const isExercised = facts.some(({ requests }) => requests > 0)
  const because = isExercised ? explainFailure(findings, exposure, standard) : ['No request came.']
  return {
    verdict: isExercised ? (because.length > 0 ? 'failed' : 'passed') : 'not exercised',
    because,
    runs: facts,
    findings,
    exposure,
    gone: known.filter(line => !occurred.has(line)).map(line => toGone(line, findings)),
  }
}

function judgeRule(
  rule: Rule,
  runs: readonly Run[],
  known: readonly KnownLine[],
  onSlip: (run: number, entry: Seen, line: KnownLine | undefined) => void,
): Finding {
  const lines = known.filter(line => line.rule === rule.id)
  const fresh = createTally()
  const expected = createTally()
  let judged = 0
  for (const [index, run] of runs.entries()) {
    for (const { entry, slip } of rule.judge(run)) {
      judged++
      if (slip === undefined) continue
      const line = lines.find(({ command }) => command === undefined || command === entry.command)
      onSlip(index, entry, line)
      const tally = line ? expected : fresh
      tally.add(() => toSlip(rule, index, entry, slip, line?.why))
    }
  }
  const verdict: Verdict = fresh.count > 0 ? 'failed' : judged > 0 ? 'passed' : 'not exercised'
  return {
    rule,
    verdict,
    judged,
    slips: fresh.slips,
    count: fresh.count,
    known: expected.slips,
    knownCount: expected.count,
  }
}

/** Counts slips, and keeps the first ones. */
function createTally() {
  const slips: Slip[] = []
  let count = 0
  return {
    slips,
    get count() {
      return count
    },
    add(toSlip: () => Slip) {
      if (++count <= slipsKept) slips.push(toSlip())
    },
  }
}

const toSlip = (rule: Rule, run: number, entry: Seen, sentence: string, why: string | undefined): Slip => ({
  run,
  entry: entry.number,
  command: entry.command,
  at: entry.at,
  method: entry.method,
  target: entry.target,
  sentence,
  curl: toCurl(rule, entry),
  why,
})

function toGone({ line, rule, command }: KnownLine, findings: readonly Finding[]): Gone {
  const finding = findings.find(one => one.rule.id === rule)
  return { line, rule, command, exercised: (finding?.judged ?? 0) > 0 }
}

function toFacts({ journal, name }: NamedJournal): RunFacts {
  const { scenario, validation, auth, run, counts, total, entries } = journal
  const toRank = (command: string | undefined) => {
    // What is of no command comes last.
    return command !== undefined && isOperationName(command) ? operationNames.indexOf(command) : operationNames.length
  }
  return {
    name,
    scenario,
    validation,
    auth,
    run,
    requests: total,
    kept: entries.length,
    commands: counts
      .map(({ command, requests }) => ({ command, requests }))
      .toSorted((one, other) => toRank(one.command) - toRank(other.command)),
  }
}
