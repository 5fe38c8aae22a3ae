import type { Instant } from '../../call/call.ts'
import { type OutgoingCallback, toCallbackNumber } from './outgoing-callback.ts'

/** Whether the first callback of a call can leave, as far as it is its own affair. */
export const canLeave = ({ flaw, leavesAt }: OutgoingCallback, now: Instant): boolean =>
  flaw !== 'reorder' && leavesAt <= now

/**
 * Callbacks that are not settled, call by call. Calls whose first one could leave come first, application by application:
 * those on their way, then those on `offer` in their order, then what is held back until a reply has left. Where nothing
 * else says it, the older one goes first: the order tells nothing of what has been before.
 */
export function listDeliveries(
  lanes: Iterable<readonly OutgoingCallback[]>,
  offer: readonly OutgoingCallback[],
  now: Instant,
): readonly OutgoingCallback[] {
  const turns = new Map(offer.map((delivery, turn) => [delivery, turn]))
  const toTurn = (first: OutgoingCallback) => (first.state === 'sending' ? -1 : (turns.get(first) ?? offer.length))
  const leaving: Place[] = []
  const staying: Place[] = []
  for (const lane of lanes) {
    const [first] = lane
    if (!first) continue
    const isLeaving = canLeave(first, now)
    const place = { lane, app: first.app, turn: isLeaving ? toTurn(first) : 0, number: toCallbackNumber(first.id) }
    if (isLeaving) leaving.push(place)
    else staying.push(place)
  }
  leaving.sort(byTurn)
  const apps = new Map([...new Set(leaving.map(({ app }) => app))].map((app, turn) => [app, turn]))
  leaving.sort((one, other) => (apps.get(one.app) ?? 0) - (apps.get(other.app) ?? 0))
  return [...leaving, ...staying.sort(byTurn)].flatMap(({ lane }) => lane)
}

/** Where the callbacks of one call stand. */
interface Place {
  readonly lane: readonly OutgoingCallback[]
  readonly app: number
  readonly turn: number
  readonly number: number
}

const byTurn = (one: Place, other: Place) => one.turn - other.turn || one.number - other.number
