import { failureMessages as networkFailures } from '../emulator/messages.ts'
import { type DetailOf, explainDetail } from './rule.ts'

/** An HTTP answer. Names of headers may be in any case. */
export interface ProbeAnswer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly text: string
}

/** What came back from a request: an answer, or why there is none. */
export type ProbeOutcome = ProbeAnswer | { readonly unanswered: RequestFailure }

/** A request as it is sent. */
export interface HttpRequest {
  readonly method: string
  /** The whole address, secrets included. */
  readonly url: string
  readonly body: string
  /** Headers besides the usual ones. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** What a probe needs that the user has to allow or to provide. */
type Need = 'write' | 'flood' | 'key' | 'token'

/** One or several requests that show how a target behaves. `Template` is a request before it is addressed and signed. */
export interface Probe<Target, Template> {
  readonly id: string
  /** What is sent, as a sentence. */
  readonly title: string
  readonly needs?: readonly Need[]
  /** Without these the outcome shows nothing. */
  readonly requires?: readonly Prerequisite[]
  /** Whether it may be sent at the same time as the probe before it. */
  readonly joinsPrevious?: true
  /** Whether it is sent even after the run was stopped: it restores what the run changed. */
  readonly always?: true
  /** How many requests are sent at the same time; 1 if absent. */
  readonly batch?: number
  /** The pause between two batches, in milliseconds; none if absent. */
  readonly everyMs?: number
  /** Whether an answer makes the remaining requests unnecessary. */
  readonly until?: (answer: ProbeAnswer) => boolean
  /** The requests in order, or why they cannot be made. What earlier probes returned is known. */
  readonly toRequests: (context: RunContext<Target, Template>) => readonly Template[] | SkipReason
}

/** A request of a probe, sent, and what came back. */
export interface ProbeAttempt<Template> {
  readonly template: Template
  readonly request: HttpRequest
  readonly outcome: ProbeOutcome
  /** Unix milliseconds. */
  readonly sentAt: number
  /** Milliseconds until the outcome. */
  readonly took: number
}

/** A probe and its result. */
export interface ProbeRun<Target, Template> {
  readonly probe: Probe<Target, Template>
  /** The requests in order; none if it was skipped. */
  readonly attempts: readonly ProbeAttempt<Template>[]
  readonly skipped?: SkipReason | undefined
  /** Whether the target has not answered anything since. */
  readonly gone?: boolean | undefined
}

/** A run so far. */
export interface RunContext<Target, Template> {
  readonly target: Target
  /** Unix milliseconds. */
  readonly startedAt: number
  readonly runs: readonly ProbeRun<Target, Template>[]
  /** The run of a probe; undefined before it is reached. */
  find(id: string): ProbeRun<Target, Template> | undefined
}

/** The probes for one kind of target, and how their outcomes are read. */
export interface ProbeSuite<Target, Template> {
  /** In the order in which they are sent. */
  readonly probes: readonly Probe<Target, Template>[]
  /** Whether the target has shown that it answers two requests at the same time. */
  isConcurrent(context: RunContext<Target, Template>): boolean
  lacks(need: Need, target: Target): boolean
  holds(condition: Prerequisite['condition'], probe: string, context: RunContext<Target, Template>): boolean
  /** Why nothing more is to be sent; undefined if the run continues. */
  findStop(context: RunContext<Target, Template>): SkipReason | undefined
  toRequest(template: Template, target: Target, sentAt: number): HttpRequest
  /** Whether an outcome decides its probe, so that the remaining requests are not sent. */
  isFinal(outcome: ProbeOutcome): boolean
  /** A request that shows whether the target still answers, after probes with these outcomes; undefined if that is clear. */
  toLivenessCheck?(
    finished: readonly ProbeRun<Target, Template>[],
    context: RunContext<Target, Template>,
  ): { readonly suspects: readonly ProbeRun<Target, Template>[]; readonly template: Template } | undefined
  isAlive?(outcome: ProbeOutcome): boolean
}

/** The pace of a run, in milliseconds: between two probes, for one answer, and in all. */
export interface RunLimits {
  readonly pause: number
  readonly answerTimeout: number
  readonly timeout: number
}

/** What a run needs from outside. */
export interface RunTools {
  /** Sends a request. It never rejects. */
  readonly send: (request: HttpRequest, timeoutMs: number) => Promise<ProbeOutcome>
  /** Unix milliseconds. */
  readonly now: () => number
  /** Resolves after a number of milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** Whether the user has stopped the run. What was changed is restored all the same. */
  readonly isStopped?: (() => boolean) | undefined
}

/** How a wrong target changes correct answers, so that it breaks one rule and no other; for tests and documentation. */
export interface AnswerChange<ProbeId extends string = string> {
  /** The probes whose answers it changes; all if absent. */
  readonly probes?: readonly ProbeId[]
  /** Whether it changes only answers with ErrorCode 0, or only others. */
  readonly only?: 'success' | 'refusal'
  readonly status?: number
  /** Headers, with names in lowercase; undefined removes one. */
  readonly headers?: { readonly [name: string]: string | undefined }
  readonly text?: string
  /** Fields of the JSON by their paths, such as `Response.CallInfo.CallId`; undefined removes one. */
  readonly json?: { readonly [path: string]: unknown }
  readonly unanswered?: RequestFailure
}

/** Creates the context of a run from the probes that were sent; `runs` may still grow. */
export function createContext<Target, Template>(
  target: Target,
  runs: readonly ProbeRun<Target, Template>[],
  startedAt = 0,
): RunContext<Target, Template> {
  return { target, startedAt, runs, find: id => runs.findLast(({ probe }) => probe.id === id) }
}

/** Sends every probe that can show something about a target, and returns for the others why they were skipped. */
export async function runProbes<Target, Template>(
  suite: ProbeSuite<Target, Template>,
  target: Target,
  limits: RunLimits,
  tools: RunTools,
  onProbe?: (run: ProbeRun<Target, Template>) => void,
): Promise<readonly ProbeRun<Target, Template>[]> {
  type Run = ProbeRun<Target, Template>
  const runs: Run[] = []
  const context = createContext(target, runs, tools.now())
  for (let index = 0, next = 1; index < suite.probes.length; index = next++) {
    while (suite.probes[next]?.joinsPrevious && suite.isConcurrent(context)) next++
    const finished = await Promise.all(suite.probes.slice(index, next).map(runProbe))
    const gone = await listGone(finished)
    const marked = finished.map(run => (gone.includes(run) ? { ...run, gone: true } : run))
    runs.push(...marked)
    for (const run of marked) if (run.attempts.length > 0) onProbe?.(run)
  }
  return runs

  async function runProbe(probe: Probe<Target, Template>): Promise<Run> {
    const templates = findSkipReason(probe) ?? probe.toRequests(context)
    if (isSkipReason(templates)) return { probe, attempts: [], skipped: templates }
    const { batch = 1, everyMs = 0 } = probe
    const attempts: ProbeAttempt<Template>[] = []
    for (let first = 0; first < templates.length; first += batch) {
      const pause = first > 0 ? everyMs : runs.length > 0 ? limits.pause : 0
      if (pause > 0) await tools.pause(pause)
      attempts.push(...(await Promise.all(templates.slice(first, first + batch).map(send))))
      if (isOver(probe, attempts)) break
    }
    return { probe, attempts }
  }

  function isOver({ until, always }: Probe<Target, Template>, attempts: readonly ProbeAttempt<Template>[]): boolean {
    const isDecided = attempts.some(
      ({ outcome }) => suite.isFinal(outcome) || ('status' in outcome && until?.(outcome) === true),
    )
    return isDecided || (!always && findStop() !== undefined)
  }

  function findSkipReason({ needs = [], requires = [], always }: Probe<Target, Template>): SkipReason | undefined {
    const need = needs.find(one => suite.lacks(one, target))
    if (need) return { code: `needs-${need}` }
    const stop = always ? undefined : findStop()
    if (stop) return stop
    const unmet = requires.find(({ condition, probe }) => !suite.holds(condition, probe, context))
    return unmet && { code: 'prerequisite', ...unmet }
  }

  function findStop(): SkipReason | undefined {
    if (tools.isStopped?.()) return { code: 'stopped' }
    if (tools.now() - context.startedAt > limits.timeout) return { code: 'time-limit', timeoutMs: limits.timeout }
    return suite.findStop(context)
  }

  async function send(template: Template): Promise<ProbeAttempt<Template>> {
    const sentAt = tools.now()
    const request = suite.toRequest(template, target, sentAt)
    const outcome = await tools.send(request, limits.answerTimeout)
    return { template, request, outcome, sentAt, took: tools.now() - sentAt }
  }

  async function listGone(finished: readonly Run[]): Promise<readonly Run[]> {
    const check = suite.toLivenessCheck?.(finished, context)
    if (!check) return []
    const { outcome } = await send(check.template)
    return suite.isAlive?.(outcome) ? [] : check.suspects
  }
}

const isSkipReason = (value: readonly unknown[] | SkipReason): value is SkipReason => 'code' in value

/** Why a request got no answer, by code. */
export const failureMessages = {
  ...networkFailures,
  other: ({ sentence }: { readonly sentence: string }) => sentence,
}

const conditions = {
  admitted: 'be admitted',
  accepted: 'be accepted',
  refused: 'be refused',
  'on-time': 'be answered in time',
} as const

/** What must be true of another probe before a probe is meaningful. */
export interface Prerequisite {
  readonly probe: string
  readonly condition: keyof typeof conditions
}

/** Why a probe was not sent, by code. */
export const skipMessages = {
  'needs-write': () => 'It changes data. Allow it with --write.',
  'needs-flood': () => 'It sends hundreds of requests at once. Allow it with --flood.',
  'needs-key': () => 'It needs a new UserSig. Pass --secret-key.',
  'needs-token': () => "It needs a Sign. Pass the receiver's token with --token.",
  'needs-call': () => 'It needs an ongoing call. Pass its id with --call-id.',
  stopped: () => 'The run was stopped.',
  'time-limit': ({ timeoutMs }: { readonly timeoutMs: number }) =>
    `The run reached its time limit of ${timeoutMs / 1_000} s.`,
  silent: ({ requests }: { readonly requests: number }) => `The last ${requests} requests got no answer.`,
  gone: ({ probe }: { readonly probe: string }) => `Nothing has answered since ${probe}.`,
  prerequisite: ({ probe, condition }: Prerequisite) => `It requires ${probe} to ${conditions[condition]}.`,
  'no-call-started': () => 'No call was started.',
  'no-call-ended': () => 'No call was ended.',
  'no-records': () => 'There are no records.',
  'settings-unknown': () => 'The current callback configuration could not be read, so it could not be restored.',
  'settings-unchanged': () => 'The callback configuration was not changed.',
  'settings-restored': () => 'No callback was configured before either.',
}

/** Why a request got no answer. */
export type RequestFailure = DetailOf<typeof failureMessages>

/** Why a probe was not sent. */
export type SkipReason = DetailOf<typeof skipMessages>

/** Says why a request got no answer, as a sentence. */
export const explainFailure = (failure: RequestFailure): string => explainDetail(failureMessages, failure)

/** Says why a probe was not sent, as a sentence. */
export const explainSkip = (reason: SkipReason): string => explainDetail(skipMessages, reason)
