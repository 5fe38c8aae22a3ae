import type { Instant } from '../call/call.ts'
import type { CallbackShape } from '../contracts/callback.ts'
import type { AppPlan, CallPlan } from '../scenarios/plan.ts'
import { activateFault } from './active-faults.ts'
import { createQueue } from './buffers.ts'
import { createOutbox } from './callbacks/outbox.ts'
import type { CallbackConsole, DeliveryAttempt, OutgoingCallback } from './callbacks/outgoing-callback.ts'
import { type ClockJumps, type ClockMode, createClock, defaultJumps } from './clock.ts'
import { createEndedCallIndex } from './ended-calls.ts'
import type { EventBus } from './event-bus.ts'
import { createCallIds, createRandom, createRequestIds, type RandomState } from './random.ts'
import type { RunLog } from './run-log.ts'
import type { ActiveFault, Application, DueItem, FaultDefinition, StoredCall } from './state.ts'
import { createTimeline } from './timeline.ts'

/** What an application is created from. */
export interface ApplicationInit {
  readonly name?: string
  readonly plan: AppPlan
  readonly script?: readonly CallPlan[]
  readonly seed: number
  readonly epoch: number
  readonly beginning: Instant
  readonly now?: Instant
  readonly clock: ClockMode
  readonly jumps?: ClockJumps
  /** In real milliseconds. */
  readonly ttl?: number | undefined
  readonly faults: readonly ActiveFault[] | readonly FaultDefinition[]
  /** Where random streams and counts continue, for a restored application. */
  readonly saved?: {
    readonly random: { readonly requestIds: RandomState; readonly numbers: RandomState; readonly callIds: RandomState }
    readonly counts: { readonly exchanges: number; readonly callbacks: number }
  }
}

/** What an application gets from its emulator. */
export interface ApplicationContext {
  /** Unix milliseconds of the wall clock. */
  wall(): number
  createAbortController(): AbortController
  readonly emit: EventBus['emit']
  readonly addAction: RunLog['addAction']
  /** Settings of callbacks that override the application's own. */
  readonly callbackConsole: Partial<CallbackConsole>
  readonly callbackShape?: CallbackShape | undefined
  /** Keeps a new callback in the log. */
  logCallback(callback: OutgoingCallback): void
  /** Counts an attempt to deliver one. */
  logAttempt(attempt: DeliveryAttempt): void
  /** Called when callbacks could be sent. */
  onReady(app: Application): void
}

/** Creates an application. Its script is on the timeline unless it is restored from saved state. */
export function createApplication(init: ApplicationInit, context: ApplicationContext): Application {
  const { plan, script = [], seed, saved, beginning } = init
  const name = init.name ?? `${plan.sdkAppId}`
  const { sdkAppId, secretKey, admins, callback } = plan
  const stream = (purpose: string, state?: RandomState) => createRandom(seed, `${purpose} of ${name}`, state)
  const random = {
    requestIds: stream('request ids', saved?.random.requestIds),
    numbers: stream('random', saved?.random.numbers),
    callIds: stream('call ids', saved?.random.callIds),
  }
  const firstSequence = 10_000_000 + (stream('request sequence').nextWord() % 10_000_000)
  const calls = new Map<string, StoredCall>()
  const timeline = createTimeline<DueItem>()
  const life = context.createAbortController()
  const app: Application = {
    name,
    plan,
    script,
    seed,
    epoch: init.epoch,
    sdkAppId,
    secretKey,
    admins: new Set(admins),
    token: context.callbackConsole.token ?? callback?.token,
    retries: context.callbackConsole.retries ?? callback?.retries ?? 0,
    beginning,
    clock: createClock(init.clock, init.now ?? beginning, context.wall),
    timeline,
    calls,
    ended: createQueue(),
    records: createEndedCallIndex(),
    rateLimiters: new Map(),
    rateLimit: plan.rateLimit,
    callback: callback?.url && callback.commands ? { url: callback.url, commands: callback.commands } : undefined,
    live: 0,
    faults: [],
    outbox: createOutbox({
      shape: context.callbackShape,
      schedule: (at, item) => timeline.add(at, { kind: 'callback', callback: item }),
      onReady: () => context.onReady(app),
      log: context.logCallback,
      logAttempt: context.logAttempt,
      emit(item, at) {
        if (life.signal.aborted) return
        const { id, state, command, call, attempts, code, reason } = item
        context.emit(
          {
            at,
            about: 'callback',
            what: state,
            callback: id,
            command,
            app: sdkAppId,
            call,
            attempts: attempts.length,
            code,
            reason,
          },
          { callback: item },
        )
      },
    }),
    random,
    counts: { exchanges: 0, callbacks: 0, ...saved?.counts },
    nextRequestId: createRequestIds(random.requestIds, firstSequence),
    nextCallId: createCallIds(random.callIds, id => calls.has(id)),
    emit: context.emit,
    note: (does, input) => context.addAction({ at: app.clock.now(), app: sdkAppId, does, input }),
    closed: life.signal,
    get isClosed() {
      return life.signal.aborted
    },
    end: () => life.abort(),
    jumps: init.jumps ?? defaultJumps,
    ttl: init.ttl,
    usedAt: context.wall(),
  }
  app.faults = init.faults.map(one => ('count' in one ? one : activateFault(one, app)))
  if (!saved) for (const call of script) timeline.add(beginning + call.at, { kind: 'open', plan: call })
  return app
}
