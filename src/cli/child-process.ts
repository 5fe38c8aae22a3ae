import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { isatty } from 'node:tty'
import { formatValue } from '../text/format.ts'
import { Exit, exitCodes, passedOn, toSignalCode } from './exit.ts'
import { toErrorCode } from './files.ts'
import {
  type EscapedProcess,
  endWithThisProcess,
  findEscaped,
  isRunning,
  runVariable,
  sendToGroup,
} from './process-group.ts'

/** How a command is run. Times are in milliseconds; without a timeout it may take for ever. */
export interface ChildOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly timeout: number | undefined
  /** How long it has after a signal, until it is killed. */
  readonly grace: number
  /** Told of whatever it prints; without it, it has the three streams of this process. */
  readonly onOutput?: (text: string) => void
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** Whether something it had started was still there, and had to be ended. */
  readonly leftSomething: boolean
  /** What it had started and is still running, since it left the command's group. It is not ended. */
  readonly escaped: readonly EscapedProcess[]
  /** Unix milliseconds. */
  readonly began: number
  readonly ended: number
}

/** A command that runs. */
export interface Child {
  /** Rejects with an Exit if it cannot be started. Nothing of it is left then, where it has a group of its own. */
  readonly ended: Promise<Ended>
  /** Sends a signal to it and to whatever it has started; a second one kills. */
  stop(signal: NodeJS.Signals): void
  kill(): void
}

/** How often it is looked whether processes are gone, in milliseconds. */
const glance = 25

/** Within so many milliseconds signals are one: a terminal and npm both pass the same Ctrl-C on. */
export const echo = 100

/** How long is waited for the last of what it has printed, in milliseconds: others may hold its streams. */
const lastWords = 250

/** How long a process that left the group may take to end by itself, in milliseconds. */
const escapedGrace = 250

/** Starts a command, with no shell between. Throws an Exit if it cannot be started. */
export function startChild(command: readonly string[], options: ChildOptions): Child {
  const { environment, timeout, grace, onOutput } = options
  // In a terminal it stays in the foreground group: it may read from there, and has Ctrl-C from there by itself.
  const hasGroup = (onOutput !== undefined || !isatty(0)) && process.platform !== 'win32'
  const began = Date.now()
  const run = randomUUID()
  const child = start(
    command,
    { ...environment, [runVariable]: run },
    hasGroup,
    onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  )
  const gone = whenGone(child, command)
  const silent = onOutput && listen(child, onOutput)
  const send = (signal: NodeJS.Signals) => void (hasGroup ? sendToGroup(child.pid, signal) : child.kill(signal))
  const kill = () => send('SIGKILL')
  const endWatch = child.pid ? endWithThisProcess(hasGroup ? -child.pid : child.pid, grace) : () => {}
  let stopped: number | undefined
  let killer: NodeJS.Timeout | undefined
  let timedOut = false

  function begin(signal: NodeJS.Signals): void {
    stopped = Date.now()
    killer = setTimer(grace, kill)
    if (hasGroup || signal !== 'SIGINT') send(signal)
  }

  const timer = setTimer(timeout, () => {
    timedOut = stopped === undefined
    if (timedOut) begin('SIGTERM')
  })

  async function end(): Promise<Ended> {
    try {
      const [code, signal] = await gone
      const ended = Date.now()
      const leftSomething = hasGroup && stopped === undefined && isRunning(child.pid)
      if (leftSomething) begin('SIGTERM')
      const killsAt = (stopped ?? ended) + grace
      while (hasGroup && isRunning(child.pid) && Date.now() < killsAt)
        await new Promise(done => setTimeout(done, glance))
      kill()
      await silent
      return { code, signal, timedOut, leftSomething, escaped: await waitForEscaped(run), began, ended }
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
      if (stopped === undefined) begin(signal)
      else if (Date.now() - stopped > echo) kill()
    },
    kill,
  }
}

/** Looks twice: what ends together with the command is no finding. */
async function waitForEscaped(run: string): Promise<readonly EscapedProcess[]> {
  if (findEscaped(run).length === 0) return []
  await new Promise(done => setTimeout(done, escapedGrace))
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
    throw new Exit(exitCodes.noStart, explainNoChild(error, file, args))
  }
}

