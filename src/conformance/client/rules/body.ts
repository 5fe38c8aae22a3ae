import { toError } from '../../../contracts/errors.ts'
import { explainIssue } from '../../../contracts/messages.ts'
import { isOperationName, operations } from '../../../contracts/operations.ts'
import { findMisplaced, findParameter, isUnreadable } from '../../../contracts/parse-request.ts'
import { type RequestMistake, validateRequest } from '../../../contracts/validate.ts'
import { explainIssue as explainBodyIssue } from '../../../emulator/messages.ts'
import { type Json, readBody } from '../../../emulator/validate-body.ts'
import { findAt, parseJson } from '../../../text/data.ts'
import { type ClientRule, defineClientRule, type Evaluations, eachRequest } from '../rule.ts'
import { type ClientRequest, type ClientRun, hasIdOfFailedStart } from '../run.ts'
import { isCredentialName } from './request.ts'

const messages = {
  invalid: ({ mistakes }: { mistakes: readonly RequestMistake[] }) =>
    mistakes.map(({ issue }) => explainIssue(issue)).join(' '),
}

/** Evaluates bodies by one kind of mistake. Ids that no response contained, and secrets, have rules of their own. */
const evaluateBodies = (kind: RequestMistake['kind']) =>
  function* (run: ClientRun): Evaluations<typeof messages> {
    for (const subject of run.requests) {
      const { command, json } = subject
      if (command === undefined || !isOperationName(command) || json === undefined) continue
      const mistakes = validateRequest(operations[command], withoutMisplaced(json, subject)).filter(
        mistake => mistake.kind === kind && !isOfOtherRule(mistake, subject, run),
      )
      // Of several mistakes, a documented one counts more than a bound that is assumed.
      const isAssumed = mistakes.every(({ source }) => source !== undefined)
      if (mistakes.length === 0) yield { subject }
      else yield { subject, broken: { code: 'invalid', mistakes }, source: isAssumed ? mistakes[0]?.source : undefined }
    }
  }

/** A body without the query parameters in it, which have a rule of their own. */
function withoutMisplaced(json: Json, { parsed }: ClientRequest): Json {
  const misplaced = findMisplaced(parsed)?.names ?? []
  if (misplaced.length === 0) return json
  return Object.fromEntries(
    Object.entries(json).filter(([key]) => !misplaced.some(name => name === findParameter(key))),
  )
}

const isOfOtherRule = ({ kind, path }: RequestMistake, request: ClientRequest, run: ClientRun): boolean =>
  kind === 'unknown'
    ? isCredentialName(path.split('.').at(-1) ?? '')
    : path === 'CallId' && hasIdOfFailedStart(run, request)

/** The emulator's own ErrorInfo; undefined if a fault changed the response, or if it was not kept whole. */
function findErrorInfo({ reply, failureModes }: ClientRequest): string | undefined {
  const errorInfo = failureModes.length > 0 ? undefined : findAt(parseJson(reply), ['ErrorInfo'])
  return typeof errorInfo === 'string' && errorInfo !== '' ? errorInfo : undefined
}

/** The rules on bodies. */
export const bodyRules: readonly ClientRule[] = [
  defineClientRule({
    id: 'RB-Q19',
    title: 'Sends a JSON object as the body',
    reason: 'The body is a JSON object and must not be empty: a command without fields takes {}.',
    source: { page: 68926 },
    fix: 'Serialize an object as JSON, in UTF-8; a form, an array or an empty body is not accepted.',
    examples: { good: [{}], bad: [{ body: 'CallId=a-call' }] },
    messages: {
      refused: ({ errorInfo }: { errorInfo: string }) => errorInfo,
      unreadable: ({ why }: { why: string }) =>
        isUnreadable(why) ? explainBodyIssue({ code: 'unreadable-body', why }) : `The body is ${why}.`,
      invalid: ({ explanation }: { explanation: string }) => explanation,
    },
    evaluate: eachRequest(request => {
      const { method, parsed, unreadable, isCut, body, errorCode } = request
      if (method !== 'POST') return undefined
      // Of a long body only the first part is kept, without secrets. The response was made from all of it.
      const errorInfo = errorCode === toError('JsonParseError').code ? findErrorInfo(request) : undefined
      if (errorInfo !== undefined) return { code: 'refused', errorInfo }
      if (unreadable !== undefined) return { code: 'unreadable', why: unreadable }
      if (isCut) return undefined
      const read = readBody({ text: body })
      if ('json' in read) return true
      // A form of parameters is a single mistake: they belong in the query.
      if (findMisplaced(parsed)?.places.includes('the body')) return undefined
      return { code: 'invalid', explanation: explainBodyIssue(read.issue) }
    }),
  }),
  defineClientRule({
    id: 'RB-Q20',
    severity: 'warning',
    title: 'Sends only documented fields',
    reason: 'Unknown fields are ignored, so a mistyped optional field is never noticed.',
    source: { assumed: 'no page says how unknown fields are treated' },
    fix: "Compare the names with the command's page; they are case-sensitive.",
    examples: { good: [{}], bad: [{ body: { CallId: 'a-call', Verbose: true } }] },
    messages,
    evaluate: evaluateBodies('unknown'),
  }),
  defineClientRule({
    id: 'RB-Q21',
    title: 'Sends each field of the body as the documented JSON type',
    reason: 'A number in quotes is a string.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: 'Send numbers as numbers, texts as strings and lists as arrays. Check how the fields are declared before they are serialized.',
    examples: { good: [{}], bad: [{ body: { CallId: 123 } }] },
    messages,
    evaluate: evaluateBodies('type'),
  }),
  defineClientRule({
    id: 'RB-Q22',
    title: 'Sends every required field, with values within the documented bounds',
    reason: 'A field that is missing or out of range is refused as an invalid parameter.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: 'Validate values before sending them; ErrorInfo names the parameter.',
    examples: { good: [{}], bad: [{ body: {} }] },
    messages,
    evaluate: evaluateBodies('value'),
  }),
]
