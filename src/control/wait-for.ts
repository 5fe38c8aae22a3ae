import { catchUp } from '../emulator/advance.ts'
import type { OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { Application, EventSubject, StoredCall } from '../emulator/state.ts'
import { parseDuration } from '../text/duration.ts'
import { type Mask, maskAll } from '../text/redact.ts'
import { type DocumentIssue, explainFieldIssues, toFieldIssues } from '../text/zod-issues.ts'
import { toPosition } from './callbacks.ts'
import { describeCondition, describeMiss, type Inconsistency, toInconsistency } from './messages.ts'
import { Problem, toProblem } from './problem.ts'
import { toCallbackView, toCallView, toExchangeView } from './views.ts'
import {
  type AwaitInput,
  awaitSchema,
  type Condition,
  isMet,
  toCallConditions,
  toRequestConditions,
  toWebhookConditions,
} from './wait-criteria.ts'

/** A wait: `within` in real milliseconds. */
export interface Awaited {
  readonly wanted: Wanted
  readonly count: number
  readonly within: number
}

/** Requests, callbacks or calls. */
export type Wanted =
  | { readonly request: NonNullable<AwaitInput['request']> }
  | { readonly webhook: NonNullable<AwaitInput['webhook']> }
  | { readonly call: NonNullable<AwaitInput['call']> }

/** Parses a wait, or returns every mistake in it. */
export function checkAwait(
  data: unknown,
): { readonly awaited: Awaited } | { readonly problems: readonly DocumentIssue[] } {
  const read = awaitSchema().safeParse(data)
  if (!read.success) return { problems: explainFieldIssues(toFieldIssues(read.error, data)) }
  const { request, webhook, call, count = 1, within = '5s' } = read.data
  const wanted: Wanted[] = [
    ...(request ? [{ request }] : []),
    ...(webhook ? [{ webhook }] : []),
    ...(call ? [{ call }] : []),
  ]
  const [first, ...others] = wanted
  if (!first || others.length > 0) {
    const received = wanted.flatMap(Object.keys)
    return { problems: [toInconsistency({ kind: 'condition-count', path: [], received })] }
  }
  const problems = call ? checkCall(call) : []
  return problems.length > 0 ? { problems } : { awaited: { wanted: first, count, within: parseDuration(within) ?? 0 } }
}

/** Conditions that no call can meet. */
function checkCall({ state, outcome, member }: NonNullable<AwaitInput['call']>): readonly DocumentIssue[] {
  const found: Inconsistency[] = []
  if (state === 'live' && outcome !== undefined) {
    found.push({ kind: 'outcome-of-live-call', path: ['call', 'outcome'], received: outcome })
  }
  if ((state === 'ended' || outcome !== undefined) && member?.state !== undefined) {
    found.push({ kind: 'member-of-ended-call', path: ['call', 'member', 'state'], received: member.state })
  }
  return found.map(toInconsistency)
}

/** What ends a wait early. */
export interface Interruptions {
  /** The emulator closes. */
  readonly closing: AbortSignal
  /** The client that waits has disconnected, or has aborted the wait. */
  readonly aborted: AbortSignal
}

/**
 * Waits for what is written as for `POST /await`, in one application or in all, and returns what was found as the admin API
 * shows it. Rejects with a Problem: every mistake in `input`, or, if it has not happened in time, what was found and what
 * came near.
 */
export async function waitFor(
  core: EmulatorCore,
  input: object,
  interruptions: Interruptions,
  app?: Application,
): Promise<readonly object[]> {
  const checked = checkAwait(input)
  if ('problems' in checked) throw toProblem(checked.problems)
  const { awaited } = checked
  if (!('call' in awaited.wanted) && core.settings.journal === 0) {
    throw new Problem({ code: 'no-journal' })
  }
  for (const one of app ? [app] : core.listApps()) catchUp(one)
  const matcher = createMatcher(core, awaited.wanted, app)
  const end = await waitUntil(core, matcher, awaited, interruptions, app)
  if (end === 'found') return matcher.toViews()
  throw toNotYet(matcher, awaited, end, core.mask)
}

function toNotYet(matcher: Matcher, { count, within }: Awaited, end: Exclude<WaitEnd, 'found'>, mask: Mask): Problem {
  const expected = mask(matcher.explain(count))
  const wait = { code: 'not-found-in-time', end, expected, found: matcher.size, within } as const
  if (end === 'aborted') return new Problem(wait)
  const near = maskAll(matcher.findNear(), mask)
  return new Problem({ ...wait, differs: near[0]?.differs }, undefined, { found: matcher.toViews(), near })
}

/** Something that came near: it, under its kind, and how it differs. */
export interface Near {
  readonly differs: readonly string[]
  readonly [kind: string]: object
}

/** Knows what matches, and observes what happens. */
interface Matcher {
  readonly size: number
  observe(event: EmulatorEvent, subject: EventSubject | undefined): void
  /** What is waited for, such as `a request with command end_call`. */
  explain(count: number): string
  toViews(): readonly object[]
  findNear(): readonly Near[]
}

/** Where things of one kind are found. */
interface Source<Thing> {
  readonly kind: 'request' | 'webhook' | 'call'
  /** All that are kept, the oldest first. */
  list(): readonly Thing[]
  /** Those that may match, if they are found faster. */
  listLikely?(): readonly Thing[]
  /** The one that an event is about, if it is of this kind. */
  read(event: EmulatorEvent, subject: EventSubject | undefined): Thing | undefined
  appOf(thing: Thing): number | undefined
  toView(thing: Thing): object
}

function createMatcher(core: EmulatorCore, wanted: Wanted, app: Application | undefined): Matcher {
  if ('request' in wanted) {
    // Readiness probes and preflights are not requests that anyone waits for; nor are those of a former life.
    const list = (command: string | undefined) => {
      const epochs = new Set((app ? [app] : [...core.listApps(), core.unassigned]).map(({ epoch }) => epoch))
      return core.runLog.query({
        after: core.journalStart,
        isEpoch: epoch => epochs.has(epoch),
        command,
        test: ({ scope }) => scope !== 'outside',
      })
    }
    const source: Source<Exchange> = {
      kind: 'request',
      list: () => list(undefined),
      listLikely: () => list(wanted.request.command),
      read: (event, subject) =>
        event.about === 'request' && event.scope !== 'outside' ? subject?.exchange : undefined,
      appOf: ({ sdkAppId }) => sdkAppId,
      toView: exchange => toExchangeView(exchange, core.mask),
    }
    return match(source, toRequestConditions(wanted.request))
  }
  if ('webhook' in wanted) {
    const source: Source<OutgoingCallback> = {
      kind: 'webhook',
      list: () =>
        core.callbacks
          .since()
          .filter(one => (app ? one.epoch === app.epoch : core.findApp(one.app)?.epoch === one.epoch)),
      read: (_, subject) => subject?.callback,
      appOf: callback => callback.app,
      toView: toCallbackView,
    }
    return match(
      source,
      toWebhookConditions(wanted.webhook, id => toPosition(core, id)),
    )
  }
  const source: Source<StoredCall> = {
    kind: 'call',
    list: () => (app ? [app] : core.listApps()).flatMap(one => [...one.calls.values()]),
    read: (_, subject) => subject?.call,
    appOf: stored => stored.app.sdkAppId,
    toView: toCallView,
  }
  return match(source, toCallConditions(wanted.call))
}

/** How many are shown at most. */
const mostShown = 1_000

/** How many that came near are shown. */
const mostNear = 3

const nouns = { request: 'request', webhook: 'callback', call: 'call' } as const

function match<Thing>(source: Source<Thing>, conditions: readonly Condition<Thing>[]): Matcher {
  const matches = (thing: Thing) => conditions.every(condition => isMet(condition, thing))
  const look = () => new Set((source.listLikely ?? source.list)().filter(matches))
  let found = look()
  return {
    get size() {
      return found.size
    },
    observe(event, subject) {
      if (event.about === 'reset') found = look()
      if (event.about === 'app') for (const thing of found) if (source.appOf(thing) === event.app) found.delete(thing)
      const thing = source.read(event, subject)
      // Looked at while it happens: a state that lasts an instant only counts too.
      if (thing === undefined) return
      if (matches(thing)) found.add(thing)
      else found.delete(thing)
    },
    explain(count) {
      const what = count === 1 ? `a ${nouns[source.kind]}` : `${count} ${nouns[source.kind]}s`
      return [what, conditions.map(describeCondition).join(', ')].filter(Boolean).join(' with ')
    },
    toViews: () => [...found].slice(-mostShown).map(source.toView),
    findNear: () =>
      source
        .list()
        .map(thing => ({ thing, misses: conditions.filter(condition => !isMet(condition, thing)) }))
        .filter(({ misses }) => misses.length > 0)
        .reverse()
        .sort((one, other) => one.misses.length - other.misses.length)
        .slice(0, mostNear)
        .map(({ thing, misses }) => ({
          differs: misses.map(condition => describeMiss(condition, condition.read(thing))),
          [source.kind]: source.toView(thing),
        })),
  }
}

type WaitEnd = 'found' | 'late' | 'closing' | 'reset' | 'aborted'

function waitUntil(
  core: EmulatorCore,
  matcher: Matcher,
  { count, within }: Awaited,
  { closing, aborted }: Interruptions,
  app: Application | undefined,
): Promise<WaitEnd> {
  return new Promise(resolve => {
    const signals = [
      ['closing', closing],
      ['aborted', aborted],
      ...(app ? [['reset', app.closed] as const] : []),
    ] as const
    const handlers = signals.map(([end, signal]) => ({ signal, handle: () => finish(end) }))
    const finish = (end: WaitEnd) => {
      stop()
      clearTimeout(timer)
      for (const { signal, handle } of handlers) signal.removeEventListener('abort', handle)
      resolve(end)
    }
    const stop = core.events.listen((event, _, subject) => {
      matcher.observe(event, subject)
      if (matcher.size >= count) finish('found')
    }, app?.sdkAppId)
    const timer = setTimeout(() => {
      for (const one of app ? [app] : core.listApps()) catchUp(one)
      finish(matcher.size >= count ? 'found' : 'late')
    }, within)
    for (const { signal, handle } of handlers) signal.addEventListener('abort', handle)
    const over = signals.find(([, signal]) => signal.aborted)
    if (matcher.size >= count) finish('found')
    else if (over) finish(over[0])
  })
}
