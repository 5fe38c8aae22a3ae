import type { Call, Callback, Due, Exchange } from './run.ts'
import { type ReplyKind, toReplyKind } from './run.ts'
import type { Point } from './timeline-layout.ts'

// Pure: what is on each lane of the timeline.

/** A part of the time that a call or a member is in one state; `to` is undefined while it lasts. */
export interface Stretch {
  readonly state: 'waiting' | 'ringing' | 'talking'
  readonly from: number
  readonly to: number | undefined
}

/** One participant of a call. */
export interface MemberLane {
  readonly user: string
  readonly isCaller: boolean
  readonly stretches: readonly Stretch[]
  /** How the participant left, such as `rejected`, and when. */
  readonly left: { readonly time: number; readonly text: string } | undefined
}

/** A request on a lane. */
export interface RequestPoint extends Point {
  readonly kind: ReplyKind
  readonly exchange: Exchange
}

/** A callback, or one of its later or failed attempts. */
export interface CallbackPoint extends Point {
  readonly kind: 'callback' | 'attempt-failed' | 'attempt-due' | 'dropped'
  readonly callback: Callback
  readonly attempt: number
}

/** A lane of the timeline: a call, or the requests that name no call that is known. */
export interface Lane {
  readonly key: string
  readonly call: Call | undefined
  readonly stretches: readonly Stretch[]
  readonly members: readonly MemberLane[]
  readonly requests: readonly RequestPoint[]
  readonly callbacks: readonly CallbackPoint[]
  /** What is due for the call, in the order of time. */
  readonly due: readonly Due[]
}

/** The lanes of an application: its calls in the order of their start, then the requests without a call. */
export function toLanes(
  calls: readonly Call[],
  exchanges: readonly Exchange[],
  callbacks: readonly Callback[],
  due: readonly Due[],
): readonly Lane[] {
  const known = new Set(calls.map(({ id }) => id))
  const requests = groupBy(exchanges, ({ callId }) => (callId !== undefined && known.has(callId) ? callId : ''))
  const hooks = groupBy(callbacks, ({ call }) => (known.has(call) ? call : ''))
  const dues = groupBy(due, ({ call }) => (call !== undefined && known.has(call) ? call : ''))
  const lanes: Lane[] = calls.map(call => {
    const own = dues.get(call.id) ?? []
    return {
      key: `${call.app}/${call.id}`,
      call,
      stretches: stretchesOf(call),
      members: membersOf(call),
      requests: (requests.get(call.id) ?? []).map(toRequestPoint),
      callbacks: toCallbackPoints(hooks.get(call.id) ?? []),
      due: own,
    }
  })
  const others = requests.get('') ?? []
  const otherHooks = hooks.get('') ?? []
  const otherDue = dues.get('') ?? []
  if (others.length + otherHooks.length + otherDue.length === 0) return lanes
  return [
    ...lanes,
    {
      key: 'others',
      call: undefined,
      stretches: [],
      members: [],
      requests: others.map(toRequestPoint),
      callbacks: toCallbackPoints(otherHooks),
      due: otherDue,
    },
  ]
}

