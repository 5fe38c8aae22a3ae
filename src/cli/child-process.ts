import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { CliError, endingSignals, exitCodes, toErrorCode, toSignalCode } from './exit.ts'
import type { MessageData } from './messages.ts'
import {
  type EscapedProcess,
  endWithThisProcess,
  findEscaped,
  isRunning,
  runVariable,
  sendToGroup,
} from './process-group.ts'

/** How a command is run. Times are in milliseconds; without a timeout there is no limit. */
interface ChildOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly timeout: number | undefined
  /** The time between a signal and SIGKILL. */
  readonly grace: number
  /** Receives everything the command prints; if absent, it has the three streams of this process. */
  readonly onOutput?: (text: string) => void
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** Whether processes that the command had started were still running, and were stopped. */
  readonly leftSomething: boolean
  /** Processes of the command that left its group and are still running. They are not stopped. */
  readonly escaped: readonly EscapedProcess[]
  /** Unix milliseconds. */
  readonly began: number
  readonly ended: number
}

/** A running command. */
export interface Child {
  /** Rejects with a CliError if the command cannot be started. Where it has a group, nothing of it is left afterwards. */
  readonly ended: Promise<Ended>
  /** Sends a signal to the command and the processes it has started; a second one kills. */
  stop(signal: NodeJS.Signals): void
  kill(): void
}

/** The interval in which ended processes are looked for, in milliseconds. */
const pollInterval = 25

/** Signals within this time are one, in milliseconds: a terminal and npm both pass on the same Ctrl-C. */
const signalWindow = 100

/** How long the last output of a command is waited for, in milliseconds: other processes may hold its streams. */
const lastOutput = 250

/** How long a process that left the group may take to end by itself, in milliseconds. */
const escapedGrace = 250

/** Starts a command without a shell. Throws a CliError if it cannot be started. */
export function startChild(command: readonly string[], options: ChildOptions): Child {
  const { environment, timeout, grace, onOutput } = options
  // On a terminal it stays in the foreground group: it may read from the terminal, which sends it Ctrl-C.
  const hasGroup = (onOutput !== undefined || !isatty(0)) && process.platform !== 'win32'
  const began = Date.now()
  const run = randomUUID()
  const stdio: StdioOptions = onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit'
  const child = start(command, { ...environment, [runVariable]: run }, hasGroup, stdio)
  const gone = whenGone(child, command)
  const silent = onOutput && listen(child, onOutput)
  const send = (signal: NodeJS.Signals) => void (hasGroup ? sendToGroup(child.pid, signal) : child.kill(signal))
  const kill = () => send('SIGKILL')
  const endWatch = child.pid ? endWithThisProcess(hasGroup ? -child.pid : child.pid, grace) : () => {}
  let stopped: number | undefined
  let killer: NodeJS.Timeout | undefined
  let timedOut = false

  function beginStop(signal: NodeJS.Signals): void {
    stopped = Date.now()
    killer = setTimer(grace, kill)
    if (hasGroup || signal !== 'SIGINT') send(signal)
  }

  const timer = setTimer(timeout, () => {
    timedOut = stopped === undefined
    if (timedOut) beginStop('SIGTERM')
  })

  async function end(): Promise<Ended> {
    try {
      const [code, signal] = await gone
      const ended = Date.now()
      const leftSomething = hasGroup && stopped === undefined && isRunning(child.pid)
      if (leftSomething) beginStop('SIGTERM')
      const killsAt = (stopped ?? ended) + grace
      while (hasGroup && isRunning(child.pid) && Date.now() < killsAt) await sleep(pollInterval)
      kill()
      await silent
      return { code, signal, timedOut, leftSomething, escaped: await findStillEscaped(run), began, ended }
    } finally {
      kill()
      endWatch()
      clearTimeout(timer)
      clearTimeout(killer)
    }
  }

  return {
    ended: end(),
    stop(signal) {
      if (stopped === undefined) beginStop(signal)
      else if (Date.now() - stopped > signalWindow) kill()
    },
    kill,
  }
}

/** Looks twice: a process that ends together with the command has not escaped. */
async function findStillEscaped(run: string): Promise<readonly EscapedProcess[]> {
  if (findEscaped(run).length === 0) return []
  await sleep(escapedGrace)
  return findEscaped(run)
}

