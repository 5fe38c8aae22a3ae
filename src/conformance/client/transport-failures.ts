import type { Source } from '../../contracts/source.ts'
import type { FailureMode } from '../../emulator/exchange.ts'
import type { EnvelopeField, FaultInput } from '../../faults/fault.ts'

/** What befalls every answer of a command, and what is good then. */
export interface Mishap {
  readonly id: `RB-C${number}`
  readonly sentence: string
  readonly reason: string
  readonly fix: string
  readonly seen: Source
  /** What a fault does; on which command is filled in. */
  readonly does: Omit<FaultInput, 'on'>
  /** Whether the value is wanted, an error without an ErrorCode, or whether either is good. */
  readonly good: 'value' | 'error' | 'either'
  /** Only for commands whose success carries a Response. */
  readonly ofResponse?: true
  readonly isSlow?: true
}

const general = { page: 68926 } as const
const network = 'The service answers 200 whatever happens; anything else comes from what stands between.'
const noJson = 'What stands between client and service answers with pages of its own, or is cut off.'
const ownError = 'Let it be an error of its own, without an ErrorCode, and never an empty result.'
const ofLine = 'An error of the line is no answer of the service, and says nothing of what became of the request.'
const tellLine =
  'Catch it, ask again a few times if that does no harm, and hand it on as an error without an ErrorCode.'
const wild = { observed: 'answers without ActionStatus, and answers of the access layer without RequestId' } as const
const wildFix = 'Decide by ErrorCode; do without what is only for people and for logs.'

const lacks = (id: Mishap['id'], field: EnvelopeField, more: Pick<Mishap, 'good' | 'ofResponse'>): Mishap => ({
  id,
  sentence:
    more.good === 'error'
      ? `Gives an error of its own where an answer has no ${field}`
      : `Lives with an answer that has no ${field}`,
  reason:
    more.good === 'error'
      ? `Without ${field} nobody can tell what an answer says.`
      : 'Some answers in the wild lack a field, whatever the page says.',
  fix: more.good === 'error' ? `Look whether ${field} is there before it is used. ${ownError}` : wildFix,
  seen: more.good === 'error' ? general : wild,
  does: { omit: [field] },
  ...more,
})

const mistypes = (id: Mishap['id'], field: EnvelopeField, more: Pick<Mishap, 'good' | 'ofResponse'>): Mishap => ({
  id,
  sentence:
    more.good === 'error'
      ? `Gives an error of its own where ${field} is of another type`
      : `Lives with an answer whose ${field} is of another type`,
  reason:
    more.good === 'error'
      ? `${field} of another type says nothing that is documented.`
      : 'It is for people and for logs.',
  fix: more.good === 'error' ? `Check the type of ${field} before it is used, strictly. ${ownError}` : wildFix,
  seen: { assumed: 'the real service is not known to do so' },
  does: { mistype: [field] },
  ...more,
})

/** Whatever can befall an answer on the way; a new stumble does not compile without. */
export const onTheWay: { readonly [Name in Exclude<FailureMode, 'refusal'>]: readonly Mishap[] } = {
  http: [
    {
      id: 'RB-C01',
      sentence: 'Gives an error of its own for an HTTP status of 502',
      reason: network,
      fix: `Look at the status before the body. ${ownError}`,
      seen: { page: 68932 },
      does: { http: 502 },
      good: 'error',
    },
  ],
  'reset-before': [
    {
      id: 'RB-C02',
      sentence: 'Gives an error of its own where each connection is reset before an answer',
      reason: ofLine,
      fix: tellLine,
      seen: general,
      does: { drop: 'before' },
      good: 'error',
    },
    {
      id: 'RB-C03',
      sentence: 'Survives one connection that is reset before an answer',
      reason: 'A connection that was kept alive is gone one day; the next request goes through.',
      fix: tellLine,
      seen: general,
      does: { drop: 'before', times: 1 },
      good: 'either',
    },
  ],
  'reset-during': [
    {
      id: 'RB-C04',
      sentence: 'Gives an error of its own where each connection is reset within the answer',
      reason: ofLine,
      fix: tellLine,
      seen: general,
      does: { drop: 'during' },
      good: 'error',
    },
  ],
  empty: [
    {
      id: 'RB-C05',
      sentence: 'Gives an error of its own for an empty body',
      reason: noJson,
      fix: ownError,
      seen: general,
      does: { body: 'empty' },
      good: 'error',
    },
  ],
  truncated: [
    {
      id: 'RB-C06',
      sentence: 'Gives an error of its own for a body that is cut off',
      reason: noJson,
      fix: `Parse the whole body as JSON, and pick nothing out of a text. ${ownError}`,
      seen: general,
      does: { body: 'truncated' },
      good: 'error',
    },
  ],
  garbage: [
    {
      id: 'RB-C07',
      sentence: 'Gives an error of its own for a body that is no JSON',
      reason: noJson,
      fix: `Parse the whole body as JSON, and pick nothing out of a text. ${ownError}`,
      seen: general,
      does: { body: 'garbage' },
      good: 'error',
    },
  ],
  html: [
    {
      id: 'RB-C08',
      sentence: 'Gives an error of its own for a page of HTML',
      reason: noJson,
      fix: ownError,
      seen: general,
      does: { body: 'html' },
      good: 'error',
    },
  ],
  omitted: [
    lacks('RB-C09', 'ErrorCode', { good: 'error' }),
    lacks('RB-C10', 'Response', { good: 'error', ofResponse: true }),
    lacks('RB-C11', 'ActionStatus', { good: 'either' }),
    lacks('RB-C12', 'RequestId', { good: 'either' }),
    lacks('RB-C13', 'ErrorInfo', { good: 'either' }),
  ],
  mistyped: [
    mistypes('RB-C14', 'ErrorCode', { good: 'error' }),
    mistypes('RB-C15', 'Response', { good: 'error', ofResponse: true }),
    mistypes('RB-C16', 'ActionStatus', { good: 'error' }),
    mistypes('RB-C17', 'ErrorInfo', { good: 'either' }),
  ],
  slow: [
    {
      id: 'RB-C18',
      sentence: 'Waits for an answer that takes 3 s',
      reason:
        'The backend itself gives up after 3 s; whoever hangs up earlier never learns what became of the request.',
      fix: "Set the client's timeout above 3 s, to five or so; look for one of connecting, one of reading and one for all.",
      seen: general,
      does: { delay: '3s', times: 1 },
      good: 'value',
      isSlow: true,
    },
  ],
  dribble: [
    {
      id: 'RB-C19',
      sentence: 'Reads an answer to its end that comes in drops',
      reason: 'An answer arrives in as many pieces as the network likes.',
      fix: 'Read the body to its end before it is parsed.',
      seen: { assumed: 'no page speaks of it; TCP promises no pieces' },
      does: { dribble: '2000B/s' },
      good: 'value',
    },
  ],
}
