import type { Stumble } from '../../journal/exchange.ts'
import type { Seen } from './run.ts'

/** A fault as scenarios write it that makes the next client meet what this one met; undefined if it met none. */
export function toFault(entry: Seen): object | undefined {
  const effects = entry.stumbles.map(stumble => forms[stumble](entry))
  return effects.length === 0 ? undefined : Object.assign({ on: entry.command ?? 'all', times: 1 }, ...effects)
}

const forms: { readonly [Name in Stumble]: (entry: Seen) => object } = {
  refusal: ({ errorCode }) => ({ error: errorCode }),
  http: ({ status }) => ({ http: status }),
  'reset-before': () => ({ drop: 'before' }),
  'reset-during': () => ({ drop: 'during' }),
  empty: () => ({ body: 'empty' }),
  truncated: () => ({ body: 'truncated' }),
  garbage: () => ({ body: 'garbage' }),
  html: () => ({ body: 'html' }),
  omitted: ({ reply }) => ({ omit: fields.filter(field => !reply.includes(`"${field}":`)) }),
  mistyped: ({ reply }) => ({ mistype: fields.filter(field => toWrong[field].test(reply)) }),
  slow: ({ delay }) => ({ delay: `${delay}ms` }),
  dribble: () => ({ dribble: '50B/s' }),
}

/** What every answer has. */
const fields = ['ActionStatus', 'ErrorCode', 'ErrorInfo', 'RequestId'] as const

/** How each of them begins where it is of another type. */
const toWrong: { readonly [Name in (typeof fields)[number]]: RegExp } = {
  ActionStatus: /"ActionStatus":[^"]/,
  ErrorCode: /"ErrorCode":"/,
  ErrorInfo: /"ErrorInfo":[^"]/,
  RequestId: /"RequestId":[^"]/,
}
