import {
  type CaseStep,
  type ClientCase,
  caseApp,
  defaultAnswerTimeout,
  toCaseName,
  toScenario,
} from '../conformance/client/case.ts'
import {
  type CaseFailure,
  type ClientResult,
  evaluateResult,
  explainExpected,
  explainResult,
} from '../conformance/client/case-outcome.ts'
import type { CaseResult } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/run-facts.ts'
import type { OperationName } from '../contracts/operations.ts'
import { createEmulatorParts } from '../sdk/create-emulator.ts'
import type { Listening } from '../sdk/listen.ts'
import { toPlan } from '../sdk/to-plan.ts'
import { explainContract } from './messages.ts'

/** The address of the service and the account that a client uses. */
export interface Service {
  /** Such as `http://127.0.0.1:49152`: the part before `/v4/`. */
  readonly url: string
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
  /** A UserSig of that identifier, for clients that do not sign themselves. */
  readonly userSig: string
}

/** Asks a client to send one command; never rejects. Its signal is aborted when the answer comes too late. */
type RunClient = (request: CaseRequest) => Promise<ClientResult>

/** One command that a client is to send. */
export interface CaseRequest {
  readonly service: Service
  /** Id and command of the case. */
  readonly name: string
  readonly command: OperationName
  readonly body: object
  readonly signal: AbortSignal
}

/** The result of a case. */
interface CaseOutcome {
  /** What the client did wrong; undefined if it passed. */
  readonly failure: CaseFailure | undefined
  /** What was expected and what happened in the last step, as parts of a sentence. */
  readonly expected: string
  readonly actual: string
  /** Whether the client did not answer in time: it may still send requests. */
  readonly timedOut: boolean
  /** The number of its last request in the journal; undefined if it sent none. */
  readonly position: number | undefined
  /** Unix milliseconds of the emulator's clock. */
  readonly time: number
}

/** An emulator on a port that runs one case after the other. */
export type CaseRunner = ReturnType<typeof createCaseRunner>

const journalSize = 20_000

const callbackReply = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'

/** Creates an emulator on a port that runs one case after the other. Its clock moves only as its cases say, and its callbacks are accepted without being sent. */
export function createCaseRunner() {
  const { emulator, core } = createEmulatorParts({
    scenario: toScenario({ setup: {} }),
    clock: 'manual',
    journal: journalSize,
    send: async () => ({ status: 200, text: callbackReply }),
  })
  let listening: Promise<Listening> | undefined

  /** Opens the port, which stays open until `closePort` or `close`. */
  const open = async (): Promise<Service> => {
    listening ??= emulator.listen()
    const { url } = await listening
    const { sdkAppId, secretKey, admins } = caseApp
    return { url, sdkAppId, secretKey, identifier: admins[0], userSig: emulator.credentials().userSig }
  }

  async function runStep(
    { after, body, expected }: CaseStep,
    one: ClientCase,
    runClient: RunClient,
    timeoutMs: number,
  ): Promise<Omit<CaseOutcome, 'position' | 'time'>> {
    if (after !== undefined) await emulator.clock.advance(after)
    const service = await open()
    const before = core.runLog.exchanges.count
    const request = { service, name: toCaseName(one), command: one.command, body }
    const result = await withTimeout(timeoutMs, signal => runClient({ ...request, signal }))
    const exchanges = core.runLog.exchanges.since(before).filter(({ command }) => command === one.command)
    return {
      failure: evaluateResult({ body, expected }, result, exchanges),
      expected: explainExpected(expected),
      actual: explainResult(result),
      timedOut: result.is === 'timeout',
    }
  }

  return {
    /** Runs a case; `timeoutMs` limits each of its steps. */
    async run(one: ClientCase, runClient: RunClient, timeoutMs = defaultAnswerTimeout): Promise<CaseOutcome> {
      const before = core.runLog.exchanges.count
      core.load(toPlan(toScenario(one)))
      const [first, ...more] = one.steps
      let outcome = await runStep(first, one, runClient, timeoutMs)
      for (const [index, step] of more.entries()) {
        if (outcome.failure !== undefined) break
        outcome = await runStep(step, one, runClient, timeoutMs)
        const { failure } = outcome
        if (failure)
          outcome = { ...outcome, failure: { code: 'at-step', step: index + 2, steps: one.steps.length, failure } }
      }
      const last = core.runLog.exchanges.count
      return { ...outcome, position: last > before ? last : undefined, time: emulator.clock.now() }
    },
    open,
    /** Closes the port until the next case opens another. */
    async closePort(): Promise<void> {
      const open = listening
      listening = undefined
      await (await open)?.close()
    },
    saveJournal: emulator.saveJournal,
    close: emulator.close,
  }
}

