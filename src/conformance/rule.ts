import { explainSource, type Source, toPageUrl } from '../contracts/source.ts'
import { formatList, formatValue } from '../text/format.ts'

/** How much a rule weighs: by default an error fails a report and a warning does not. */
export type Severity = 'error' | 'warning'

/** The result of a rule or of a whole report. */
export type Verdict = 'passed' | 'failed' | 'not exercised'

/** The lowest severity that fails a report; `none` never fails it. */
export type FailOn = (typeof failOns)[number]

/** Every value of `--fail-on`. */
export const failOns = ['error', 'warning', 'none'] as const

/** Why a policy is invalid, by code. */
export const policyMessages = {
  'fail-on': ({ got }: { readonly got: unknown }) =>
    `Invalid failOn: expected ${formatList(failOns)}, got ${formatValue(got)}.`,
}

/** Whether a broken rule of a severity fails a report. Throws a TypeError for an unknown `failOn`. */
export function isFatal(severity: Severity, failOn: FailOn = 'error'): boolean {
  if (!failOns.includes(failOn)) throw new TypeError(explainDetail(policyMessages, { code: 'fail-on', got: failOn }))
  return failOn === 'warning' || failOn === severity
}

/** One thing that a client, a server or a receiver has to do, as plain data. */
export interface Requirement {
  /** Such as `RB-Q01`; it never changes. */
  readonly id: string
  /** The heading it is listed under, such as `request`. */
  readonly group: string
  readonly severity: Severity
  /** What the subject does if it keeps the rule, without a full stop: `Sends every request as an HTTP POST`. */
  readonly title: string
  /** Why the rule exists, as sentences. */
  readonly reason: string
  readonly source: Source
  /** How to fix a violation, as sentences. */
  readonly fix: string
}

/** The texts of a rule: one function for each code, which makes a sentence of the code's data. */
export type Messages = { readonly [code: string]: (data: never) => string }

/** A code, with its data beside it. */
export interface Detail {
  readonly code: string
}

/** A code of one catalogue, with the data that its text is made of. */
export type DetailOf<Texts extends Messages> = {
  [Code in keyof Texts & string]: { readonly code: Code } & (Parameters<Texts[Code]> extends [infer Data]
    ? Data
    : unknown)
}[keyof Texts & string]

/** What one subject (an exchange, an attempt of a probe, a run of a sweep) shows about a rule. */
export type Evaluation<Subject, Code = Detail> =
  /** The subject keeps the rule. */
  | { readonly subject: Subject; readonly broken?: undefined; readonly unclear?: undefined }
  /** The subject breaks the rule. */
  | {
      readonly subject: Subject
      readonly broken: Code
      /** The source of the broken promise, if it is not the rule's. */
      readonly source?: Source | undefined
      /** Earlier subjects without which this one would not break the rule. */
      readonly also?: readonly Subject[]
      readonly unclear?: undefined
    }
  /** Nothing can be said about the rule, for this reason. */
  | { readonly subject?: Subject; readonly unclear: Code; readonly broken?: undefined }

/** A rule that runs are evaluated by. */
export interface Rule<Run, Subject> extends Requirement {
  readonly messages: Messages
  /** Yields what each subject of a run shows about the rule; a run that yields nothing does not exercise it. */
  readonly evaluate: (run: Run) => Iterable<Evaluation<Subject>>
}

/** A rule as it is written: its evaluation returns the codes of its own messages. */
export interface RuleRow<Run, Subject, Texts extends Messages> extends Omit<Rule<Run, Subject>, 'evaluate'> {
  readonly messages: Texts
  readonly evaluate: (run: Run) => Iterable<Evaluation<Subject, DetailOf<Texts>>>
}

/** The sentence of a code. */
export function explainDetail<One extends Detail>(messages: Messages, detail: One): string {
  const toText = messages[detail.code]
  if (!toText) throw new Error(`No message for the code ${detail.code}.`)
  // A row's evaluation returns only codes of its own messages, with their data: RuleRow checks it.
  return toText(detail as never)
}

/** What a finding is about: a request, an attempt of a probe, a run of a sweep. */
export interface FindingSubject {
  /** Such as `request 12, get_call_info`. */
  readonly title: string
  readonly command?: string | undefined
  /** Unix milliseconds of the emulator's clock. */
  readonly time?: number | undefined
  /** Empty if the bytes were not HTTP. */
  readonly method?: string | undefined
  /** Path and query, without secrets. */
  readonly target?: string | undefined
  /** Index of the client's run, from 0, and position of the exchange in it, from 1. */
  readonly run?: number | undefined
  readonly position?: number | undefined
  /** Id of the probe, and path of the field that differs. */
  readonly probe?: string | undefined
  readonly field?: string | undefined
  /** What the fault of a sweep's run made the client meet, such as `http` or `101001`. */
  readonly fault?: string | undefined
}

