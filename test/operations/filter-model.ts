import fc from 'fast-check'
import type { CallAction } from '../../src/call/call.ts'
import type { CallRecord } from '../../src/contracts/fields.ts'
import { advanceTo, catchUp } from '../../src/emulator/advance.ts'
import type { Surface } from '../surfaces/surface.ts'
import { startSeconds, startTestCall } from './sample.ts'

// A reference model: records in a list that is searched from its beginning, without an index.

const week = 7 * 24 * 3_600

const endingActions = {
  Cancel: { does: 'cancel' },
  Reject: { does: 'reject', user: 'bob' },
  NotAnswer: undefined,
  NormalEnd: { does: 'hangup', user: 'bob' },
  CallBusy: { does: 'busy', user: 'bob' },
  Interrupt: { does: 'interrupt' },
  Offline: { does: 'offline', user: 'alice' },
} as const satisfies { readonly [Result in CallRecord['CallResult']]: CallAction | undefined }

// The list is a literal, so its keys are exactly the results.
const results = Object.keys(endingActions) as CallRecord['CallResult'][]

const milliseconds = fc.oneof(
  fc.constantFrom(0, 1, 999, 1_000, 4_999, 5_000),
  fc.integer({ max: 60_000, min: 0 }),
  fc.integer({ max: (week * 1000) / 3, min: 0 }),
)
/** A call: milliseconds from the start of the call before, its duration and its result. */
export const testCall = fc.record({
  after: milliseconds,
  lasts: milliseconds,
  result: fc.constantFrom(...results),
  group: fc.boolean(),
})
/** One such call. */
export type TestCall = typeof testCall extends fc.Arbitrary<infer One> ? One : never

const time = fc.oneof(
  fc.constant(0),
  fc.integer({ min: startSeconds - 10, max: startSeconds + 200 }),
  fc.integer({ min: startSeconds, max: startSeconds + 3 * week }),
)
/** The fields of a filter. */
export const filter = fc.record(
  {
    StartTime: time,
    EndTime: time,
    CallResult: fc.constantFrom(...results),
    CallType: fc.constantFrom('SingleCall' as const, 'MultiCall' as const),
    NumberPerPage: fc.constantFrom(1, 2, 3, 1_000),
    Page: fc.integer({ min: 1, max: 6 }),
  },
  { requiredKeys: [] },
)
/** The body of one request. */
export type Filter = typeof filter extends fc.Arbitrary<infer One> ? One : never
/** Milliseconds between the end of the last call and the request. */
export const waitTime = fc.constantFrom(0, 4_999, 5_000, 3_600_000, week * 1000, week * 1000 + 1)

/** A call with its times in milliseconds. */
type Plan = TestCall & { readonly id: string; readonly startedAt: number; readonly endedAt: number }

/** A record as the model keeps it. */
export interface StoredRecord {
  readonly startedAt: number
  readonly endedAt: number
  readonly record: CallRecord
}

/** Runs calls, each starting some time after the one before, and returns their records in the order of their end. */
export function runCalls(surface: Surface, calls: readonly TestCall[]): readonly StoredRecord[] {
  const { core } = surface.emulator
  let at = catchUp(core.defaultApp)
  const plans = calls.map((one, index) => {
    at += one.after
    return { ...one, id: `${index}`, startedAt: at, endedAt: at + one.lasts }
  })
  const appliers = new Map<string, (command: CallAction) => unknown>()
  // At the same time calls start first, then rings time out, and then members end calls.
  const actions = plans.flatMap((plan, position) => [
    { at: plan.startedAt, order: [0, position], plan, isStart: true },
    { at: plan.endedAt, order: [plan.result === 'NotAnswer' ? 1 : 2, position], plan, isStart: false },
  ])
  const stored: StoredRecord[] = []
  for (const { plan, at: due, isStart } of actions.toSorted(byTime)) {
    advanceTo(core.defaultApp, due)
    const { id, result, group, startedAt, endedAt, lasts } = plan
    if (isStart) {
      const ring = result === 'NotAnswer' ? lasts : Number.POSITIVE_INFINITY
      const apply = startTestCall(surface, { id, ring, group: group ? '@TGS#1' : undefined })
      appliers.set(id, apply)
      if (result === 'NormalEnd') apply({ does: 'answer', user: 'bob' })
    } else {
      const command = endingActions[result]
      if (command) appliers.get(id)?.(command)
      stored.push({ startedAt, endedAt, record: toRecord(plan) })
    }
  }
  return stored
}

interface Ordered {
  readonly at: number
  readonly order: readonly number[]
}

const byTime = (one: Ordered, other: Ordered) =>
  one.at - other.at || (one.order[0] ?? 0) - (other.order[0] ?? 0) || (one.order[1] ?? 0) - (other.order[1] ?? 0)

function toRecord({ id, result, group, startedAt, endedAt }: Plan): CallRecord {
  return {
    CallId: id,
    Caller_Account: 'alice',
    MediaType: 'Audio',
    CallType: group ? 'MultiCall' : 'SingleCall',
    StartTime: Math.floor(startedAt / 1000),
    EndTime: Math.floor(endedAt / 1000),
    AcceptTime: result === 'NormalEnd' ? Math.floor(startedAt / 1000) : 0,
    CallResult: result,
    CalleeList_Account: ['alice', 'bob'],
    RoomId: '',
    RoomIdType: 0,
  }
}

/** The expected response; undefined if no record matches. */
export function filterRecords(stored: readonly StoredRecord[], requested: Filter, now: number) {
  const {
    StartTime = 0,
    EndTime = Math.floor(now / 1000),
    CallResult,
    CallType,
    NumberPerPage = 10,
    Page = 1,
  } = requested
  const matching = stored
    .filter(({ endedAt }) => now - endedAt >= 5_000 && now - endedAt <= week * 1000)
    .filter(({ startedAt }) => Math.floor(startedAt / 1000) >= Math.floor(now / 1000) - week)
    .filter(({ record }) => record.StartTime >= StartTime && record.StartTime <= EndTime)
    .filter(({ record }) => CallResult === undefined || record.CallResult === CallResult)
    .filter(({ record }) => CallType === undefined || record.CallType === CallType)
    .toSorted((one, other) => one.startedAt - other.startedAt)
    .map(({ record }) => record)
  if (matching.length === 0) return undefined
  const page = matching.slice((Page - 1) * NumberPerPage, Page * NumberPerPage)
  return { TotalNum: matching.length, Page: page.length > 0 ? Page : 0, CallRecordList: page }
}
