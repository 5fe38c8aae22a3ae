import { isOperationName, operationNames, operations } from '../../contracts/operations.ts'
import type { Scope } from '../../contracts/scope.ts'
import type { Source } from '../../contracts/source.ts'
import { countRequests } from '../../emulator/counts.ts'
import type { Journal } from '../../emulator/journal.ts'
import { judgeTrials, type Trial } from './case-results.ts'
import { toExposure } from './coverage.ts'
import { explainFailure, explainUnexercised } from './explain-failure.ts'
import type { KnownLine } from './known.ts'
import type { Exposure, Finding, Gone, Report, RunFacts } from './report.ts'
import { toReproduction } from './reproduction.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules/list.ts'
import { type Run, type Seen, toRun } from './run.ts'
import type { NamedJournal, ReproduceOptions, Standard } from './standard.ts'
import { createTally, findKnown } from './tally.ts'

/**
 * The verdict on one or several runs: each is judged by itself, and what they found is put together. `trials` is what
 * came of cases that a client was led through in them.
 */
export function judge(journals: readonly NamedJournal[], standard: Standard = {}, trials?: readonly Trial[]): Report {
  const { knownIssues: known = [], failOn = 'error', reproduce } = standard
  const slipped = journals.map(() => new Set<number>())
  const runs = journals.map(({ journal }, index) => toRun(journal, slipped[index]))
  const occurred = new Set<KnownLine>()
  // Rules of requests come first in the list: what a request brought upon itself is no behaviour.
  const ruled = rules.map(rule =>
    judgeRule(rule, {
      runs,
      known,
      reproduce,
      onSlip: (run, { position: number }, line) => {
        if (line) occurred.add(line)
        if (rule.group === 'request' && rule.severity === 'error') slipped[run]?.add(number)
      },
    }),
  )
  const tried = trials ? judgeTrials(trials, runs, known, line => occurred.add(line)) : []
  const findings = [...ruled, ...tried]
  const exposure: Exposure = { ...toExposure(runs), floor: standard.minCoverage }
  const facts = journals.map(toFacts)
  const isExercised = facts.some(({ requests }) => requests > 0) || (trials?.length ?? 0) > 0
  const because = isExercised ? explainFailure(findings, exposure, standard) : explainUnexercised(facts)
  return {
    verdict: isExercised ? (because.length > 0 ? 'failed' : 'passed') : 'not exercised',
    because,
    failOn,
    runs: facts,
    findings,
    exposure,
    gone: known.filter(line => !occurred.has(line)).map(line => toGone(line, findings)),
  }
}

interface RuleContext {
  readonly runs: readonly Run[]
  readonly known: readonly KnownLine[]
  readonly reproduce: ReproduceOptions | undefined
  /** Called for each finding, with the line of the known issues that it is on. */
  onSlip(run: number, entry: Seen, line: KnownLine | undefined): void
}

function judgeRule(rule: Rule, { runs, known, reproduce, onSlip }: RuleContext): Finding {
  const tally = createTally(rule)
  for (const [index, run] of runs.entries()) {
    for (const { entry, slip, also, seen } of rule.judge(run)) {
      if (slip === undefined) {
        tally.add(undefined)
        continue
      }
      const line = findKnown(known, rule, entry.command)
      onSlip(index, entry, line)
      tally.add(
        () => ({
          run: index,
          entry: entry.position,
          command: entry.command,
          at: entry.at,
          method: entry.method,
          target: entry.target,
          sentence: slip,
          seen: seen ?? findOwnPage(rule, entry.command),
          ...toReproduction(rule, entry, run.journal, reproduce, also),
          why: line?.why,
        }),
        line,
      )
    }
  }
  return tally.toFinding()
}

/** The page of the finding's own command, where each command's page states what the rule is about. */
function findOwnPage({ onEachPage }: Rule, command: string | undefined): Source | undefined {
  if (!onEachPage || command === undefined || !isOperationName(command)) return undefined
  return { page: operations[command].pages[0] }
}

function toGone({ line, rule, command }: KnownLine, findings: readonly Finding[]): Gone {
  const finding = findings.find(one => one.rule.id === rule)
  return { line, rule, command, exercised: (finding?.judged ?? 0) > 0 }
}

function toFacts({ journal, name }: NamedJournal): RunFacts {
  const { scenario, validation, auth, run, counts, entries, refused = [] } = journal
  const of = (wanted: Scope) => counts.filter(({ scope }) => scope === wanted)
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
    requests: countRequests(counts, 'call-api'),
    kept: entries.filter(({ scope }) => scope === 'call-api').length,
    commands: of('call-api')
      .map(({ command, requests }) => ({ command, requests }))
      .toSorted((one, other) => toRank(one.command) - toRank(other.command)),
    otherServices: of('other-service').map(({ command, requests, codes }) => ({
      command,
      requests,
      accepted: codes[0] ?? 0,
    })),
    outside: { requests: countRequests(counts, 'outside'), examples: toExamples(journal) },
    refused,
  }
}

/** The first few requests outside of any service, each once. */
function toExamples({ entries }: Journal): RunFacts['outside']['examples'] {
  const examples = new Map<string, RunFacts['outside']['examples'][number]>()
  for (const { scope, method, target } of entries) {
    if (scope !== 'outside') continue
    const path = target.replace(/\?.*$/s, '')
    examples.set(`${method} ${path}`, { method, path })
    if (examples.size === mostExamples) break
  }
  return [...examples.values()]
}

const mostExamples = 3
