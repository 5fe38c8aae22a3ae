import * as z from 'zod'
import { envelope } from '../../contracts/envelope.ts'
import { findErrorName, toError } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { operationNames, operations } from '../../contracts/operations.ts'
import { toRefusals } from '../../contracts/refusal-order.ts'
import { findSources } from '../../contracts/schema.ts'
import type { Source } from '../../contracts/source.ts'
import { validateResponse } from '../../contracts/validate.ts'
import type { ProbeAnswer } from '../probe-runner.ts'
import { explainDetail } from '../rule.ts'
import { findErrorCode, findHeader, parseObject, pick } from './answers.ts'
import { type ServerDetail, serverMessages } from './messages.ts'

/** A difference between an answer and the contract. */
export interface Drift {
  /** The rule on servers that it breaks, such as `RB-P11`. */
  readonly rule: DriftRule
  /** Such as `Response.UserList[].Status`, `ErrorCode`, `status` or `content-type`; empty for the body as a whole. */
  readonly field: string
  readonly detail: ServerDetail
  /** The source of what the contract expects. */
  readonly source: Source
}

/** The rules that a single answer can break, by what they are about. */
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

/** A rule that a single answer can break. */
type DriftRule = (typeof driftRules)[keyof typeof driftRules]

/** Says what differs, as a sentence. */
export const explainDrift = ({ detail }: Drift): string => explainDetail(serverMessages, detail)

const general = { page: 68926 } as const

/** The source of the media type of answers. */
export const contentTypeSource: Source = { observed: 'answers of the service are application/json' }

/**
 * Compares one answer with the contract of its command, field by field in both directions: missing or different fields,
 * and fields that the contract does not know. Without a command, as for an unknown path, only the envelope is compared.
 * Empty if nothing differs.
 */
export function toDrifts(operation: Operation | undefined, answer: ProbeAnswer): readonly Drift[] {
  const json = parseObject(answer.text)
  return [
    ...findHttpDrifts(answer),
    ...(json === undefined
      ? [{ rule: driftRules.json, field: '', detail: toBodyDetail(answer.text), source: general }]
      : [...findEnvelopeDrifts(operation, json), ...findResponseDrifts(operation, json)]),
  ]
}

function* findHttpDrifts(answer: ProbeAnswer): Generator<Drift> {
  const { status } = answer
  if (status !== 200) {
    const detail = { code: 'status', expected: '200', got: status } as const
    yield { rule: driftRules.status, field: 'status', detail, source: general }
  }
  const type = findHeader(answer, 'content-type')
  if (type !== undefined && /^application\/json\s*(?:;|$)/i.test(type)) return
  const detail = { code: 'field', field: 'Content-Type', expected: 'application/json', got: type } as const
  yield { rule: driftRules.contentType, field: 'content-type', detail, source: contentTypeSource }
}

const toBodyDetail = (text: string): ServerDetail =>
  text.trim() === '' ? { code: 'empty-body' } : { code: 'not-json', got: text }

function* findEnvelopeDrifts(operation: Operation | undefined, json: object): Generator<Drift> {
  const { Response: _, ...rest } = Object.assign({ Response: undefined }, json)
  const source = operation ? { page: operation.pages[0] } : general
  for (const { kind, path, issue, source: seen } of validateResponse(envelope, rest, '', source)) {
    const isForm = path === 'RequestId' && kind === 'value'
    const detail: ServerDetail = isForm
      ? { code: 'request-id', got: pick(json, 'RequestId') }
      : { code: 'contract-mistake', issue }
    const rule = kind === 'extra' ? driftRules.extra : isForm ? driftRules.requestId : driftRules.envelope
    yield { rule, field: path, detail, source: seen }
  }

  const errorCode = findErrorCode(json)
  if (errorCode === undefined) return
  const status = pick(json, 'ActionStatus')
  const expected = errorCode === 0 ? 'OK' : 'FAIL'
  if ((status === 'OK' || status === 'FAIL') && status !== expected) {
    const detail = { code: 'action-status', errorCode, expected, got: status } as const
    yield { rule: driftRules.actionStatus, field: 'ActionStatus', detail, source }
  }
  const info = pick(json, 'ErrorInfo')
  if (typeof info === 'string' && (info === '') !== (errorCode === 0)) {
    const detail: ServerDetail =
      errorCode === 0 ? { code: 'error-info-on-success', got: info } : { code: 'error-info-empty' }
    yield { rule: driftRules.errorInfo, field: 'ErrorInfo', detail, source }
  }
  const detail = errorCode === 0 ? undefined : findUndocumented(operation, errorCode)
  if (detail) yield { rule: driftRules.errorCode, field: 'ErrorCode', detail, source }
}

/** Why a command may not return a code: no page has it, or it belongs to another command. */
function findUndocumented(operation: Operation | undefined, got: number): ServerDetail | undefined {
  const name = findErrorName(got)
  if (name === undefined) return { code: 'undocumented-code', got }
  const commands = operationNames.filter(other => operations[other].refusals.some(refusal => refusal === name))
  // Codes that no command declares are the platform's, and any command may return them.
  const isOwn = commands.length === 0 || (operation && toRefusals(operation).includes(name))
  return isOwn ? undefined : { code: 'foreign-code', got, commands, meaning: toError(name).meaning }
}

const noPage: Source = { assumed: 'no page shows a Response there, and none forbids it' }

function* findResponseDrifts(operation: Operation | undefined, json: object): Generator<Drift> {
  const code = findErrorCode(json)
  if (code === undefined) return
  const has = Object.hasOwn(json, 'Response')
  const got = pick(json, 'Response')
  const toDrift = (detail: ServerDetail, source: Source): Drift => ({
    rule: driftRules.response,
    field: 'Response',
    detail,
    source,
  })
  if (code !== 0) {
    if (has) yield toDrift({ code: 'response-of-refusal', got }, noPage)
    return
  }
  if (!operation) return
  const { response, pages, command } = operation
  if (!response) {
    if (has) yield toDrift({ code: 'unexpected-response', command, got }, noPage)
    return
  }
  const source = findResponseSource(operation) ?? { page: pages[0] }
  if (!has) {
    yield toDrift({ code: 'missing-response', command }, source)
    return
  }
  for (const { kind, path, issue, source: seen } of validateResponse(response, got, 'Response', source)) {
    const field = path === '' ? 'Response' : `Response.${path}`
    yield { rule: driftRules[kind], field, detail: { code: 'contract-mistake', issue }, source: seen }
  }
}

/** The page that documents a command's Response where that is not its main one: the page of its first field. */
function findResponseSource({ response, pages }: Operation): Source | undefined {
  const [first]: readonly z.ZodType[] = response instanceof z.ZodObject ? Object.values(response.shape) : []
  const sources = first && findSources(first)
  return sources?.find(source => 'page' in source && pages.includes(source.page))
}