/** How to reproduce a finding. */
export interface Reproduction {
  /** A line for a shell; contains no secret. */
  readonly curl: string
  /** What that line needs or does, as sentences. */
  readonly needs: string
}

/** One violation of a rule. */
export interface Finding {
  readonly code: string
  /** The data of the code. */
  readonly data: { readonly [key: string]: unknown }
  /** What was found, as sentences. */
  readonly message: string
  readonly subject: FindingSubject
  /** The source of the broken promise. */
  readonly source: Source
  readonly reproduction?: Reproduction | undefined
  /** The known issue that covers it. */
  readonly knownIssue?: { readonly line: number; readonly reason: string | undefined } | undefined
  /** Further lines for people, such as the last output of a run. */
  readonly notes?: readonly string[] | undefined
}

/** A rule with its result. */
export interface RuleResult {
  readonly rule: Requirement
  /** Known issues alone do not fail a rule. */
  readonly verdict: Verdict
  /** The rule's severity, or `warning` where only assumptions were broken and the report counts those as warnings. */
  readonly severity: Severity
  /** How many subjects showed something about the rule. */
  readonly evaluated: number
  /** The first violations that are not known issues. */
  readonly findings: readonly Finding[]
  /** The number of those violations. */
  readonly count: number
  /** The first violations that are known issues. */
  readonly knownFindings: readonly Finding[]
  readonly knownCount: number
  /** The lines of the list of known issues that cover these. */
  readonly knownLines: readonly number[]
  /** Why the rule was not exercised, as sentences; empty if it was, or if no subject concerned it. */
  readonly reasons: readonly string[]
}

/** A line of a list of known issues: a rule, and what it is limited to. */
export interface KnownIssue {
  /** Its line in the list, from 1. */
  readonly line: number
  /** The id of a rule, or an outcome of a sweep. */
  readonly rule: string
  /** The only fault of a sweep that it covers; every one if absent. */
  readonly fault?: string | undefined
  /** The only command that it covers; every one if absent. */
  readonly command?: string | undefined
  readonly reason?: string | undefined
}

/** A known issue that did not occur. */
export interface ResolvedKnownIssue extends Omit<KnownIssue, 'reason'> {
  /** Whether its rule was exercised, so that the line can be removed. */
  readonly exercised: boolean
}

/** How a report is evaluated. */
export interface ReportPolicy {
  /** The lowest severity that fails the report; `error` if absent. */
  readonly failOn?: FailOn | undefined
  /** Findings that do not fail the report. */
  readonly knownIssues?: readonly KnownIssue[] | undefined
  /** The lowest failure coverage that passes, in percent. */
  readonly minCoverage?: number | undefined
}

/** How findings are counted. */
interface TallyOptions extends Pick<ReportPolicy, 'knownIssues'> {
  /** Whether a rule is only a warning if every violation breaks an assumption and none a documented fact. */
  readonly assumptionsWarn?: boolean
  /** How many findings of a rule are kept; 20 if absent. */
  readonly keptFindings?: number
}

/** What `evaluateRules` needs to know of the kind of its runs. */
interface EvaluationContext<Run, Subject> extends TallyOptions {
  /** The facts of a subject; `index` is the position of its run. */
  toSubject(subject: Subject, run: Run, index: number): FindingSubject
  toReproduction?(evaluation: BrokenEvaluation<Subject>, run: Run, rule: Rule<Run, Subject>): Reproduction | undefined
  /** Called for every violation, known issues included. */
  onBroken?(subject: Subject, index: number, rule: Rule<Run, Subject>): void
}

/** An evaluation that is a violation. */
type BrokenEvaluation<Subject> = Extract<Evaluation<Subject>, { readonly broken: Detail }>

const defaultKept = 20

/** Evaluates runs by every rule of a table, in the table's order. */
export const evaluateRules = <Run, Subject>(
  rules: readonly Rule<Run, Subject>[],
  runs: readonly Run[],
  context: EvaluationContext<Run, Subject>,
): readonly RuleResult[] => rules.map(rule => evaluateRule(rule, runs, context))

function evaluateRule<Run, Subject>(
  rule: Rule<Run, Subject>,
  runs: readonly Run[],
  context: EvaluationContext<Run, Subject>,
): RuleResult {
  const tally = createTally(rule, context)
  for (const [index, run] of runs.entries()) {
    for (const evaluation of rule.evaluate(run)) {
      if (evaluation.unclear) tally.addUnclear(explainDetail(rule.messages, evaluation.unclear))
      else if (!evaluation.broken) tally.addKept()
      else {
        const { subject, broken } = evaluation
        context.onBroken?.(subject, index, rule)
        const facts = context.toSubject(subject, run, index)
        const source = evaluation.source ?? rule.source
        tally.addBroken(facts, source, () => {
          const { code, ...data } = broken
          return {
            code,
            data,
            message: explainDetail(rule.messages, broken),
            reproduction: context.toReproduction?.(evaluation, run, rule),
          }
        })
      }
    }
  }
  return tally.toResult()
}