/** Its end, and not that of its streams: whatever it has started may hold these for ever. */
const whenGone = (child: ChildProcess, [file = '', ...args]: readonly string[]) =>
  new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve([code, signal]))
    // Also emitted by a kill that fails, more than once.
    child.on('error', error => reject(new Exit(exitCodes.noStart, explainNoChild(error, file, args))))
  })

/** Hands on what a command prints. Resolves when that is over, or shortly after the command is. */
function listen(child: ChildProcess, onOutput: (text: string) => void): Promise<void> {
  for (const stream of [child.stdout, child.stderr])
    stream
      ?.setEncoding('utf8')
      .on('data', onOutput)
      .on('error', () => {})
  return new Promise(resolve => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
    child.once('exit', () => setTimeout(resolve, lastWords).unref())
  })
}

/** Node's timers reach 24 days; what is longer is as good as never. */
const setTimer = (after: number | undefined, callback: () => void) =>
  after === undefined || after > 2_147_483_647 ? undefined : setTimeout(callback, after)

/** Why a command could not be started, as a sentence with the way out. */
export function explainNoChild(error: unknown, file: string, args: readonly string[]): string {
  const code = toErrorCode(error)
  if (code === 'EACCES') return `${formatValue(file)} may not be executed: make it executable, or name what runs it.`
  if (code !== 'ENOENT') return `${formatValue(file)} could not be started: ${String(error)}`
  const isLine = args.length === 0 && /\s/.test(file)
  const guess = isLine
    ? ` It looks like a whole line: take the quotes off, or have a shell read it, as in sh -c '…'.`
    : ''
  return `There is no command ${formatValue(file)}.${guess || ' Is it spelt right, and in one of the folders of PATH?'}`
}

/**
 * Runs a command to its end, with the three streams of this process and no shell between. Signals of this process go to
 * it and to whatever it has started; a second one kills. Nothing of it is left afterwards, where it has a group of its
 * own. Throws an Exit if it cannot be started. From then on signals don't end this process, unless they are repeated
 * when the command has ended.
 */
export async function runChild(command: readonly string[], options: Omit<ChildOptions, 'onOutput'>): Promise<Ended> {
  const child = startChild(command, options)
  for (const signal of passedOn) process.on(signal, child.stop)
  process.once('exit', child.kill)
  try {
    return await child.ended
  } finally {
    process.off('exit', child.kill)
    for (const signal of passedOn) process.on(signal, createLastWord()).off(signal, child.stop)
  }
}

/** What comes now is a report, which takes no time; whoever has none is heard the second time. */
export function createLastWord(): (signal: NodeJS.Signals) => void {
  let first: number | undefined
  return signal => {
    first ??= Date.now()
    if (Date.now() - first > echo) process.exit(toSignalCode(signal))
  }
}

/** Commands that run side by side, and end together where this process is told to stop. */
export interface ProcessPool {
  /** The signal that has told it to stop, if one has. */
  readonly stoppedBy: NodeJS.Signals | undefined
  /** Takes a command in that has been started. Gives how to let it go. */
  add(child: Child): () => void
  /** Signals end this process again, if they are repeated. */
  disband(): void
}

/** From now on signals of this process go to the commands of a crew; a second one kills, and nothing of them outlives it. */
export function createProcessPool(): ProcessPool {
  const children = new Set<Child>()
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    for (const child of children) child.stop(signal)
  }
  const kill = () => {
    for (const child of children) child.kill()
  }
  // What each emulator leaves to the end of this process may be a listener for each.
  process.setMaxListeners(0)
  for (const signal of passedOn) process.on(signal, stop)
  process.once('exit', kill)
  return {
    get stoppedBy() {
      return stoppedBy
    },
    add(child) {
      children.add(child)
      if (stoppedBy) child.stop(stoppedBy)
      return () => void children.delete(child)
    },
    disband() {
      process.off('exit', kill)
      for (const signal of passedOn) process.on(signal, createLastWord()).off(signal, stop)
    },
  }
}

/** Does something with each item in order, so many at a time, until `isOver`. Rejects with the first error, when all have ended. */
export async function sideBySide<Item>(
  items: readonly Item[],
  { jobs, isOver }: { readonly jobs: number; isOver(): boolean },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let isBroken = false
  const one = async () => {
    while (next < items.length && !isBroken && !isOver()) {
      const item = items[next++]
      if (item === undefined) return
      await work(item).catch(error => {
        isBroken = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, items.length) }, one))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
