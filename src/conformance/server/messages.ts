import { type ContractIssue, explainIssue } from '../../contracts/messages.ts'
import { formatList, formatValue } from '../../text/format.ts'
import { failureMessages, skipMessages } from '../probe-runner.ts'
import type { DetailOf } from '../rule.ts'
import { nameCode } from './answers.ts'

/** A value that differs; `got` is absent if it is missing. */
interface Difference {
  readonly field: string
  readonly expected: unknown
  readonly got?: unknown
}

interface Code {
  readonly got: number
}

const toShown = (value: unknown) => (value === undefined ? 'nothing' : formatValue(value))

/** Every message of the rules on servers: violations first, then reasons why a rule was not exercised. */
export const serverMessages = {
  status: ({ expected, got }: { expected: string } & Code) => `Invalid HTTP status: expected ${expected}, got ${got}.`,
  field: ({ field, expected, got }: Difference) =>
    `Invalid ${field}: expected ${formatValue(expected)}, got ${toShown(got)}.`,
  'list-field': ({ field, expected, got }: Difference) =>
    `Invalid ${field} of a listed record: expected ${formatValue(expected)}, got ${toShown(got)}.`,
  'header-value': ({ field, expected, got }: Difference & { expected: string }) =>
    `Invalid ${field}: expected ${expected} in it, got ${toShown(got)}.`,
  'empty-body': () => 'Invalid body: expected a JSON object, got nothing.',
  'not-json': ({ got }: { got: string }) =>
    `Invalid body: expected a JSON object and nothing around it, got ${formatValue(got)}.`,
  'contract-mistake': ({ issue }: { issue: ContractIssue }) => explainIssue(issue),
  'request-id': ({ got }: { got: unknown }) =>
    `Invalid RequestId: expected Id-, 32 lowercase hexadecimal digits, -O-Seq- and a number, got ${formatValue(got)}.`,
  'repeated-request-id': ({ got, first }: { got: string; first: string }) =>
    `Repeated RequestId ${formatValue(got)}: ${first} was answered with the same one.`,
  'action-status': ({ errorCode, expected, got }: { errorCode: number; expected: string; got: string }) =>
    `Invalid ActionStatus: expected ${formatValue(expected)} with ErrorCode ${errorCode}, got ${formatValue(got)}.`,
  'error-info-on-success': ({ got }: { got: string }) =>
    `Invalid ErrorInfo: expected an empty string on success, got ${formatValue(got)}.`,
  'error-info-empty': () => 'Invalid ErrorInfo: expected the reason of the refusal, got an empty string.',
  'undocumented-code': ({ got }: Code) => `Unknown ErrorCode ${got}: no page documents it.`,
  'foreign-code': ({ got, commands, meaning }: Code & { commands: readonly string[]; meaning: string }) =>
    `Unexpected ErrorCode ${got}: it is documented only for ${formatList(commands, 'and')}. ${meaning}`,
  'response-of-refusal': ({ got }: { got: unknown }) => `Unexpected Response in a refusal: ${formatValue(got)}.`,
  'unexpected-response': ({ command, got }: { command: string; got: unknown }) =>
    `Unexpected Response: ${command} has none, got ${formatValue(got)}.`,
  'missing-response': ({ command }: { command: string }) => `Missing Response: ${command} returns one.`,
  code: ({ expected, got }: { expected: readonly number[] } & Code) =>
    `Invalid ErrorCode: expected ${formatList(expected.map(nameCode))}, got ${nameCode(got)}.`,
  'not-admitted': ({ got }: Code) =>
    `Invalid ErrorCode: expected the administrator to be admitted, got ${nameCode(got)}.`,
  'records-differ': ({ field, got, listed }: { field: string; got: unknown; listed: unknown }) =>
    `Inconsistent ${field}: ${toShown(got)} in the record, ${toShown(listed)} in the list.`,
  'record-order': ({ earlier, later }: { earlier: number | undefined; later: number | undefined }) =>
    `Invalid order of records: StartTime ${earlier} is listed after ${later}.`,
  'page-length': ({ expected, got }: { expected: string } & Code) =>
    `Invalid number of records on the page: expected ${expected}, got ${got}.`,
  'robot-missing': ({ robot }: { robot: string }) => `Missing member ${formatValue(robot)} in UserList.`,
  'settings-kept': () => 'The configuration still exists after it was deleted.',
  'record-late': ({ got, seconds }: Code & { seconds: number }) =>
    `Missing record: expected it within ${seconds} s of the end of the call, got ${nameCode(got)}.`,
  'limit-too-low': ({ accepted, requests }: { accepted: number; requests: number }) =>
    `Rate limit too low: expected at least 200 accepted requests, got ${accepted} of ${requests}.`,
  'no-limit': ({ requests }: { requests: number }) =>
    `Missing rate limit: expected at most 200 accepted requests in one second, got ${requests}.`,
  ...failureMessages,

  'not-sent': () => 'It was not sent.',
  'no-code': () => 'Its answer has no readable ErrorCode.',
  'not-let-in': () => 'The administrator was not admitted.',
  'no-success': ({ probe, got }: { probe: string } & Code) => `${probe} was answered with ${nameCode(got)}.`,
  'no-response': ({ probe }: { probe: string }) => `${probe} was answered without a Response.`,
  'no-answer-to-check': () => 'No answer shows it.',
  'no-response-to-check': () =>
    'No answer has a Response. Pass an ongoing call with --call-id, or allow changes with --write.',
  'no-request-ids': () => 'No two answers have a RequestId.',
  'no-preflight': () => 'The preflight was not answered.',
  'no-call-to-end': () => 'There was no call to end.',
  'callback-configured': () => 'A callback is configured.',
  'nothing-set': () => 'No configuration could be set.',
  'nothing-deleted': () => 'No configuration could be deleted.',
  'one-second': () => 'There are no two records of different seconds.',
  'fast-clock': () => "The server's clock runs faster than real time, so its seconds are shorter.",
  'slow-connection': ({ requests, milliseconds }: { requests: number; milliseconds: number }) =>
    `${requests} requests took ${milliseconds} ms, which is too slow to reach the limit.`,
  'alone-differs': ({ alone, expected }: { alone: string; expected: number }) =>
    `${alone} was not answered with ${expected} either.`,
  ...skipMessages,
}