function start(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  detached: boolean,
  stdio: StdioOptions,
): ChildProcess {
  try {
    return spawn(file, args, { env, detached, stdio })
  } catch (error) {
    throw new CliError(exitCodes.noStart, 'command-not-started', toStartFailure(error, file, args))
  }
}

/** Resolves when a process ends, whatever may still hold its streams. */
const whenGone = (child: ChildProcess, [file = '', ...args]: readonly string[]) =>
  new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve([code, signal]))
    // Also emitted by a kill that fails, more than once.
    child.on('error', error =>
      reject(new CliError(exitCodes.noStart, 'command-not-started', toStartFailure(error, file, args))),
    )
  })

/** Passes on what a command prints. Resolves when its streams end, or shortly after the command has ended. */
function listen(child: ChildProcess, onOutput: (text: string) => void): Promise<void> {
  for (const stream of [child.stdout, child.stderr])
    stream
      ?.setEncoding('utf8')
      .on('data', onOutput)
      .on('error', () => {})
  return new Promise(resolve => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
    child.once('exit', () => setTimeout(resolve, lastOutput).unref())
  })
}

/** Node's timers reach 24 days; anything longer is as good as never. */
const setTimer = (after: number | undefined, callback: () => void) =>
  after === undefined || after > 2_147_483_647 ? undefined : setTimeout(callback, after)

/** Why a command could not be started, as data of the message. */
export const toStartFailure = (
  error: unknown,
  file: string,
  args: readonly string[],
): MessageData<'command-not-started'> => ({
  file,
  reason: toErrorCode(error),
  error: String(error),
  isLine: args.length === 0 && /\s/.test(file),
})

/**
 * Runs a command to its end with the three streams of this process. Signals of this process go to the command; a second
 * one kills it. From then on a signal ends this process only if it is repeated. Throws a CliError if it cannot be started.
 */
export async function runChild(command: readonly string[], options: Omit<ChildOptions, 'onOutput'>): Promise<Ended> {
  const child = startChild(command, options)
  const pool = createProcessPool()
  pool.add(child)
  try {
    return await child.ended
  } finally {
    pool.disband()
  }
}

/** A listener for signals that lets a short task, such as a report, finish, and ends this process at the second signal. */
export function createSecondSignalExit(): (signal: NodeJS.Signals) => void {
  let first: number | undefined
  return signal => {
    first ??= Date.now()
    if (Date.now() - first > signalWindow) process.exit(toSignalCode(signal))
  }
}

/** Commands that run at the same time, and stop together when this process is stopped. */
export type ProcessPool = ReturnType<typeof createProcessPool>

/** From now on signals of this process go to the commands of a pool; a second one kills them, and none outlives this process. */
export function createProcessPool() {
  const children = new Set<Child>()
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    for (const child of children) child.stop(signal)
  }
  const kill = () => {
    for (const child of children) child.kill()
  }
  // Each emulator of a sweep may add a listener for the end of this process.
  process.setMaxListeners(0)
  for (const signal of endingSignals) process.on(signal, stop)
  process.once('exit', kill)
  return {
    /** The signal that stopped it, if any. */
    get stoppedBy(): NodeJS.Signals | undefined {
      return stoppedBy
    },
    /** Adds a started command. Returns a function that removes it. */
    add(child: Child): () => void {
      children.add(child)
      if (stoppedBy) child.stop(stoppedBy)
      return () => void children.delete(child)
    },
    /** From then on a signal ends this process, if it is repeated. */
    disband(): void {
      process.off('exit', kill)
      for (const signal of endingSignals) process.on(signal, createSecondSignalExit()).off(signal, stop)
    },
  }
}

/** Does something with each item in order, `jobs` at a time, until `isOver`. Rejects with the first error, when all have ended. */
export async function runInParallel<Item>(
  items: readonly Item[],
  { jobs, isOver }: { readonly jobs: number; isOver(): boolean },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let isBroken = false
  const worker = async () => {
    while (next < items.length && !isBroken && !isOver()) {
      const item = items[next++]
      if (item === undefined) return
      await work(item).catch(error => {
        isBroken = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, items.length) }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
