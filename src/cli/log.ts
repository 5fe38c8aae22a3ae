import type { Reply } from '../emulator/reply.ts'
import { colours, say } from './print.ts'

/** One line for one request: when on the emulator's clock, command, call, code, and how many milliseconds it took. */
export function logReply({ exchange, drop, status }: Reply, milliseconds: number): void {
  const { at, command, method, callId, errorCode, faults } = exchange
  const { dim, green, yellow } = colours
  const time = new Date(at).toISOString().slice(11, 23)
  const code = drop
    ? `dropped ${drop === 'before' ? 'before' : 'within'} its answer`
    : status === 200
      ? `${errorCode}`
      : `HTTP ${status}`
  const fault = faults.length > 0 ? ` ${faults.join(' ')}` : ''
  const subject = [command ?? `${method} unknown command`, shorten(callId)].filter(Boolean).join(' ')
  say(
    `${dim(time)} ${subject} ${code === '0' ? green(code) : yellow(code)}${fault} ${dim(`${milliseconds.toFixed(1)} ms`)}`,
  )
}

/** An id comes from a stranger: control characters would play with the terminal. */
const shorten = (id: string | undefined) => id?.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, '?')
