import { keysOf } from '../text/data.ts'
import { toDurationText } from '../text/duration.ts'
import type { Effect } from './fault.ts'

/** The extent of a failure, from which the effect that causes it is made. */
export interface FailureExtent {
  readonly errorCode: number | undefined
  readonly status: number
  /** In milliseconds. */
  readonly delay: number
  /** The fields of the envelope that are missing, and those that have another type. */
  readonly omit: () => readonly string[]
  readonly mistype: () => readonly string[]
}

interface FailureModeRow {
  /** What it is, as a sentence. */
  readonly meaning: string
  /** What the client received, as part of a sentence, if the body was damaged. */
  readonly damage?: string
  /** Whether effects cause it; `delay` is how long the reply was delayed, in milliseconds. */
  isCausedBy(effect: Effect, delay: number): boolean
  /** The effect that causes it, as scenarios write it. */
  toEffect(extent: FailureExtent): object
}

const toBodyMode = (body: Effect['body'], meaning: string, damage: string): FailureModeRow => ({
  meaning,
  damage,
  isCausedBy: effect => effect.body === body,
  toEffect: () => ({ body }),
})

const toDropMode = (drop: Effect['drop'], meaning: string): FailureModeRow => ({
  meaning,
  isCausedBy: effect => effect.drop === drop,
  toEffect: () => ({ drop }),
})

const rows = {
  refusal: {
    meaning: 'The service refuses the request.',
    isCausedBy: ({ error }) => error !== undefined,
    toEffect: ({ errorCode }) => ({ error: errorCode }),
  },
  http: {
    meaning: 'The HTTP status is not 200.',
    isCausedBy: ({ http }) => http !== undefined,
    toEffect: ({ status }) => ({ http: status }),
  },
  'reset-before': toDropMode('before', 'The connection is reset before the response.'),
  'reset-during': toDropMode('during', 'The connection is reset in the middle of the response.'),
  empty: toBodyMode('empty', 'The body is empty.', 'an empty body'),
  truncated: toBodyMode('truncated', 'The body is cut off.', 'a truncated body'),
  garbage: toBodyMode('garbage', 'The body is not JSON.', 'a body that is not JSON'),
  html: toBodyMode('html', 'The body is an HTML page.', 'an HTML page'),
  omitted: {
    meaning: 'A field of the response is missing.',
    damage: 'a response with a missing field',
    isCausedBy: ({ omit }) => omit !== undefined,
    toEffect: ({ omit }) => ({ omit: omit() }),
  },
  mistyped: {
    meaning: 'A field of the response has the wrong type.',
    damage: 'a response with a field of the wrong type',
    isCausedBy: ({ mistype }) => mistype !== undefined,
    toEffect: ({ mistype }) => ({ mistype: mistype() }),
  },
  slow: {
    meaning: 'The response takes long.',
    isCausedBy: (_, delay) => delay > 0,
    toEffect: ({ delay }) => ({ delay: toDurationText(delay) }),
  },
  dribble: {
    meaning: 'The response arrives a few bytes at a time.',
    isCausedBy: ({ dribble }) => dribble !== undefined,
    toEffect: () => ({ dribble: '50B/s' }),
  },
} satisfies { readonly [mode: string]: FailureModeRow }

/** What a fault does to a request or its reply, as the client sees it. */
export type FailureMode = keyof typeof rows

/** Everything known of each failure mode. */
export const failureModeRows: { readonly [Mode in FailureMode]: FailureModeRow } = rows

/** Every failure mode: an error reply, then faults of the connection, the status, the body, the timing. */
export const failureModes = keysOf(rows)

/** The failure modes that effects cause; `delay` is how long the reply was delayed, in milliseconds. */
export const toFailureModes = (effect: Effect, delay = 0): readonly FailureMode[] =>
  failureModes.filter(mode => failureModeRows[mode].isCausedBy(effect, delay))
