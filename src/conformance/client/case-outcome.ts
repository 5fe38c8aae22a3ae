import { findErrorName } from '../../contracts/errors.ts'
import type { Exchange } from '../../emulator/exchange.ts'
import { formatList, formatValue } from '../../text/format.ts'
import type { Step, Want } from './case.ts'
import { explainSpan } from './said.ts'

/** What came of asking a client: a value; an error, with its ErrorCode if it has one; nothing in time; or a broken adapter. */
export type Came =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'error'; readonly code: number | undefined; readonly message: string }
  | { readonly is: 'silence'; readonly after: number }
  | { readonly is: 'broken'; readonly sentence: string }

/** What the service has seen of a command meanwhile, in order. */
export type Met = Pick<Exchange, 'body' | 'errorCode' | 'reply' | 'status' | 'drop'>

/** Why what came is no good, as a sentence; undefined if it is. */
export function judgeOutcome(
  { body, wants }: Omit<Step, 'after'>,
  came: Came,
  met: readonly Met[],
): string | undefined {
  switch (came.is) {
    case 'broken':
      return came.sentence
    case 'silence':
      return `It gave nothing within ${explainSpan(came.after)}; wanted is ${explainWants(wants)}.`
    case 'error':
      return judgeError(wants, came)
    case 'value':
      return judgeValue(wants, body, came.value, met)
  }
}

/** What is wanted, to be read within a sentence. */
export const explainWants = (wants: readonly Want[]): string => formatList(wants.map(explainWant))

function explainWant(want: Want): string {
  if ('refuses' in want) return `an error with ErrorCode ${want.refuses}`
  if ('fails' in want) return 'an error without an ErrorCode'
  return want.gives.length === 0 ? 'a value' : `a value with ${formatList(want.gives, 'and')}`
}

/** What came, to be read within a sentence. */
export function explainCame(came: Came): string {
  if (came.is === 'value')
    return came.value === undefined ? 'a value of nothing' : `the value ${formatValue(came.value, 200)}`
  if (came.is === 'silence') return `nothing within ${explainSpan(came.after)}`
  if (came.is === 'broken') return came.sentence
  const said = came.message === '' ? '' : ` (${formatValue(came.message, 200)})`
  return came.code === undefined
    ? `an error without an ErrorCode${said}`
    : `an error with ErrorCode ${came.code}${said}`
}

function judgeError(wants: readonly Want[], came: Extract<Came, { is: 'error' }>): string | undefined {
  // A number that the service does not know is another library's, such as an HTTP status.
  const isOwn = came.code !== undefined && findErrorName(came.code) !== undefined
  const isGood = wants.some(want => ('fails' in want ? !isOwn : 'refuses' in want && want.refuses === came.code))
  return isGood ? undefined : `It gave ${explainCame(came)}; wanted is ${explainWants(wants)}.`
}

function judgeValue(wants: readonly Want[], body: object, value: unknown, met: readonly Met[]): string | undefined {
  const want = wants.find(one => 'gives' in one)
  const told = explainCame({ is: 'value', value })
  if (!want) return `It gave ${told}; wanted is ${explainWants(wants)}.`
  const success = met.findLast(({ errorCode, status, drop }) => errorCode === 0 && status === 200 && drop === undefined)
  if (!success) {
    return met.length === 0
      ? `It gave ${told} without having asked the service.`
      : `It gave ${told}, and no answer of the service was a success.`
  }
  const unsent = findDifference(body, parse(success.body), '')
  if (unsent) return `It did not send what it was asked to: ${unsent}`
  for (const path of want.gives) {
    const difference = findDifference(
      findField(findField(parse(success.reply), 'Response'), path),
      findField(value, path),
      path,
    )
    if (difference) return `It gave another value than the service: ${difference}`
  }
  return undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The field at a path such as `CallInfo.RoomId`; undefined where there is none. */
export const findField = (value: unknown, path: string): unknown => path.split('.').reduce<unknown>(read, value)

const read = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/**
 * The first thing in which what came departs from what was told, as a sentence; undefined if all of it is there. Fields
 * beyond what was told do not matter, entries of a list do.
 */
export function findDifference(told: unknown, came: unknown, path: string): string | undefined {
  if (Array.isArray(told)) return findInList(told, came, path)
  if (typeof told !== 'object' || told === null) {
    return Object.is(told, came) ? undefined : `${toName(path)} is ${toText(came)}, and should be ${toText(told)}.`
  }
  if (typeof came !== 'object' || came === null || Array.isArray(came)) {
    return `${toName(path)} is ${toText(came)}, and should be an object.`
  }
  for (const [key, value] of Object.entries(told)) {
    const difference = findDifference(value, read(came, key), path === '' ? key : `${path}.${key}`)
    if (difference) return difference
  }
  return undefined
}

function findInList(told: readonly unknown[], came: unknown, path: string): string | undefined {
  if (!Array.isArray(came)) return `${toName(path)} is ${toText(came)}, and should be a list.`
  if (came.length !== told.length) {
    return `${toName(path)} has ${came.length} entries, and should have ${told.length}.`
  }
  for (const [index, value] of told.entries()) {
    const difference = findDifference(value, came[index], `${path}[${index}]`)
    if (difference) return difference
  }
  return undefined
}

const toName = (path: string) => (path === '' ? 'The whole' : path)

const toText = (value: unknown) => (value === undefined ? 'missing' : formatValue(value))
