import { type ResponseMistake, validateResponse } from '../../contracts/answer-slips.ts'
import type { Source } from '../../contracts/basis.ts'
import { envelope } from '../../contracts/envelope.ts'
import { findErrorName, toError } from '../../contracts/errors.ts'
import { findBases } from '../../contracts/field-path.ts'
import { toRefusals } from '../../contracts/gate-refusals.ts'
import type { Operation } from '../../contracts/operation.ts'
import { operationNames, operations } from '../../contracts/operations.ts'
import { formatList, formatValue } from '../../text/format.ts'

/** What a server answered to one request. */
export interface Answer {
  readonly status: number
  /** By their names, in whatever case. */
  readonly headers: { readonly [name: string]: string }
  readonly text: string
}

/** Something in an answer that the contract does not have so. */
export interface Drift {
  /** The rule on servers that it breaks, such as `RB-P11`. */
  readonly rule: DriftRule
  /** Such as `Response.UserList[].Status`, `ErrorCode`, `status` or `content-type`; empty for the body as a whole. */
  readonly field: string
  /** What came and what is wanted. */
  readonly sentence: string
  /** Where the contract has what is departed from. What is not on a page is ours, and may turn out otherwise. */
  readonly seen: Source
}

/** The rules that one answer is enough to break. */
export type DriftRule = (typeof driftRules)[keyof typeof driftRules]

/** Those rules by what they are about. */
export const driftRules = {
  status: 'RB-P01',
  contentType: 'RB-P02',
  json: 'RB-P03',
  envelope: 'RB-P04',
  requestId: 'RB-P05',
  actionStatus: 'RB-P06',
  errorInfo: 'RB-P07',
  errorCode: 'RB-P08',
  response: 'RB-P09',
  missing: 'RB-P10',
  type: 'RB-P11',
  value: 'RB-P12',
  extra: 'RB-P13',
} as const

/** The page on what holds for every command. */
const general = { page: 68926 } as const

/**
 * Holds one answer against the contract of the command that was asked, field by field and in both directions: what is
 * missing or otherwise, and what the contract does not know. Without a command, as for a path that there is not, only
 * what every answer has is looked at. Empty if nothing departs.
 */
export function toDrifts(operation: Operation | undefined, answer: Answer): readonly Drift[] {
  const json = parseObject(answer.text)
  return [
    ...findHttpDrifts(answer),
    ...(json === undefined
      ? [{ rule: driftRules.json, field: '', sentence: explainNoJson(answer.text), seen: general }]
      : [...findEnvelopeDrifts(operation, json), ...findResponseDrifts(operation, json)]),
  ]
}

/** An answer's body if it is a JSON object that nests no deeper than `deepestAnswer`. */
export function parseObject(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text)
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
    return isObject && !isDeeper(json, deepestAnswer) ? json : undefined
  } catch {
    return undefined
  }
}

/** How deep an answer may nest. The bound is ours; no documented answer nests deeper than five. */
const deepestAnswer = 64

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(item => isDeeper(item, levels - 1)))

/** The ErrorCode of an answer that is a JSON object, in quotes or not; undefined if it has none that is an integer. */
export function findErrorCode(json: object): number | undefined {
  const code: unknown = Reflect.get(json, 'ErrorCode')
  if (typeof code === 'string' && /^-?\d{1,15}$/.test(code)) return Number(code)
  return Number.isSafeInteger(code) ? Number(code) : undefined
}

/** The value of a header; names are alike in whatever case. */
export const findHeader = ({ headers }: Answer, name: string): string | undefined =>
  Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1]

function* findHttpDrifts(answer: Answer): Generator<Drift> {
  const { status } = answer
  if (status !== 200) {
    const sentence = `The HTTP status is ${status}: want 200, whatever comes of the request.`
    yield { rule: driftRules.status, field: 'status', sentence, seen: general }
  }
  const type = findHeader(answer, 'content-type')
  if (type !== undefined && /^application\/json\s*(?:;|$)/i.test(type)) return
  yield {
    rule: driftRules.contentType,
    field: 'content-type',
    sentence: `Content-Type is ${type === undefined ? 'missing' : formatValue(type)}: want application/json.`,
    seen: { observed: 'answers of the service are application/json' },
  }
}

const explainNoJson = (text: string) =>
  text.trim() === ''
    ? 'The answer is empty: want a JSON object.'
    : `The answer is no JSON object, or one that is too deep, or there is something around it: ${formatValue(text)}.`

