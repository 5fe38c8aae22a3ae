import { type ErrorName, toError } from '../../contracts/errors.ts'
import { type Operation, toShortestBody } from '../../contracts/operation.ts'
import { type OperationName, operationNames, operations, type RefusalOf } from '../../contracts/operations.ts'
import { type commonRefusals, findRefusalSource, possibleErrors } from '../../contracts/refusal-order.ts'
import { failureModes } from '../../faults/failure-modes.ts'
import type { ErrorCode, FaultInput } from '../../faults/fault.ts'
import { type ClientCase, type CommandCases, type Expectation, failsWith, type PlainCase, ringingCall } from './case.ts'
import { endCall, getCallInfo, startCallByRobot } from './cases/call-cases.ts'
import { deleteCallback, getCallback, setCallback } from './cases/callback-cases.ts'
import { getRecordByCallid, getRecordByFilter } from './cases/record-cases.ts'
import type { ClientRequirement } from './rule.ts'
import { type TransportFailure, transportFailures } from './transport-failures.ts'

/** The cases of each command; a command without an entry has those that follow from the example of its contract. */
const commandCases: { readonly [Name in OperationName]?: CommandCases } = {
  get_call_info: getCallInfo,
  start_call_by_robot: startCallByRobot,
  end_call: endCall,
  get_record_by_callid: getRecordByCallid,
  get_record_by_filter: getRecordByFilter,
  set_callback: setCallback,
  get_callback: getCallback,
  delete_callback: deleteCallback,
}

/** Every refusal that a client of some command can meet although its requests keep the contract. */
type PossibleError =
  | RefusalOf<OperationName>
  | Extract<(typeof commonRefusals)[number], { readonly occursForValidRequests: true }>['refuse']

/** The ids of the cases of a refusal: a permanent one and, if a retry helps, a temporary one. */
interface RefusalCaseIds {
  readonly permanent: `RB-C${number}`
  readonly temporary?: `RB-C${number}`
}

/** The ids by refusal; a refusal that is new, or that no command declares any more, does not compile. */
const refusalCaseIds: { readonly [Name in PossibleError]: RefusalCaseIds } = {
  InternalError: { permanent: 'RB-C20', temporary: 'RB-C30' },
  InvalidParameter: { permanent: 'RB-C21' },
  CallNotFound: { permanent: 'RB-C22' },
  RecordNotFound: { permanent: 'RB-C23' },
  ConfigInternalError: { permanent: 'RB-C24', temporary: 'RB-C31' },
  ConfigInvalidParameter: { permanent: 'RB-C25' },
  CallbackNotSet: { permanent: 'RB-C26' },
  UserSigExpired: { permanent: 'RB-C27' },
  TooManyRequests: { permanent: 'RB-C28', temporary: 'RB-C32' },
  ServiceTimeout: { permanent: 'RB-C29', temporary: 'RB-C33' },
}

const common = { group: 'case', severity: 'error' } as const

/** The first example of a contract, for an ongoing call if it names one. */
function toPlainCase(operation: Operation): Omit<PlainCase, 'body'> & { readonly body: object } {
  const body = toShortestBody(operation)
  const [{ answer }] = operation.examples
  return {
    setup: 'CallId' in body ? { calls: [{ ...ringingCall, id: `${body.CallId}` }] } : {},
    body,
    returns: 'Response' in answer ? Object.keys(Object(answer.Response)) : [],
  }
}

const toOwnCases = (command: OperationName): readonly ClientCase[] =>
  (commandCases[command]?.own ?? []).map(({ steps: [first, ...more], ...one }) => ({
    ...common,
    isSlow: false,
    setup: {},
    source: { page: operations[command].pages[0] },
    ...one,
    command,
    steps: [{ ...first, expected: [first.expected] }, ...more.map(step => ({ ...step, expected: [step.expected] }))],
  }))

const unusualMessage = 'Not here: "区域" \\ {"ErrorCode":0,"ActionStatus":"OK"} 📞'