function groupBy<Item>(items: readonly Item[], toKey: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = toKey(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** Calls a function once for each object, since calls, exchanges and callbacks are replaced when they change. */
function cached<Item extends object, Result>(make: (item: Item) => Result): (item: Item) => Result {
  const results = new WeakMap<Item, Result>()
  return item => {
    const known = results.get(item)
    if (known !== undefined) return known
    const result = make(item)
    results.set(item, result)
    return result
  }
}

/** The point of an exchange. */
export const toRequestPoint = cached(
  (exchange: Exchange): RequestPoint => ({ time: exchange.time, kind: toReplyKind(exchange), exchange }),
)

const pointsOf = cached((callback: Callback): readonly CallbackPoint[] => {
  const { attempts, state, time } = callback
  const points: CallbackPoint[] = [{ time, kind: state === 'dropped' ? 'dropped' : 'callback', callback, attempt: 0 }]
  attempts.forEach(({ at, code }, index) => {
    if (code !== null) points.push({ time: Date.parse(at), kind: 'attempt-failed', callback, attempt: index + 1 })
    else if (index > 0) points.push({ time: Date.parse(at), kind: 'callback', callback, attempt: index + 1 })
  })
  return points
})

const toCallbackPoints = (callbacks: readonly Callback[]): readonly CallbackPoint[] =>
  callbacks.flatMap(pointsOf).sort((one, other) => one.time - other.time)

/** The states of a call: ringing, then in progress. */
function toCallStretches({ start, end, answeredAt }: Call): readonly Stretch[] {
  const answered = answeredAt === null ? undefined : Date.parse(answeredAt)
  const stretches: Stretch[] = []
  if (answered === undefined || answered > start) stretches.push({ state: 'ringing', from: start, to: answered ?? end })
  if (answered !== undefined) stretches.push({ state: 'talking', from: answered, to: end })
  return stretches
}

const entering: { readonly [what: string]: Stretch['state'] } = {
  invited: 'ringing',
  joined: 'talking',
  answered: 'talking',
}

const leaving: { readonly [what: string]: string } = {
  rejected: 'rejected',
  unanswered: 'unanswered',
  busy: 'busy',
  'hung-up': 'hung up',
  'went-offline': 'went offline',
  uninvited: 'invitation cancelled',
}

function toMembers(call: Call): readonly MemberLane[] {
  const byUser = groupBy(call.events, ({ user = '' }) => user)
  const answered = call.answeredAt === null ? undefined : Date.parse(call.answeredAt)
  return call.everyone.map(user => {
    const events = byUser.get(user) ?? []
    const isCaller = user === call.from
    const stretches: Stretch[] = []
    let left: MemberLane['left']
    let open: { state: Stretch['state']; from: number } | undefined
    const close = (to: number | undefined) => {
      if (open && to !== open.from) stretches.push({ ...open, to })
      open = undefined
    }
    const first = events[0]?.what
    if (isCaller) {
      if (answered === undefined || answered > call.start) {
        stretches.push({ state: 'waiting', from: call.start, to: answered ?? call.end })
      }
      if (answered !== undefined) open = { state: 'talking', from: answered }
    } else if (first !== 'invited' && first !== 'joined') open = { state: 'ringing', from: call.start }
    for (const { what, at } of events) {
      const time = Date.parse(at)
      const state = entering[what]
      if (state !== undefined) {
        close(time)
        open = { state, from: time }
        left = undefined
      } else if (leaving[what] !== undefined) {
        const waiting = stretches.at(-1)
        if (waiting?.state === 'waiting' && (waiting.to ?? Number.POSITIVE_INFINITY) > time) {
          stretches[stretches.length - 1] = { ...waiting, to: time }
          open = undefined
        }
        close(time)
        left = { time, text: leaving[what] ?? '' }
      }
    }
    close(call.end)
    return { user, isCaller, stretches, left }
  })
}

/** The state of a call at a time, in words: `ringing`, `in call`, its outcome, or undefined before it started. */
export function toCallState(call: Call, time: number): { readonly text: string; readonly since: number } | undefined {
  if (time < call.start) return undefined
  if (call.end !== undefined && time >= call.end) return { text: call.outcome ?? 'ended', since: call.end }
  const answered = call.answeredAt === null ? Number.POSITIVE_INFINITY : Date.parse(call.answeredAt)
  return time >= answered ? { text: 'in call', since: answered } : { text: 'ringing', since: call.start }
}

const stretchesOf = cached(toCallStretches)
const membersOf = cached(toMembers)

const callInstants = cached((call: Call): readonly number[] =>
  [...stretchesOf(call), ...membersOf(call).flatMap(({ stretches }) => stretches)].flatMap(({ from, to }) =>
    to === undefined ? [from] : [from, to],
  ),
)

/** Every time at which something is on lanes, in ascending order, with `more`. */
export function listInstants(lanes: readonly Lane[], more: readonly number[]): Float64Array {
  const all = [...more]
  for (const { call, requests, callbacks, due } of lanes) {
    if (call) all.push(...callInstants(call))
    for (const { time } of requests) all.push(time)
    for (const { time } of callbacks) all.push(time)
    for (const { time } of due) all.push(time)
  }
  return Float64Array.from(all.filter(Number.isFinite)).sort()
}
