import type { EmulatorCallbackEvent } from '../emulator/event.ts'
import type { Reply } from '../emulator/reply.ts'
import { cut } from '../text/quote.ts'
import type { Mask } from '../text/secrets.ts'
import { colours, say } from './print.ts'

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
  say(
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
  say(
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
