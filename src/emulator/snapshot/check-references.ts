import { mostIssues } from '../../text/fields.ts'
import { formatValue } from '../../text/format.ts'
import type { DocumentIssue } from '../../text/zod-issues.ts'
import { createRandom } from '../random.ts'
import type { SavedApp, SavedCall, SavedDue, Snapshot } from './snapshot.ts'

/** Calls by their ids, by the ids of their applications. */
type Known = ReadonlyMap<number, ReadonlyMap<string, SavedCall>>

/** Something wrong, and where. */
type Slips = Generator<DocumentIssue, void>

/** What is wrong with a snapshot whose values are each right: whatever names something must name what is there. */
export function checkReferences(snapshot: Snapshot): readonly DocumentIssue[] {
  const problems: DocumentIssue[] = []
  for (const problem of findSlips(snapshot)) {
    if (problems.push(problem) === mostIssues) break
  }
  return problems
}

function* findSlips(snapshot: Snapshot): Slips {
  yield* findSlipsOfTimes(snapshot)
  const known = new Map<number, Map<string, SavedCall>>()
  for (const [index, app] of snapshot.apps.entries()) {
    const { sdkAppId } = app.plan
    const path = ['apps', index, 'plan', 'sdkAppId']
    if (known.has(sdkAppId))
      yield { code: 'inconsistent', path, message: `sdkAppId is ${sdkAppId}, as before: want each application once.` }
    const calls = new Map<string, SavedCall>()
    known.set(sdkAppId, calls)
    yield* findSlipsOfApp(app, index, calls)
  }
  yield* findSlipsOfRequestIds(snapshot)
  yield* findSlipsOfIds(snapshot.faults, snapshot.counts.faults, 'faults')
  yield* findSlipsOfIds(snapshot.callbacks, snapshot.counts.callbacks, 'callbacks')
  yield* findSlipsOfTimeline(snapshot, known)
  yield* findSlipsOfRings(snapshot)
}

function* findSlipsOfTimes({ now, beginning, apps }: Snapshot): Slips {
  for (const [key, at] of Object.entries({ now, beginning })) {
    if (!Number.isInteger(at))
      yield { code: 'inconsistent', path: [key], message: `${key} is ${at}: want whole milliseconds.` }
  }
  if (now < beginning)
    yield { code: 'inconsistent', path: ['now'], message: `now is ${now}: want it not before beginning, ${beginning}.` }
  for (const [index, { calls }] of apps.entries()) {
    for (const [place, { startedAt }] of calls.entries()) {
      if (startedAt <= now) continue
      const path = ['apps', index, 'calls', place, 'startedAt']
      yield {
        code: 'inconsistent',
        path,
        message: `startedAt is ${startedAt}: want it not after now, which is ${now}.`,
      }
    }
  }
}

function* findSlipsOfApp(app: SavedApp, index: number, calls: Map<string, SavedCall>): Slips {
  for (const [place, call] of app.calls.entries()) {
    const path = ['apps', index, 'calls', place, 'id']
    if (calls.has(call.id))
      yield { code: 'inconsistent', path, message: `id is ${formatValue(call.id)}, as before: want each call once.` }
    calls.set(call.id, call)
  }
  const ended = new Set<string>()
  for (const [place, id] of app.ended.entries()) {
    const path = ['apps', index, 'ended', place]
    if (ended.has(id))
      yield {
        code: 'inconsistent',
        path,
        message: `${formatValue(id)} is named before: want each call that has ended once.`,
      }
    if (!calls.get(id)?.ending)
      yield { code: 'inconsistent', path, message: `${formatValue(id)} is no call of the application that has ended.` }
    ended.add(id)
  }
  for (const [place, { id, ending }] of app.calls.entries()) {
    const path = ['apps', index, 'calls', place, 'ending']
    if (ending && !ended.has(id))
      yield { code: 'inconsistent', path, message: `${formatValue(id)} has ended: want it named in ended.` }
  }
}

