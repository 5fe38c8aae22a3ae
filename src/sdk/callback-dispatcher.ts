import { createHash } from 'node:crypto'
import type { Instant } from '../call/call.ts'
import { callbackTimeoutMs } from '../contracts/callback.ts'
import { catchUp, lastInstant, runDue } from '../emulator/advance.ts'
import { type DeliveryResult, isDeliveryResult, type SendCallback } from '../emulator/callbacks/delivery-result.ts'
import type { OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import { toCallbackRequest } from '../emulator/callbacks/sign.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'
import type { CallbackScope } from '../server/callback-scope.ts'
import { isAdmin } from '../server/server-context.ts'
import { isUrl } from '../text/data.ts'
import type { Sender } from './send-callback.ts'

/** Sends callbacks to their receivers, and advances clocks step by step while it does. */
export interface CallbackDispatcher {
  /**
   * Performs everything due in an application until an instant, which is asked for when its turn comes. Where callbacks are
   * sent on the way, the clock waits for their receivers, so that each of them sees the emulator as it is then; but no longer
   * than five real seconds in all.
   */
  advance(app: Application, to: () => Instant): Promise<void>
  close(): void
}

/** The SHA-256 of a text as UTF-8, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Whether a callback's URL has the path of an admin API: under any host, no receiver is there. */
const isAdminTarget = (target: string): boolean => isUrl(target) && isAdmin(new URL(target).pathname)

/** How long an advance waits for receivers in all, in real milliseconds. */
const longestWait = 5_000

/** How many callbacks are sent at once, over all applications. */
const mostSending = 256

/** Creates a dispatcher that sends by `send`, or over HTTP; the HTTP client is loaded with the first callback. */
export function createCallbackDispatcher(
  core: EmulatorCore,
  send: SendCallback | undefined,
  scope: CallbackScope,
): CallbackDispatcher {
  let sender: Promise<Sender> | undefined
  let isClosed = false
  let sending = 0
  let isScheduled = false
  /** Applications with callbacks that could be sent, in the order in which they asked. */
  const ready = new Set<Application>()
  const idleListeners = new Map<Application, Set<() => void>>()
  const turns = new WeakMap<Application, Promise<void>>()

  const sendOverHttp: SendCallback = async (request, timeoutMs, signal) => {
    sender ??= import('./send-callback.ts').then(({ createSender }) => createSender(scope))
    return (await sender).send(request, timeoutMs, signal)
  }

  const stop = core.onCallbacks(schedule)
  for (const app of core.listApps()) schedule(app)

  function schedule(app: Application): void {
    ready.add(app)
    if (isScheduled || isClosed) return
    isScheduled = true
    // After the step that caused them: a callback never overtakes its cause.
    setImmediate(sendReady)
  }

  function sendReady(): void {
    isScheduled = false
    if (isClosed) return
    for (const app of ready) {
      if (sending >= mostSending) return
      ready.delete(app)
      if (!app.outbox.isEmpty && !app.isClosed) {
        const now = catchUp(app)
        for (const callback of app.outbox.take()) deliver(app, callback, now)
      }
      notifyIfIdle(app)
    }
  }

  async function deliver(app: Application, callback: OutgoingCallback, now: Instant): Promise<void> {
    sending++
    const request = toCallbackRequest(callback, app.token, now, sha256)
    const began = performance.now()
    const result = await attempt(request, app.closed)
    sending--
    if (isClosed) return
    const took = Math.round(performance.now() - began)
    if (!app.isClosed) {
      app.usedAt = Date.now()
      app.outbox.settle(callback, result, { at: now, took, ...request }, catchUp(app))
      const { status, answer, reason } = callback.attempts.at(-1) ?? {}
      app.note('end-attempt', { callback: callback.id, status, answer, reason })
      notifyIfIdle(app)
    }
    if (ready.size > 0) sendReady()
  }

  /** Whatever a sender of the user's does, there is a result in time. */
  async function attempt(request: Parameters<SendCallback>[0], signal: AbortSignal): Promise<DeliveryResult> {
    if (isAdminTarget(request.target)) return { unanswered: { code: 'admin-api' } }
    let timer: NodeJS.Timeout | undefined
    let abort = () => {}
    const late = new Promise<DeliveryResult>(resolve => {
      // A little later than the sender's own limit, so that its reason is kept.
      timer = setTimeout(resolve, callbackTimeoutMs + 200, {
        unanswered: { code: 'timeout', timeoutMs: callbackTimeoutMs },
      })
      abort = () => resolve({ unanswered: { code: 'application-closed' } })
      signal.addEventListener('abort', abort)
    })
    try {
      const result = await Promise.race([(send ?? sendOverHttp)(request, callbackTimeoutMs, signal), late])
      return isDeliveryResult(result) ? result : { unanswered: { code: 'invalid-result' } }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      return { unanswered: { code: 'sender-failed', error: text } }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }

  function notifyIfIdle(app: Application): void {
    if (app.outbox.isIdle || app.isClosed || isClosed) for (const notify of idleListeners.get(app) ?? []) notify()
  }

  /** Resolves when everything that could be sent was sent and answered, or after `timeoutMs`. */
  const waitUntilIdle = (app: Application, timeoutMs: number) =>
    new Promise<void>(resolve => {
      const listeners = idleListeners.get(app) ?? new Set()
      idleListeners.set(app, listeners)
      const done = () => {
        listeners.delete(done)
        if (listeners.size === 0) idleListeners.delete(app)
        clearTimeout(timer)
        app.closed.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      listeners.add(done)
      app.closed.addEventListener('abort', done)
      notifyIfIdle(app)
    })

  async function walk(app: Application, to: () => Instant, deadline: number): Promise<void> {
    const until = Math.min(to(), lastInstant)
    if (app !== core.unassigned) app.note('advance-clock', { to: until })
    for (;;) {
      const left = deadline - performance.now()
      const canWait = left > 0 && !isClosed
      // What could be sent already is sent before anything else happens.
      const isDone =
        (app.outbox.isIdle || !canWait) && runDue(app, until, app.clock.moveTo, () => canWait && !app.outbox.isIdle)
      if (!canWait || (isDone && app.outbox.isIdle)) break
      await waitUntilIdle(app, left)
      // A reset meanwhile means the beginning, not the instant that this advance was going to.
      if (app.isClosed) return
    }
    app.clock.moveTo(until)
    app.usedAt = Date.now()
    if (app !== core.unassigned) app.emit({ at: app.clock.now(), about: 'clock', app: app.sdkAppId, what: 'advanced' })
  }

  return {
    advance(app, to) {
      // One after the other: two at once would take the clock out of each other's hands.
      const deadline = performance.now() + longestWait
      const turn = (turns.get(app) ?? Promise.resolve()).then(() => walk(app, to, deadline))
      turns.set(
        app,
        turn.catch(() => {}),
      )
      return turn
    },
    close() {
      isClosed = true
      stop()
      for (const listeners of idleListeners.values()) for (const notify of listeners) notify()
      sender?.then(({ close }) => close())
    },
  }
}