/** Starts counting what is found about a requirement; keeps the first findings, and makes the result. */
export function createTally(
  requirement: Requirement,
  { knownIssues = [], keptFindings = defaultKept, assumptionsWarn = false }: TallyOptions,
) {
  const { id, group, severity, title, reason, source, fix } = requirement
  // Plain data that shares nothing with the table.
  const rule: Requirement = structuredClone({ id, group, severity, title, reason, source, fix })
  const findings: Finding[] = []
  const knownFindings: Finding[] = []
  const reasons = new Set<string>()
  let evaluated = 0
  let count = 0
  let knownCount = 0
  const knownLines = new Set<number>()
  let isDocumented = false
  return {
    addKept: () => void evaluated++,
    addUnclear: (reason: string) => void reasons.add(reason),
    /** Adds a violation; `toRest` is called only if it is kept. */
    addBroken(
      subject: FindingSubject,
      source: Source,
      toRest: () => Omit<Finding, 'subject' | 'source' | 'knownIssue'>,
    ) {
      evaluated++
      const known = findKnownIssue(knownIssues, id, subject)
      const knownIssue = known && { line: known.line, reason: known.reason }
      if (known) {
        knownLines.add(known.line)
        if (++knownCount <= keptFindings) knownFindings.push({ ...toRest(), subject, source, knownIssue })
        return
      }
      isDocumented ||= 'page' in source
      if (++count <= keptFindings) findings.push({ ...toRest(), subject, source })
    },
    toResult: (): RuleResult => ({
      rule,
      verdict: count > 0 ? 'failed' : evaluated > 0 ? 'passed' : 'not exercised',
      severity: assumptionsWarn && count > 0 && !isDocumented ? 'warning' : severity,
      evaluated,
      findings,
      count,
      knownFindings,
      knownCount,
      knownLines: [...knownLines],
      reasons: count > 0 || evaluated > 0 ? [] : [...reasons],
    }),
  }
}

/** The results of a run in which nothing could be evaluated, for one reason. */
export const listUnexercised = (rules: readonly Requirement[], reason: string): readonly RuleResult[] =>
  rules.map(rule => {
    const tally = createTally(rule, {})
    tally.addUnclear(reason)
    return tally.toResult()
  })

/** The known issue that covers a finding, if there is one. */
export const findKnownIssue = (
  known: readonly KnownIssue[],
  rule: string,
  { command, fault }: { readonly command?: string | undefined; readonly fault?: string | undefined },
): KnownIssue | undefined =>
  known.find(
    issue =>
      issue.rule === rule &&
      (issue.command === undefined || issue.command === command) &&
      (issue.fault === undefined || issue.fault === fault),
  )

/** The known issues that did not occur among the findings of a report. */
export function listResolved(
  known: readonly KnownIssue[],
  results: readonly RuleResult[],
): readonly ResolvedKnownIssue[] {
  const occurred = new Set(results.flatMap(({ knownLines }) => knownLines))
  return known
    .filter(({ line }) => !occurred.has(line))
    .map(({ reason: _, ...issue }) => ({
      ...issue,
      exercised: results.some(({ rule, evaluated }) => rule.id === issue.rule && evaluated > 0),
    }))
}

/** The failed results that fail a report. Throws a TypeError for an unknown `failOn`. */
export const listFatal = (results: readonly RuleResult[], failOn?: FailOn): readonly RuleResult[] =>
  results.filter(({ verdict, severity }) => isFatal(severity, failOn) && verdict === 'failed')

/** The verdict of a report: `isFailed` names further reasons to fail, such as a baseline that differs. */
export function toVerdict(
  results: readonly RuleResult[],
  { failOn, isFailed = false, isExercised }: { failOn?: FailOn; isFailed?: boolean; isExercised?: boolean },
): Verdict {
  if (!(isExercised ?? results.some(({ verdict }) => verdict !== 'not exercised'))) return 'not exercised'
  return isFailed || listFatal(results, failOn).length > 0 ? 'failed' : 'passed'
}

/** A source as a sentence; `page` is what is added about its page, such as the address. */
export function explainSourceSentence(source: Source, page = ''): string {
  const text = explainSource(source)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${page}.`
}

/** The address of the page that documents something; undefined if none does. */
export const toPage = (source: Source): string | undefined => ('page' in source ? toPageUrl(source.page) : undefined)

/** Why a rule exists, as sentences, with the pages that document it. */
export function explainReason(reason: string, source: Source | readonly Source[]): string {
  const sources: readonly Source[] = Array.isArray(source) ? source : [source]
  return [
    reason,
    ...sources.map(one => explainSourceSentence(one, 'page' in one ? `, ${toPageUrl(one.page)}` : '')),
  ].join(' ')
}