function* findEnvelopeDrifts(operation: Operation | undefined, json: object): Generator<Drift> {
  const { Response: _, ...rest } = Object.assign({ Response: undefined }, json)
  const seen = operation ? { page: operation.pages[0] } : general
  for (const slip of validateResponse(envelope, rest, '', seen)) yield toEnvelopeDrift(slip)

  const code = findErrorCode(json)
  if (code === undefined) return
  const status: unknown = Reflect.get(json, 'ActionStatus')
  const wanted = code === 0 ? 'OK' : 'FAIL'
  if ((status === 'OK' || status === 'FAIL') && status !== wanted) {
    const sentence = `ActionStatus is ${formatValue(status)} although ErrorCode is ${code}: want ${formatValue(wanted)}.`
    yield { rule: driftRules.actionStatus, field: 'ActionStatus', sentence, seen }
  }
  const info: unknown = Reflect.get(json, 'ErrorInfo')
  if (typeof info === 'string' && (info === '') !== (code === 0)) {
    const want = code === 0 ? 'nothing in it on success' : 'the reason of the refusal in it'
    yield {
      rule: driftRules.errorInfo,
      field: 'ErrorInfo',
      sentence: `ErrorInfo is ${formatValue(info)}: want ${want}.`,
      seen,
    }
  }
  const sentence = code === 0 ? undefined : explainUndocumented(operation, code)
  if (sentence !== undefined) yield { rule: driftRules.errorCode, field: 'ErrorCode', sentence, seen }
}

function toEnvelopeDrift({ kind, path, sentence, seen }: ResponseMistake): Drift {
  if (kind === 'extra') return { rule: driftRules.extra, field: path, sentence, seen }
  if (path !== 'RequestId' || kind !== 'value') return { rule: driftRules.envelope, field: path, sentence, seen }
  const came = sentence.split(': want ')[0]
  const want = 'want Id-, 32 hexadecimal digits in small letters, -O-Seq- and a number'
  return { rule: driftRules.requestId, field: path, sentence: `${came}: ${want}.`, seen }
}

/** Why a code is none that this command may answer: no page has it, or it is another command's own. */
function explainUndocumented(operation: Operation | undefined, code: number): string | undefined {
  const name = findErrorName(code)
  if (name === undefined) return `ErrorCode is ${code}: no page documents such a code.`
  const owners = operationNames.filter(other => operations[other].refusals.some(refusal => refusal === name))
  // Codes that no command declares are the platform's, and can befall any.
  const isOwn = owners.length === 0 || (operation && toRefusals(operation).includes(name))
  if (isOwn) return undefined
  const meaning = toError(name).meaning
  return `ErrorCode is ${code}, which is documented for ${formatList(owners, 'and')} alone: ${meaning}`
}

function* findResponseDrifts(operation: Operation | undefined, json: object): Generator<Drift> {
  const code = findErrorCode(json)
  if (code === undefined) return
  const has = Object.hasOwn(json, 'Response')
  const came: unknown = Reflect.get(json, 'Response')
  const drift = (sentence: string, seen: Source): Drift => ({
    rule: driftRules.response,
    field: 'Response',
    sentence,
    seen,
  })
  if (code !== 0) {
    if (has) yield drift(`Response is ${formatValue(came)} in a refusal: want none.`, noPage)
    return
  }
  if (!operation) return
  const { response, pages, command } = operation
  if (!response) {
    if (has) yield drift(`Response is ${formatValue(came)}: want none, for ${command} has none.`, noPage)
    return
  }
  const seen = findResponseBasis(operation) ?? { page: pages[0] }
  if (!has) {
    yield drift(`Response is missing: want what ${command} tells.`, seen)
    return
  }
  for (const slip of validateResponse(response, came, 'Response', seen)) {
    const field = slip.path === '' ? 'Response' : `Response.${slip.path}`
    yield { rule: driftRules[slip.kind], field, sentence: slip.sentence, seen: slip.seen }
  }
}

const noPage = { assumed: 'no page shows a Response there, and none forbids it' } as const

/** The page that has a command's Response, where that is not its main one: the page that its first field was seen on. */
function findResponseBasis({ response, pages }: Operation): Source | undefined {
  const shape: unknown = response && Reflect.get(response, 'shape')
  const [first] = typeof shape === 'object' && shape !== null ? Object.values(shape) : []
  const bases = first === undefined ? undefined : findBases(first)
  return bases?.find(basis => 'page' in basis && pages.includes(basis.page))
}