/** A request's id takes four words of its stream, and the number in it counts them. */
function* findSlipsOfRequestIds({ plan, places }: Snapshot): Slips {
  const { drawn } = createRandom(plan.seed, 'request ids', places.requests)
  const message = `requests stands after ${drawn} words: want a multiple of 4, where an id begins.`
  if (drawn % 4 !== 0) yield { code: 'inconsistent', path: ['places', 'requests'], message }
}

function* findSlipsOfIds(
  things: readonly { readonly id: string }[],
  count: number,
  kind: 'faults' | 'callbacks',
): Slips {
  const seen = new Set<string>()
  for (const [index, { id }] of things.entries()) {
    const path = [kind, index, 'id']
    const number = Number(id.slice(id.indexOf('-') + 1))
    if (seen.has(id))
      yield { code: 'inconsistent', path, message: `id is "${id}", as before: want each of the ${kind} once.` }
    if (number > count)
      yield {
        code: 'inconsistent',
        path,
        message: `id is "${id}", but counts.${kind} is ${count}: want no more than that.`,
      }
    seen.add(id)
  }
}

function* findSlipsOfTimeline({ now, plan, timeline, callbacks }: Snapshot, known: Known): Slips {
  const waiting = new Set(callbacks.map(({ id }) => id))
  let last = now
  for (const [index, due] of timeline.entries()) {
    const path = ['timeline', index]
    if (due.at <= now)
      yield {
        code: 'inconsistent',
        path: [...path, 'at'],
        message: `at is ${due.at}: want it after now, which is ${now}.`,
      }
    if (due.at < last)
      yield { code: 'inconsistent', path: [...path, 'at'], message: `at is ${due.at}: want the timeline in its order.` }
    last = due.at
    const missing = explainMissing(due, plan, known, waiting)
    if (missing !== undefined) yield { code: 'inconsistent', path, message: missing }
  }
}

function explainMissing(
  due: SavedDue,
  { calls }: Snapshot['plan'],
  known: Known,
  waiting: ReadonlySet<string>,
): string | undefined {
  if (due.due === 'callback') return waiting.has(due.callback) ? undefined : `There is no ${due.callback} that waits.`
  const app = due.due === 'open' ? calls[due.call]?.app : due.app
  if (app === undefined) return `There is no call ${due.call} in the plan, which has ${calls.length}.`
  const held = known.get(app)
  if (!held) return `There is no application ${app}.`
  if (due.due === 'open' || held.has(due.call)) return undefined
  return `There is no call ${formatValue(due.call)} in application ${app}.`
}

/** A ring whose end nobody is going to look at would never end. */
function* findSlipsOfRings({ apps, timeline }: Snapshot): Slips {
  const looks = new Set<string>()
  for (const due of timeline) if (due.due === 'deadline') looks.add(`${due.app} ${due.at} ${due.call}`)
  for (const [index, { plan, calls }] of apps.entries()) {
    for (const [place, call] of calls.entries()) {
      const { id, wakesAt = Number.POSITIVE_INFINITY } = call
      const path = ['apps', index, 'calls', place, 'wakesAt']
      const end = findRingEnd(call)
      if (wakesAt > end)
        yield { code: 'inconsistent', path, message: `The call rings until ${end}: want wakesAt then, or before.` }
      else if (wakesAt !== Number.POSITIVE_INFINITY && !looks.has(`${plan.sdkAppId} ${wakesAt} ${id}`)) {
        yield {
          code: 'inconsistent',
          path,
          message: `wakesAt is ${wakesAt}: want a deadline of the call then in the timeline.`,
        }
      }
    }
  }
}

function findRingEnd({ ending, members }: SavedCall): number {
  let end = Number.POSITIVE_INFINITY
  for (const member of ending ? [] : members) {
    if (member.state === 'ringing' && member.until !== 'never') end = Math.min(end, member.until)
  }
  return end
}
