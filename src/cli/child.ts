import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { quote } from '../words/quote.ts'
import { Exit, exitCodes } from './exit.ts'
import { isRunning, sendToGroup } from './process-group.ts'
import { toCode } from './write-file.ts'

/** How a command is run. Times are in milliseconds; without a timeout it may take for ever. */
export interface ChildOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly timeout: number | undefined
  /** How long it has after a signal, until it is killed. */
  readonly grace: number
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** Whether something it had started was still there, and had to be ended. */
  readonly leftSomething: boolean
  /** Unix milliseconds. */
  readonly began: number
  readonly ended: number
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How often it is looked whether processes are gone, in milliseconds. */
const glance = 25

/** Within so many milliseconds signals are one: a terminal and npm both pass the same Ctrl-C on. */
const echo = 100

/**
 * Runs a command to its end, with the three streams of this process and no shell between. Signals of this process go to
 * it and to whatever it has started; a second one kills. Nothing of it is left afterwards, where it has a group of its
 * own. Throws an Exit if it cannot be started. From then on signals don't end this process, unless they are repeated
 * when the command has ended.
 */
export async function runChild(command: readonly string[], options: ChildOptions): Promise<Ended> {
  // In a terminal it stays in the foreground group: it may read from there, and has Ctrl-C from there by itself.
  const hasGroup = !isatty(0) && process.platform !== 'win32'
  const began = Date.now()
  const child = start(command, options.environment, hasGroup)
  const gone = whenGone(child, command)
  const send = (signal: NodeJS.Signals) => void (hasGroup ? sendToGroup(child.pid, signal) : child.kill(signal))
  let stopped: number | undefined
  let killer: NodeJS.Timeout | undefined
  let timedOut = false

  function stop(signal: NodeJS.Signals): void {
    stopped = Date.now()
    killer = setTimer(options.grace, () => send('SIGKILL'))
    if (hasGroup || signal !== 'SIGINT') send(signal)
  }

  const passOn = (signal: NodeJS.Signals) => {
    if (stopped === undefined) stop(signal)
    else if (Date.now() - stopped > echo) send('SIGKILL')
  }
  const timer = setTimer(options.timeout, () => {
    timedOut = stopped === undefined
    if (timedOut) stop('SIGTERM')
  })
  const killAll = () => send('SIGKILL')
  for (const signal of passedOn) process.on(signal, passOn)
  process.once('exit', killAll)
  try {
    const [code, signal] = await gone
    const ended = Date.now()
    const leftSomething = hasGroup && stopped === undefined && isRunning(child.pid)
    if (leftSomething) stop('SIGTERM')
    const killsAt = (stopped ?? ended) + options.grace
    while (hasGroup && isRunning(child.pid) && Date.now() < killsAt) await new Promise(done => setTimeout(done, glance))
    return { code, signal, timedOut, leftSomething, began, ended }
  } finally {
    killAll()
    clearTimeout(timer)
    clearTimeout(killer)
    process.off('exit', killAll)
    for (const signal of passedOn) process.on(signal, createLastWord()).off(signal, passOn)
  }
}

/** What comes now is a report, which takes no time; whoever has none is heard the second time. */
function createLastWord(): (signal: NodeJS.Signals) => void {
  let first: number | undefined
  return signal => {
    first ??= Date.now()
    if (Date.now() - first > echo) process.exit(toSignalCode(signal))
  }
}

function start([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, detached: boolean): ChildProcess {
  try {
    return spawn(file, args, { env, detached, stdio: 'inherit' })
  } catch (error) {
    throw new Exit(exitCodes.noStart, explainNoChild(error, file, args))
  }
}

/** Its end, and not that of its streams: whatever it has started may hold these for ever. */
const whenGone = (child: ChildProcess, [file = '', ...args]: readonly string[]) =>
  new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve([code, signal]))
    child.once('error', error => reject(new Exit(exitCodes.noStart, explainNoChild(error, file, args))))
  })

/** Node's timers reach 24 days; what is longer is as good as never. */
const setTimer = (after: number | undefined, callback: () => void) =>
  after === undefined || after > 2_147_483_647 ? undefined : setTimeout(callback, after)

function explainNoChild(error: unknown, file: string, args: readonly string[]): string {
  const code = toCode(error)
  if (code === 'EACCES') return `${quote(file)} may not be executed: make it executable, or name what runs it.`
  if (code !== 'ENOENT') return `${quote(file)} could not be started: ${String(error)}`
  const isLine = args.length === 0 && /\s/.test(file)
  const guess = isLine
    ? ` It looks like a whole line: take the quotes off, or have a shell read it, as in sh -c '…'.`
    : ''
  return `There is no command ${quote(file)}.${guess || ' Is it spelt right, and in one of the folders of PATH?'}`
}

/** What a process ends with by the habit of shells, if a signal ended it. */
export const toSignalCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]