/** What a run changed and could not restore, by code. */
export const leftoverMessages = {
  call: ({ call }: { call: string }) =>
    `The call ${formatValue(call)} that was started may still be ongoing. End it with end_call.`,
  settings: ({ path, body }: { path: string; body: string }) =>
    `The callback configuration could not be restored. Send this request yourself: ${path} with ${body}.`,
}

/** A fact about an answer before and after; undefined if it is missing. */
interface Change {
  readonly probe: string
  readonly fact: string
  readonly before: string | undefined
  readonly after: string | undefined
}

interface Field {
  readonly command: string | undefined
  readonly field: string
}

/** What differs between two runs, by code. */
export const changeMessages = {
  fact: ({ probe, fact, before = 'missing', after = 'missing' }: Change) =>
    `${probe}: ${fact} changed from ${before} to ${after}.`,
  'new-field': ({ command, field, type }: Field & { type: string }) =>
    `${command}: new field ${field} of type ${type}.`,
  'field-type': ({ command, field, type }: Field & { type: string }) => `${command}: ${field} now has type ${type}.`,
  'missing-field': ({ command, field }: Field) => `${command}: ${field} is missing.`,
  'new-value': ({ command, field, value }: Field & { value: string }) =>
    `${command}: new value ${formatValue(value)} of ${field}.`,
  verdict: ({ rule, before, after }: { rule: string; before: string; after: string }) =>
    `${rule} changed from ${before} to ${after}.`,
}

/** A difference between two runs. */
export type ChangeDetail = DetailOf<typeof changeMessages>

/** Why a file is not evidence of a run, by code. */
export const evidenceMessages = {
  syntax: ({ sentence }: { sentence: string }) => `Invalid evidence: ${sentence} ${retake}`,
  kind: ({ got }: { got: unknown }) =>
    `Invalid evidence: expected "ringback": "evidence", got ${toShown(got)}. ${retake}`,
  version: ({ expected, got }: { expected: number; got: unknown }) =>
    `Invalid formatVersion: expected ${expected}, got ${toShown(got)}. Use the version of ringback that wrote the file.`,
  content: ({ sentences }: { sentences: string }) => `Invalid evidence: ${sentences} ${retake}`,
}

const retake = 'Write a new file with ringback verify --evidence FILE.'

/** Why a file is not evidence of a run. */
export type EvidenceDetail = DetailOf<typeof evidenceMessages>

/** A message of the rules on servers, with its data. */
export type ServerDetail = DetailOf<typeof serverMessages>
