import { findErrorName, toError } from '../../contracts/errors.ts'
import { commonRefusals } from '../../contracts/refusal-order.ts'
import { findAt, isRecord, type JsonObject, parseJson } from '../../text/data.ts'
import type { ProbeAnswer } from '../probe-runner.ts'
import type { ServerRunContext } from './request.ts'

/** The deepest nesting of an answer that is read. The bound is ours; no documented answer nests deeper than five levels. */
const deepestAnswer = 64

/** The body of an answer if it is a JSON object that nests no deeper than 64 levels; else undefined. */
export function parseObject(text: string): JsonObject | undefined {
  const json = parseJson(text)
  return isRecord(json) && !isDeeper(json, deepestAnswer) ? json : undefined
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(item => isDeeper(item, levels - 1)))

/** The ErrorCode of an answer, also as a string; undefined if there is none that is an integer. */
export function findErrorCode(json: object | undefined): number | undefined {
  const code = pick(json, 'ErrorCode')
  if (typeof code === 'string' && /^-?\d{1,15}$/.test(code)) return Number(code)
  return Number.isSafeInteger(code) ? Number(code) : undefined
}

/** The value of a header, whose name is given in lowercase. */
export const findHeader = ({ headers }: ProbeAnswer, name: string): string | undefined =>
  Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1]

/** The value under a path; undefined if there is none. */
export const pick = (value: unknown, ...path: readonly (string | number)[]): unknown => findAt(value, path)

/** The list under a path; empty if there is none. */
export function pickList(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = pick(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The last answer to a probe; undefined if there is none. */
export function findAnswer(context: ServerRunContext, id: string): ProbeAnswer | undefined {
  const outcome = context.find(id)?.attempts.at(-1)?.outcome
  return outcome && 'status' in outcome ? outcome : undefined
}

/** The ErrorCode of the last answer to a probe, if it can be read. */
export const findCode = (context: ServerRunContext, id: string): number | undefined =>
  findErrorCode(parseObject(findAnswer(context, id)?.text ?? ''))

/** The Response of a probe that succeeded; undefined if it did not, or has none. */
export function findResponse(context: ServerRunContext, id: string): JsonObject | undefined {
  if (findCode(context, id) !== 0) return undefined
  const found = pick(parseObject(findAnswer(context, id)?.text ?? ''), 'Response')
  return isRecord(found) ? found : undefined
}

/** The id of the first probe, which every other probe differs from in one respect. */
export const control = 'unknown-call'

/** Codes of requests that are refused before their method and their body are looked at. */
const refusedAtTheGate = new Set<number>([
  ...commonRefusals.flatMap(({ refuse, order }) => (refuse === 'invalid' || order > 13 ? [] : [toError(refuse).code])),
  ...(['AccountWrong', 'AppDisabled', 'AppNotFound', 'KeyMissing', 'UserSigWrongTooOften'] as const).map(
    name => toError(name).code,
  ),
])

/** Whether the server admits the administrator; true as well if its answer cannot be read. */
export function isAdmitted(context: ServerRunContext): boolean {
  const code = findCode(context, control)
  return code === undefined || !refusedAtTheGate.has(code)
}

/** A code with its name, such as `101004 (CallNotFound)`. */
export function nameCode(code: number): string {
  const name = code === 0 ? 'success' : findErrorName(code)
  return name === undefined ? `${code}` : `${code} (${name})`
}
