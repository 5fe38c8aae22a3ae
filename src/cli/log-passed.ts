import type { Answer } from '../record/sighting.ts'
import type { Kept } from '../record/to-entry.ts'
import type { Mask } from '../text/secrets.ts'
import { findReason, toTime } from './log.ts'
import { colours, say } from './print.ts'

/** One line for one request that was passed on: when, command, call, what came back, and how many milliseconds it took. */
export function logPassed({ at, command, method, callId, code, took }: Kept, answer: Answer, mask: Mask): void {
  const { dim, green, yellow } = colours
  const subject = [command ?? `${method} unknown command`, toPrintable(callId, mask)].filter(Boolean).join(' ')
  const result = toResult(answer, code)
  const reason = 'text' in answer ? findReason(answer.text, mask) : undefined
  say(
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
