import { findErrorName } from '../../contracts/errors.ts'
import type { Exchange } from '../../emulator/exchange.ts'
import { findAt, isRecord, parseJson } from '../../text/data.ts'
import { formatList, formatValue } from '../../text/format.ts'
import { type Detail, type DetailOf, explainDetail } from '../rule.ts'
import type { CaseStep, Expectation } from './case.ts'
import { explainSpan } from './run.ts'

/** What a client returned for a step: a value, an error with its ErrorCode if it has one, nothing in time, or a broken adapter. */
export type ClientResult =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'error'; readonly code: number | undefined; readonly message: string }
  /** `after` is in milliseconds. */
  | { readonly is: 'timeout'; readonly after: number }
  /** `message` is a sentence. */
  | { readonly is: 'broken'; readonly message: string }

/** A request of the step's command that the emulator received meanwhile. */
export type ReceivedRequest = Pick<Exchange, 'body' | 'errorCode' | 'reply' | 'status' | 'drop'>

/** Why a client failed a case, as a code with data. */
export type CaseFailure = DetailOf<typeof caseMessages>

/** A value and what was expected, or nothing of the kind. */
interface Mismatch {
  readonly result: ClientResult
  readonly expected: readonly Expectation[]
}

/** A field that differs from the expected one; `count` and `length` are the numbers of items of a list. */
interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly got: unknown
}

/** The texts of failed cases. */
export const caseMessages = {
  broken: ({ message }: { readonly message: string }) => message,
  unexpected: ({ result, expected }: Mismatch) =>
    `It returned ${explainResult(result)}; expected ${explainExpected(expected)}.`,
  'no-request': ({ result }: Pick<Mismatch, 'result'>) =>
    `It returned ${explainResult(result)} without a request to the service.`,
  'no-success': ({ result }: Pick<Mismatch, 'result'>) =>
    `It returned ${explainResult(result)}, but no response was a success.`,
  'not-sent': ({ difference }: { readonly difference: Difference }) =>
    `It did not send the given fields: ${explainDifference(difference)}`,
  'other-value': ({ difference }: { readonly difference: Difference }) =>
    `It returned another value than the service: ${explainDifference(difference)}`,
  'at-step': ({ step, steps, failure }: { step: number; steps: number; failure: Detail }) =>
    `Step ${step} of ${steps}: ${explainDetail(caseMessages, failure)}`,
}

/** The sentence of a failed case. */
export const explainCaseFailure = (failure: CaseFailure): string => explainDetail(caseMessages, failure)

/** Why the result of a step is wrong; undefined if it is right. */
export function evaluateResult(
  { body, expected }: Omit<CaseStep, 'after'>,
  result: ClientResult,
  received: readonly ReceivedRequest[],
): CaseFailure | undefined {
  switch (result.is) {
    case 'broken':
      return { code: 'broken', message: result.message }
    case 'timeout':
      return { code: 'unexpected', result, expected }
    case 'error':
      return isExpectedError(expected, result.code) ? undefined : { code: 'unexpected', result, expected }
    case 'value':
      return evaluateValue(expected, body, result, received)
  }
}

function isExpectedError(expected: readonly Expectation[], code: number | undefined): boolean {
  // A number that the service does not use is another library's, such as an HTTP status.
  const isServiceError = code !== undefined && findErrorName(code) !== undefined
  return expected.some(one => ('fails' in one ? !isServiceError : 'errorCode' in one && one.errorCode === code))
}

function evaluateValue(
  expected: readonly Expectation[],
  body: object,
  result: Extract<ClientResult, { is: 'value' }>,
  received: readonly ReceivedRequest[],
): CaseFailure | undefined {
  const fields = expected.find(one => 'returns' in one)?.returns
  if (!fields) return { code: 'unexpected', result, expected }
  const success = received.findLast(
    ({ errorCode, status, drop }) => errorCode === 0 && status === 200 && drop === undefined,
  )
  if (!success) return { code: received.length === 0 ? 'no-request' : 'no-success', result }
  const unsent = findDifference(body, parseJson(success.body), '')
  if (unsent) return { code: 'not-sent', difference: unsent }
  for (const path of fields) {
    const keys = path.split('.')
    const expectedValue = findAt(parseJson(success.reply), ['Response', ...keys])
    const difference = findDifference(expectedValue, findAt(result.value, keys), path)
    if (difference) return { code: 'other-value', difference }
  }
  return undefined
}

/** What is expected, for a sentence. */
export const explainExpected = (expected: readonly Expectation[]): string => formatList(expected.map(explainOne))

function explainOne(expectation: Expectation): string {
  if ('errorCode' in expectation) return `an error with ErrorCode ${expectation.errorCode}`
  if ('fails' in expectation) return 'an error without an ErrorCode'
  const { returns } = expectation
  return returns.length === 0 ? 'a value' : `a value with ${formatList(returns, 'and')}`
}

/** What a client returned, for a sentence. */
export function explainResult(result: ClientResult): string {
  if (result.is === 'value')
    return result.value === undefined ? 'no value' : `the value ${formatValue(result.value, 200)}`
  if (result.is === 'timeout') return `nothing within ${explainSpan(result.after)}`
  if (result.is === 'broken') return result.message
  const text = result.message === '' ? '' : ` (${formatValue(result.message, 200)})`
  return result.code === undefined
    ? `an error without an ErrorCode${text}`
    : `an error with ErrorCode ${result.code}${text}`
}

/** The first field that differs from the expected value. Further fields do not matter, further items of a list do. */
export function findDifference(expected: unknown, got: unknown, path: string): Difference | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return { path, expected, got }
    return findFirst(expected.entries(), ([index, value]) => findDifference(value, got[index], `${path}[${index}]`))
  }
  if (!isRecord(expected)) return Object.is(expected, got) ? undefined : { path, expected, got }
  if (!isRecord(got)) return { path, expected, got }
  return findFirst(Object.entries(expected), ([key, value]) =>
    findDifference(value, findAt(got, [key]), path === '' ? key : `${path}.${key}`),
  )
}

function findFirst<Item, Found>(items: Iterable<Item>, find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function explainDifference({ path, expected, got }: Difference): string {
  const shown = got === undefined ? 'nothing' : formatValue(got)
  const field = path === '' ? 'value' : path
  if (!Array.isArray(expected)) {
    return `Invalid ${field}: expected ${isRecord(expected) ? 'an object' : formatValue(expected)}, got ${shown}.`
  }
  if (!Array.isArray(got)) return `Invalid ${field}: expected a list, got ${shown}.`
  return `Invalid ${field}: expected ${expected.length} items, got ${got.length}.`
}