/** The cases that every command has: damaged responses and possible refusals. */
function deriveCases(command: OperationName): readonly ClientCase[] {
  const operation: Operation = operations[command]
  const plain = commandCases[command]?.plain ?? toPlainCase(operation)
  const value: Expectation = { returns: plain.returns }

  const toCase = (
    requirement: Omit<ClientRequirement, 'group' | 'severity'>,
    fault: Omit<FaultInput, 'on'>,
    expected: readonly Expectation[],
    isSlow = false,
  ): ClientCase => ({
    ...common,
    ...requirement,
    command,
    isSlow,
    setup: { ...plain.setup, faults: [{ on: command, ...fault }] },
    steps: [{ ...(plain.after === undefined ? {} : { after: plain.after }), body: plain.body, expected }],
  })

  const toTransportCase = ({ fault, expected, isSlow, needsResponse: _, ...requirement }: TransportFailure) => {
    const expectations: { readonly [Name in TransportFailure['expected']]: readonly Expectation[] } = {
      value: [value],
      error: [{ fails: true }],
      either: [value, { fails: true }],
    }
    return toCase(requirement, fault, expectations[expected], isSlow)
  }

  const toRefusalCases = (name: ErrorName): ClientCase[] => {
    const ids = Object.entries(refusalCaseIds).find(([key]) => key === name)?.[1]
    if (!ids) return []
    const { meaning, retry } = toError(name)
    const source = findRefusalSource(operation, name)
    const code = toErrorCode(name)
    const permanent = toCase(
      {
        id: ids.permanent,
        title: `Returns ${code} for ${retry === 'never' ? 'a' : 'a lasting'} refusal with ${code}`,
        reason: `Only the number says what to do. Its meaning: ${meaning}`,
        source,
        fix: 'Give the error a property with the ErrorCode as a number; programs cannot decide by a text.',
      },
      { error: code },
      [failsWith(name)],
    )
    if (ids.temporary === undefined) return [permanent]
    const temporary = toCase(
      {
        id: ids.temporary,
        title: `Returns the value, or ${code}, if the service refuses twice with ${code} and then succeeds`,
        reason: `A temporary failure is retried or returned; any other result is invented. Its meaning: ${meaning}`,
        source,
        fix: 'Retry a few times after a pause, and return the result of the last response.',
      },
      { error: code, times: 2 },
      [value, failsWith(name)],
    )
    return [permanent, temporary]
  }

  return [
    ...failureModes
      .flatMap(mode => (mode === 'refusal' ? [] : transportFailures[mode]))
      .filter(({ needsResponse }) => !needsResponse || operation.response !== undefined)
      .map(toTransportCase),
    ...possibleErrors(operation).flatMap(toRefusalCases),
    toCase(withoutRequestId, { error: toErrorCode('HttpParseError'), omit: ['RequestId'] }, [
      failsWith('HttpParseError'),
    ]),
    toCase(unusualErrorInfo, { error: toErrorCode('HostOfOtherRegion'), message: unusualMessage }, [
      failsWith('HostOfOtherRegion'),
    ]),
  ]
}

// The table of errors is a literal, so its codes are exactly the documented ones.
const toErrorCode = (name: ErrorName) => toError(name).code as ErrorCode

const withoutRequestId = {
  id: 'RB-C34',
  title: 'Returns the ErrorCode of a refusal without a RequestId',
  reason: 'The access layer answers with only ActionStatus, ErrorCode and ErrorInfo.',
  source: { observed: 'errors of the access layer, such as 60002 with "HTTP parse Error"' },
  fix: 'Decide by ErrorCode, and read RequestId only if it is present.',
} as const

const unusualErrorInfo = {
  id: 'RB-C35',
  title: 'Returns the ErrorCode of a refusal with any ErrorInfo',
  reason: 'ErrorInfo is a text for people: it may quote what was sent, in any language.',
  source: { assumed: 'the texts seen name ids and accounts, and no page bounds them' },
  fix: 'Parse the response with a JSON library, and decide only by ErrorCode.',
} as const

const toNumber = ({ id }: ClientCase) => Number(id.slice('RB-C'.length))

/** Every built-in test case, by id and then by command. */
export const clientCases: readonly ClientCase[] = operationNames
  .flatMap(command => [...deriveCases(command), ...toOwnCases(command)])
  .toSorted((one, other) => toNumber(one) - toNumber(other))

/** What the cases require, each id once. */
export const caseRequirements: readonly ClientRequirement[] = [
  ...new Map(
    clientCases.map(({ id, group, severity, title, reason, source, fix }) => [
      id,
      { id, group, severity, title, reason, source, fix },
    ]),
  ).values(),
]
