import picocolors from 'picocolors'
import type { EmulatorCallbackEvent } from '../emulator/event.ts'
import type { Reply } from '../emulator/reply.ts'
import type { ConnectionListener } from '../intercept/tls-sniffer.ts'
import type { RecordedResponse } from '../record/exchange.ts'
import { explainBreak } from '../record/messages.ts'
import type { KeptExchange } from '../record/to-journal-entry.ts'
import { cut } from '../text/format.ts'
import type { Mask } from '../text/redact.ts'
import { exitCodes, toErrorCode } from './exit.ts'
import { explainMessage, type MessageCode, type MessageData } from './messages.ts'

/** Prints a text for programs, on a line of stdout. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Prints a text for people, on a line of stderr. */
export const log = (text: string): void => void process.stderr.write(`${text}\n`)

/** Prints a message of the catalogue for people. */
export const logMessage = <Code extends MessageCode>(code: Code, data: MessageData<Code>): void =>
  log(explainMessage(code, data))

/** Prints a warning of the catalogue for people. */
export const warn = <Code extends MessageCode>(code: Code, data: MessageData<Code>): void =>
  log(colours.yellow(explainMessage(code, data)))

/** Writes a text and a newline if it has none, and resolves once it is written, to whether it could be. */
export const writeOut = (stream: NodeJS.WriteStream, text: string): Promise<boolean> =>
  new Promise(resolve => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`, error => resolve(!isFailure(error)))
  })

/**
 * From now on output that cannot be written, for example because a disk is full, is reported, and the process exits with 1
 * where it would exit with 0. A reader that has closed its end is not a failure: a pager may be closed at any time.
 */
export function reportFailedOutput(): void {
  const { stdout, stderr } = process
  const failed = new Set<NodeJS.WriteStream>()
  const check = (stream: NodeJS.WriteStream, error: Error | null) => {
    if (!isFailure(error) || failed.has(stream)) return
    failed.add(stream)
    if (stream !== stderr) logMessage('stdout-failed', { error: error.message })
  }
  for (const stream of [stdout, stderr]) stream.on('error', error => check(stream, error))
  process.on('exit', () => {
    // The process may exit before the event of an error that has already happened.
    for (const stream of [stdout, stderr]) check(stream, stream.errored)
    if (failed.size > 0) process.exitCode ||= exitCodes.findings
  })
}

const isFailure = (error: Error | null | undefined): error is Error => Boolean(error) && toErrorCode(error) !== 'EPIPE'

/** Colours for a stream: only on a terminal or if `FORCE_COLOR` is set, and never if `NO_COLOR` is set. */
export function toColours({ isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>) {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const isForced = Boolean(FORCE_COLOR) && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  const isOff = Boolean(NO_COLOR) || (Boolean(FORCE_COLOR) && !isForced)
  // Never undefined: picocolors would decide by itself then, and takes CI for a terminal.
  return picocolors.createColors(!isOff && (isForced || (isTTY === true && TERM !== 'dumb')))
}

/** Colours for stderr. */
export const colours = toColours(process.stderr)

/** Logs a request: the emulator's time of day, command, call, ErrorCode, faults, duration in milliseconds, and ErrorInfo. */
export function logReply({ exchange, drop, status }: Reply, milliseconds: number, mask: Mask): void {
  const { at, command, method, callId, errorCode, faults, reply } = exchange
  const result = drop ? `dropped ${drop} the reply` : status === 200 ? `${errorCode}` : `HTTP ${status}`
  logExchange(
    { at, command, method, callId, result, notes: faults, milliseconds, reason: findReason(reply, mask) },
    mask,
  )
}

/** Logs a request that was passed on: time of day, command, call, result, duration in milliseconds, and ErrorInfo. */
export function logPassed(
  { at, command, method, callId, code, took }: KeptExchange,
  answer: RecordedResponse,
  mask: Mask,
): void {
  const reason = 'text' in answer ? findReason(answer.text, mask) : undefined
  logExchange({ at, command, method, callId, result: toResult(answer, code), milliseconds: took, reason }, mask)
}

interface ExchangeLine {
  readonly at: number
  readonly command: string | undefined
  readonly method: string
  readonly callId: string | undefined
  readonly result: string
  readonly notes?: readonly string[]
  readonly milliseconds: number
  readonly reason: string | undefined
}

function logExchange(line: ExchangeLine, mask: Mask): void {
  const { at, command, method, callId, result, notes = [], milliseconds, reason } = line
  const { dim, green, yellow } = colours
  const parts = [
    dim(toTime(at)),
    command ?? `${method} unknown command`,
    callId && shorten(callId, mask),
    result === '0' ? green(result) : yellow(result),
    ...notes,
    dim(`${milliseconds.toFixed(1)} ms`),
    reason,
  ]
  log(parts.filter(Boolean).join(' '))
}

function toResult(answer: RecordedResponse, code: number | undefined): string {
  if ('unseen' in answer) return 'the client did not wait for it'
  if ('broken' in answer)
    return `broken ${answer.broken === 'before' ? 'before' : 'during'} the reply: ${explainBreak(answer.why)}`
  if (answer.status !== 200) return `HTTP ${answer.status}`
  return code === undefined ? 'not a reply of the service' : `${code}`
}

/** Logs the state of a callback after an attempt: time of day, callback command, call, state, and the reason of a failure. */
export function logCallback({ at, command, call, what, attempts, reason }: EmulatorCallbackEvent, mask: Mask): void {
  if ((what === 'waiting' && attempts === 0) || what === 'sending') return
  const { dim, green, yellow } = colours
  const state = what === 'waiting' ? 'will be sent again' : what
  const isGood = what === 'delivered' && reason === undefined
  const parts = [
    dim(toTime(at)),
    command,
    shorten(call, mask),
    isGood ? green(state) : yellow(state),
    reason && dim(mask(reason)),
  ]
  log(parts.filter(Boolean).join(' '))
}

/** A time of day in UTC, with its zone. */
export const toTime = (at: number): string => new Date(at).toISOString().slice(11)

/** The ErrorInfo of a reply, masked, cut and printable, since it quotes requests; undefined if it is empty. */
export function findReason(reply: string, mask: Mask): string | undefined {
  try {
    const { ErrorInfo: info }: { readonly ErrorInfo?: unknown } = Object(JSON.parse(reply))
    return typeof info === 'string' && info !== '' ? cut(mask(info), longestReason).replaceAll(control, '?') : undefined
  } catch {
    return undefined
  }
}

const longestReason = 300

/** Control characters, and those that change the direction of writing, could change the terminal. */
const control = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** An id comes from a client: it may be a secret, and control characters could change the terminal. */
const shorten = (id: string, mask: Mask) =>
  mask(id)
    .slice(0, 60)
    .replaceAll(/[^\x20-\x7e…]/g, '?')

/** How many hosts the log names. */
const mostHosts = 20

/** Logs refused hosts and clients that do not trust the certificate, once for each host. */
export function createConnectionLog(): ConnectionListener {
  const logged = new Set<string>()
  return ({ type, host, why = '' }) => {
    const id = `${type} ${host}`
    if ((type !== 'refused' && type !== 'distrusted') || logged.has(id) || logged.size >= mostHosts) return
    logged.add(id)
    if (type === 'refused') warn('refused-host', { reason: why })
    else warn('failed-handshake', { host, reason: why })
  }
}
