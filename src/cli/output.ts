import picocolors from 'picocolors'
import type { EmulatorCallbackEvent } from '../emulator/event.ts'
import type { Reply } from '../emulator/reply.ts'
import type { ConnectionListener } from '../intercept/tls-sniffer.ts'
import type { Answer } from '../record/exchange.ts'
import type { KeptExchange } from '../record/to-journal-entry.ts'
import { cut } from '../text/format.ts'
import type { Mask } from '../text/redact.ts'
import { exitCodes } from './exit.ts'
import { explainHandshake } from './explain-handshake.ts'
import { toErrorCode } from './files.ts'

/** For programs: one text on stdout, ended by a newline. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** For people: one text on stderr, ended by a newline. */
export const log = (text: string): void => void process.stderr.write(`${text}\n`)

/** Writes a text, ended by a newline, and resolves when it has left, to whether it could be written. */
export const writeOut = (stream: NodeJS.WriteStream, text: string): Promise<boolean> =>
  new Promise(resolve => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`, error => resolve(!isFailure(error)))
  })

/**
 * From now on output that cannot be written, because a disk is full for instance, is reported, and the process exits
 * with 1 where it would exit with 0. A reader that has gone away is no failure: a pager may be closed at any time.
 */
export function reportFailedOutput(): void {
  const { stdout, stderr } = process
  const failed = new Set<NodeJS.WriteStream>()
  const check = (stream: NodeJS.WriteStream, name: string, error: Error | null) => {
    if (!isFailure(error) || failed.has(stream)) return
    failed.add(stream)
    if (stream !== stderr) log(`${name} could not be written: ${error.message}`)
  }
  const streams = [
    { stream: stdout, name: 'Standard output' },
    { stream: stderr, name: 'Standard error' },
  ]
  for (const { stream, name } of streams) stream.on('error', error => check(stream, name, error))
  process.on('exit', () => {
    // An exit may come before the event of an error that has happened already.
    for (const { stream, name } of streams) check(stream, name, stream.errored)
    if (failed.size > 0) process.exitCode ||= exitCodes.findings
  })
}

const isFailure = (error: Error | null | undefined): error is Error => Boolean(error) && toErrorCode(error) !== 'EPIPE'

/** Colours for a stream: only on a terminal or where `FORCE_COLOR` is set, and never where `NO_COLOR` is set. */
export function toColours({ isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>) {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const isForced = Boolean(FORCE_COLOR) && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  const isOff = Boolean(NO_COLOR) || (Boolean(FORCE_COLOR) && !isForced)
  // Never undefined: picocolors would decide by itself then, and takes CI for a terminal.
  return picocolors.createColors(!isOff && (isForced || (isTTY === true && TERM !== 'dumb')))
}

/** Colours for stderr. */
export const colours = toColours(process.stderr)

/** One line for one request: when on the emulator's clock, command, call, code, how many milliseconds it took, and why it was refused. */
export function logReply({ exchange, drop, status }: Reply, milliseconds: number, mask: Mask): void {
  const { at, command, method, callId, errorCode, faults } = exchange
  const { dim, green, yellow } = colours
  const code = drop
    ? `dropped ${drop === 'before' ? 'before' : 'within'} its answer`
    : status === 200
      ? `${errorCode}`
      : `HTTP ${status}`
  const fault = faults.length > 0 ? ` ${faults.join(' ')}` : ''
  const subject = [command ?? `${method} unknown command`, shorten(callId, mask)].filter(Boolean).join(' ')
  const reason = findReason(exchange.reply, mask)
  log(
    `${dim(toTime(at))} ${subject} ${code === '0' ? green(code) : yellow(code)}${fault} ${dim(`${milliseconds.toFixed(1)} ms`)}${reason ? ` ${reason}` : ''}`,
  )
}

/** One line for one callback that has been answered, or has not: when, which, of which call, what became of it. */
export function logCallback({ at, command, call, what, attempts, reason }: EmulatorCallbackEvent, mask: Mask): void {
  // It waits or is on its way: nothing to tell yet, unless an attempt has failed.
  if ((what === 'waiting' && attempts === 0) || what === 'sending') return
  const { dim, green, yellow } = colours
  const state = what === 'waiting' ? 'will be sent again' : what
  const good = what === 'delivered' && reason === undefined
  log(
    `${dim(toTime(at))} ${command} ${shorten(call, mask)} ${good ? green(state) : yellow(state)}${reason ? ` ${dim(mask(reason))}` : ''}`,
  )
}

/** A time of day in UTC, marked as such. */
export const toTime = (at: number): string => new Date(at).toISOString().slice(11)

/** Why a request was refused, as its answer says; undefined if it was not. Requests are quoted there, so it is masked, cut and made printable. */
export function findReason(reply: string, mask: Mask): string | undefined {
  try {
    const { ErrorInfo: info }: { readonly ErrorInfo?: unknown } = Object(JSON.parse(reply))
    return typeof info === 'string' && info !== '' ? cut(mask(info), longestReason).replaceAll(control, '?') : undefined
  } catch {
    return undefined
  }
}

const longestReason = 300

/** Control characters, and those that change the direction of writing, would play with the terminal. */
const control = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** An id comes from a client: it may be a secret, and control characters would change the terminal. */
const shorten = (id: string | undefined, mask: Mask) =>
  id &&
  mask(id)
    .slice(0, 60)
    .replaceAll(/[^\x20-\x7e…]/g, '?')

/** One line for one request that was passed on: when, command, call, what came back, and how many milliseconds it took. */
export function logPassed({ at, command, method, callId, code, took }: KeptExchange, answer: Answer, mask: Mask): void {
  const { dim, green, yellow } = colours
  const subject = [command ?? `${method} unknown command`, toPrintable(callId, mask)].filter(Boolean).join(' ')
  const result = toResult(answer, code)
  const reason = 'text' in answer ? findReason(answer.text, mask) : undefined
  log(
    `${dim(toTime(at))} ${subject} ${code === 0 ? green(result) : yellow(result)} ${dim(`${took.toFixed(1)} ms`)}${reason ? ` ${reason}` : ''}`,
  )
}

function toResult(answer: Answer, code: number | undefined): string {
  if ('unseen' in answer) return answer.unseen
  if ('broken' in answer) return `broken ${answer.broken === 'before' ? 'before' : 'within'} its answer: ${answer.why}`
  if (answer.status !== 200) return `HTTP ${answer.status}`
  return code === undefined ? 'not an answer of the service' : `${code}`
}

/** An id comes from a client: it may be a secret, and control characters would change the terminal. */
const toPrintable = (id: string | undefined, mask: Mask) =>
  id &&
  mask(id)
    .slice(0, 60)
    .replaceAll(/[^\x20-\x7e…]/g, '?')

/** How many hosts are told of: a client that tries them all is understood by then. */
const mostHosts = 20

/** Tells people of what was refused, and of who does not trust us; once for each host. */
export function createConnectionLog(): ConnectionListener {
  const told = new Set<string>()
  return ({ type, host, why = '' }) => {
    if (type !== 'refused' && type !== 'distrusted') return
    const id = `${type} ${host}`
    if (told.has(id) || told.size >= mostHosts) return
    told.add(id)
    const { yellow } = colours
    if (type === 'refused') log(yellow(`Refused: ${why}`))
    else log(yellow(`A client${host && ` that meant ${host},`} ${explainHandshake(why)}.`))
  }
}
