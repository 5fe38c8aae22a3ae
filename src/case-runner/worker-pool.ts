import type { ClientCase } from '../conformance/client/case.ts'
import type { CaseResult } from '../conformance/client/case-results.ts'
import type { NamedJournal } from '../conformance/client/run-facts.ts'
import { type CaseOutcome, type CaseRunner, createCaseRunner, type RunClient } from './case-runner.ts'
import { explainContract } from './messages.ts'

/** As many case runners as there are cases at the same time, and the results of all cases. */
export interface WorkerPool {
  /** Runs a case on a free runner; waits if too many are busy. */
  run(one: ClientCase, runClient: RunClient, timeoutMs: number | undefined): Promise<CaseOutcome>
  /** Resolves when no case is running. */
  idle(): Promise<void>
  readonly results: readonly CaseResult[]
  saveJournals(): readonly NamedJournal[]
  close(): Promise<void>
}

const mostWorkers = 8

/** How long an idle runner keeps its port, in milliseconds: an open port keeps a process alive. */
const linger = 100

interface Worker {
  readonly runner: CaseRunner
  readonly run: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Creates a pool without runners; `toRerun` returns the line for a shell that repeats a case. */
export function createWorkerPool(toRerun: (one: ClientCase) => string): WorkerPool {
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
    async run(one, runClient, timeoutMs) {
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
    idle: () => (busy === 0 ? Promise.resolve() : new Promise(resolve => idleListeners.push(resolve))),
    get results() {
      return [...results.values()]
    },
    saveJournals: () => workers.map(({ runner }) => ({ journal: runner.saveJournal() })),
    async close() {
      isClosed = true
      for (const { timer } of workers) clearTimeout(timer)
      await Promise.all(workers.map(({ runner }) => runner.close()))
    },
  }
}