/** How long a client has to report a failure of its own after it was aborted, in milliseconds. */
const failureWindow = 20

/**
 * Waits for the result of a client for at most `timeoutMs`, then aborts the signal. A client that reacts to the signal may
 * still report that it broke, which is worth more than a missing answer.
 */
function withTimeout(
  timeoutMs: number,
  runClient: (signal: AbortSignal) => Promise<ClientResult>,
): Promise<ClientResult> {
  const controller = new AbortController()
  return new Promise(resolve => {
    const silence: ClientResult = { is: 'timeout', after: timeoutMs }
    const timer = setTimeout(() => {
      controller.abort()
      setTimeout(() => resolve(silence), failureWindow)
    }, timeoutMs)
    const finish = (result: ClientResult) => {
      clearTimeout(timer)
      resolve(controller.signal.aborted && result.is !== 'broken' ? silence : result)
    }
    runClient(controller.signal).then(finish, error =>
      finish({ is: 'broken', message: explainContract({ code: 'client-failed', reason: String(error) }) }),
    )
  })
}

const mostWorkers = 8

/** How long an idle runner keeps its port, in milliseconds: an open port keeps a process alive. */
const linger = 100

interface Worker {
  readonly runner: CaseRunner
  readonly run: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Creates a pool of as many case runners as there are cases at the same time; `toRerun` returns the line for a shell that repeats a case. */
export function createWorkerPool(toRerun: (one: ClientCase) => string) {
  const workers: Worker[] = []
  const free: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  const results = new Map<string, CaseResult>()
  const idleListeners: (() => void)[] = []
  let busy = 0
  let isClosed = false

  const addWorker = (): Worker => {
    const worker: Worker = { runner: createCaseRunner(), run: workers.length, timer: undefined }
    workers.push(worker)
    return worker
  }

  async function take(): Promise<Worker> {
    const worker = free.pop()
    if (worker) {
      clearTimeout(worker.timer)
      return worker
    }
    if (busy < mostWorkers) return addWorker()
    return new Promise(resolve => waiting.push(resolve))
  }

  function release(worker: Worker): void {
    const next = waiting.shift()
    if (next) {
      next(worker)
      return
    }
    worker.timer = setTimeout(() => void worker.runner.closePort(), linger)
    free.push(worker)
  }

  return {
    /** Runs a case on a free runner; waits if too many are busy. */
    async run(one: ClientCase, runClient: RunClient, timeoutMs: number | undefined): Promise<CaseOutcome> {
      if (isClosed) throw new Error(explainContract({ code: 'closed' }))
      const taken = take()
      busy++
      const worker = await taken
      const outcome = await worker.runner.run(one, runClient, timeoutMs)
      const { failure, position, time } = outcome
      const { id, command } = one
      results.set(`${id} ${command}`, { id, command, run: worker.run, position, time, failure, rerun: toRerun(one) })
      if (outcome.timedOut) {
        // A client that did not answer may still send requests, which would reach the next case.
        await worker.runner.closePort()
        waiting.shift()?.(addWorker())
      } else release(worker)
      busy--
      if (busy === 0) for (const resolve of idleListeners.splice(0)) resolve()
      return outcome
    },
    /** Resolves when no case is running. */
    idle: () => (busy === 0 ? Promise.resolve() : new Promise<void>(resolve => idleListeners.push(resolve))),
    get results(): readonly CaseResult[] {
      return [...results.values()]
    },
    saveJournals: (): readonly NamedJournal[] => workers.map(({ runner }) => ({ journal: runner.saveJournal() })),
    async close() {
      isClosed = true
      for (const { timer } of workers) clearTimeout(timer)
      await Promise.all(workers.map(({ runner }) => runner.close()))
    },
  }
}
