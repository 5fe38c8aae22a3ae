import type { Source } from '../../contracts/source.ts'
import type { FailureMode } from '../../faults/failure-modes.ts'
import type { EnvelopeField, FaultInput } from '../../faults/fault.ts'

/** A built-in test case that every command has: a fault damages the response. */
export interface TransportFailure {
  readonly id: `RB-C${number}`
  readonly title: string
  readonly reason: string
  readonly fix: string
  readonly source: Source
  /** The fault, without the command. */
  readonly fault: Omit<FaultInput, 'on'>
  /** Whether the client has to return the value, an error without an ErrorCode, or either of them. */
  readonly expected: 'value' | 'error' | 'either'
  /** Whether it is only for commands with a Response. */
  readonly needsResponse?: true
  readonly isSlow?: true
}

const general = { page: 68926 } as const
const network = 'The service answers every request with 200; any other status comes from a proxy in between.'
const notJson = 'Proxies between client and service answer with pages of their own or truncate bodies.'
const returnError = 'Return an error without an ErrorCode, never an empty result.'
const parseWhole = `Parse the whole body as JSON, and extract nothing from its text. ${returnError}`
const connection = 'A connection error is not a response of the service, and leaves the outcome of the request unknown.'
const returnConnectionError =
  'Catch it, retry a few times if that does no harm, and return it as an error without an ErrorCode.'

const toError = (
  fields: Pick<TransportFailure, 'id' | 'title' | 'fault'> & Partial<TransportFailure>,
): TransportFailure => ({ reason: notJson, fix: returnError, source: general, expected: 'error', ...fields })

/** A field of the response that is missing; it matters to a client if it decides between success and failure. */
const omits = (id: TransportFailure['id'], field: EnvelopeField, expected: 'error' | 'either'): TransportFailure =>
  expected === 'error'
    ? toError({
        id,
        title: `Returns an error if a response has no ${field}`,
        reason: `Without ${field} the meaning of a response is unknown.`,
        fix: `Check that ${field} is present before using it. ${returnError}`,
        fault: { omit: [field] },
        ...(field === 'Response' ? { needsResponse: true } : {}),
      })
    : toError({
        id,
        title: `Accepts a response without ${field}`,
        reason: 'Some real responses lack a field that the page documents.',
        fix: 'Decide by ErrorCode, and do not require fields that are only for people and logs.',
        source: { observed: 'answers without ActionStatus, and answers of the access layer without RequestId' },
        fault: { omit: [field] },
        expected,
      })

/** A field of the response that has another type. */
const mistypes = (id: TransportFailure['id'], field: EnvelopeField, expected: 'error' | 'either'): TransportFailure =>
  toError({
    id,
    title:
      expected === 'error'
        ? `Returns an error if ${field} has the wrong type`
        : `Accepts a response whose ${field} has the wrong type`,
    reason:
      expected === 'error'
        ? `${field} with another type has no documented meaning.`
        : 'The field is only for people and logs.',
    fix:
      expected === 'error'
        ? `Check the type of ${field} strictly before using it. ${returnError}`
        : 'Decide by ErrorCode, and do not require fields that are only for people and logs.',
    source: { assumed: 'the real service is not known to do so' },
    fault: { mistype: [field] },
    expected,
    ...(field === 'Response' ? { needsResponse: true } : {}),
  })

/** The cases of each failure mode of a response; a new failure mode does not compile without cases. */
export const transportFailures: { readonly [Name in Exclude<FailureMode, 'refusal'>]: readonly TransportFailure[] } = {
  http: [
    toError({
      id: 'RB-C01',
      title: 'Returns an error for HTTP status 502',
      reason: network,
      fix: `Check the status before the body. ${returnError}`,
      source: { page: 68932 },
      fault: { http: 502 },
    }),
  ],
  'reset-before': [
    toError({
      id: 'RB-C02',
      title: 'Returns an error if every connection is reset before the response',
      reason: connection,
      fix: returnConnectionError,
      fault: { drop: 'before' },
    }),
    toError({
      id: 'RB-C03',
      title: 'Survives one connection reset before the response',
      reason: 'A kept-alive connection is closed at some time; the next request succeeds.',
      fix: returnConnectionError,
      fault: { drop: 'before', times: 1 },
      expected: 'either',
    }),
  ],
  'reset-during': [
    toError({
      id: 'RB-C04',
      title: 'Returns an error if every connection is reset during the response',
      reason: connection,
      fix: returnConnectionError,
      fault: { drop: 'during' },
    }),
  ],
  empty: [toError({ id: 'RB-C05', title: 'Returns an error for an empty body', fault: { body: 'empty' } })],
  truncated: [
    toError({
      id: 'RB-C06',
      title: 'Returns an error for a truncated body',
      fix: parseWhole,
      fault: { body: 'truncated' },
    }),
  ],
  garbage: [
    toError({
      id: 'RB-C07',
      title: 'Returns an error for a body that is not JSON',
      fix: parseWhole,
      fault: { body: 'garbage' },
    }),
  ],
  html: [toError({ id: 'RB-C08', title: 'Returns an error for an HTML page', fault: { body: 'html' } })],
  omitted: [
    omits('RB-C09', 'ErrorCode', 'error'),
    omits('RB-C10', 'Response', 'error'),
    omits('RB-C11', 'ActionStatus', 'either'),
    omits('RB-C12', 'RequestId', 'either'),
    omits('RB-C13', 'ErrorInfo', 'either'),
  ],
  mistyped: [
    mistypes('RB-C14', 'ErrorCode', 'error'),
    mistypes('RB-C15', 'Response', 'error'),
    mistypes('RB-C16', 'ActionStatus', 'error'),
    mistypes('RB-C17', 'ErrorInfo', 'either'),
  ],
  slow: [
    toError({
      id: 'RB-C18',
      title: 'Waits for a response that takes 3 s',
      reason:
        'The backend itself gives up after 3 s; a client that disconnects earlier never learns the outcome of the request.',
      fix: "Set the client's timeout above 3 s, such as 5 s. Check the timeouts for connecting, for reading and for the whole request.",
      fault: { delay: '3s', times: 1 },
      expected: 'value',
      isSlow: true,
    }),
  ],
  dribble: [
    toError({
      id: 'RB-C19',
      title: 'Reads a response that arrives in small pieces to its end',
      reason: 'The network may deliver a response in any number of pieces.',
      fix: 'Read the body to its end before parsing it.',
      source: { assumed: 'no page mentions it; TCP has no message boundaries' },
      fault: { dribble: '2000B/s' },
      expected: 'value',
    }),
  ],
}
