import type { Instant } from '../call/call.ts'
import { callbackTimeoutMs } from '../contracts/callback.ts'
import {
  type DeliveryResult,
  isDeliveryResult,
  type SendCallback,
  tooSlow,
} from '../emulator/callbacks/delivery-result.ts'
import type { Departure } from '../emulator/callbacks/departures.ts'
import type { Played, Switchboard } from '../emulator/switchboard.ts'
import type { Reach } from '../server/callback-scope.ts'
import { controlPrefix, isControl } from '../server/entrance.ts'
import { isUrl } from '../text/data.ts'
import type { Sender } from './send-callback.ts'

/** Carries callbacks to their receivers. */
export interface Courier {
  /**
   * Plays everything due until a moment. Where callbacks leave on the way, time waits for their receivers, so that each of
   * them sees the emulator as it is then; but no longer than five seconds in all.
   */
  advance(to: () => Instant): Promise<Played>
  close(): void
}

const toAdmin = `Callbacks are not sent to the admin API (${controlPrefix}), of this emulator or another: point the callback URL at your own receiver.`

/** Whether a callback's URL has the path of an admin API. By whatever name or address, no receiver is found there. */
function isAdminTarget(target: string): boolean {
  return isUrl(target) && isControl(new URL(target).pathname)
}

/** How long an advance waits for receivers in all, in real milliseconds. */
const patience = 5_000

/** Creates a courier that sends by `send`, or over HTTP; what it takes for that is loaded with the first callback. */
export function createCourier(switchboard: Switchboard, send: SendCallback | undefined, reach: Reach): Courier {
  let sender: Promise<Sender> | undefined
  let isClosed = false
  let isCalled = false
  const waiting = new Set<() => void>()

  const overHttp: SendCallback = async (parcel, limit) => {
    sender ??= import('./send-callback.ts').then(({ createSender }) => createSender(reach))
    return (await sender).send(parcel, limit)
  }

  const unwatch = switchboard.onCallbacks(call)
  // A scenario may have begun with some.
  call()

  function call(): void {
    if (isCalled || isClosed) return
    isCalled = true
    // Not before what is under way is done: a callback never overtakes what caused it.
    setImmediate(leave)
  }

  function leave(): void {
    isCalled = false
    if (isClosed) return
    for (const departure of switchboard.takeCallbacks()) carry(departure)
    settle()
  }

  async function carry({ parcel, settle: tell }: Departure): Promise<void> {
    const began = performance.now()
    const outcome = await trySend(parcel)
    if (isClosed) return
    tell(outcome, Math.round(performance.now() - began))
    settle()
  }

  /** Whatever a sender of our users' does, something has come of it in time. */
  async function trySend(parcel: Departure['parcel']): Promise<DeliveryResult> {
    if (isAdminTarget(parcel.target)) return { unanswered: toAdmin }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<DeliveryResult>(resolve => {
      // A little later than its own limit: who keeps that has the word.
      timer = setTimeout(resolve, callbackTimeoutMs + 200, { unanswered: tooSlow })
    })
    try {
      const outcome = await Promise.race([(send ?? overHttp)(parcel, callbackTimeoutMs), late])
      return isDeliveryResult(outcome)
        ? outcome
        : { unanswered: 'What sends callbacks gave neither a status nor a reason.' }
    } catch (error) {
      return { unanswered: error instanceof Error ? error.message : String(error) }
    } finally {
      clearTimeout(timer)
    }
  }

  function settle(): void {
    if (!switchboard.isQuiet) return
    for (const resolve of waiting) resolve()
  }

  /** Resolves when all that could leave has left and been answered, or after so many milliseconds. */
  const becomeQuiet = (limit: number) =>
    new Promise<void>(resolve => {
      const done = () => {
        waiting.delete(done)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(done, limit)
      waiting.add(done)
      settle()
    })

  async function walk(to: () => Instant, deadline: number): Promise<Played> {
    const until = to()
    const since = switchboard.notes.count
    let isOver = false
    const unwatchReset = switchboard.watch(note => {
      if (note.about !== 'reset') return
      isOver = true
      for (const resolve of waiting) resolve()
    })
    try {
      for (;;) {
        const left = deadline - performance.now()
        const isPatient = left > 0 && !isClosed
        // What was there before goes before anything else happens.
        const isPlayed = (switchboard.isQuiet || !isPatient) && switchboard.playOn(until, isPatient)
        if (!isPatient || (isPlayed && switchboard.isQuiet)) break
        await becomeQuiet(left)
        // Whoever resets the emulator meanwhile wants it at its beginning, not where this was going.
        if (isOver) break
      }
    } finally {
      unwatchReset()
    }
    return switchboard.arrive(isOver ? switchboard.now() : until, since)
  }

  let walked: Promise<unknown> = Promise.resolve()
  return {
    advance(to) {
      // One walk after the other: two at once would take the clock out of each other's hands.
      const deadline = performance.now() + patience
      const next = walked.then(() => walk(to, deadline))
      walked = next.catch(() => {})
      return next
    },
    close() {
      isClosed = true
      unwatch()
      for (const resolve of waiting) resolve()
      sender?.then(({ close }) => close())
    },
  }
}
