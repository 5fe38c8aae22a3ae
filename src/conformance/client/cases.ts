import { type ErrorName, toError } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { type OperationName, operationNames, operations, type RefusalOf } from '../../contracts/operations.ts'
import { type commonRefusals, findRefusalSource, possibleErrors } from '../../contracts/refusal-order.ts'
import { failureModes } from '../../emulator/exchange.ts'
import type { ErrorCode, FaultInput } from '../../faults/fault.ts'
import { type ClientCase, type CommandCases, type PlainCase, refuses, type Want } from './case.ts'
import { deleteCallback } from './cases/delete-callback.ts'
import { endCall } from './cases/end-call.ts'
import { getCallInfo } from './cases/get-call-info.ts'
import { getCallback } from './cases/get-callback.ts'
import { getRecordByCallid } from './cases/get-record-by-callid.ts'
import { getRecordByFilter } from './cases/get-record-by-filter.ts'
import { setCallback } from './cases/set-callback.ts'
import { startCallByRobot } from './cases/start-call-by-robot.ts'
import type { Clause } from './rule.ts'
import { type Mishap, onTheWay } from './transport-failures.ts'

/** Every refusal that a client of some command can meet although its requests are right. */
export type Meetable =
  | RefusalOf<OperationName>
  | Extract<(typeof commonRefusals)[number], { readonly occursForValidRequests: true }>['refuse']

/** The ids of the cases about a refusal: that it lasts, and, where asking again helps, that it comes twice and then no more. */
export interface RefusalIds {
  readonly lasts: `RB-C${number}`
  readonly passes?: `RB-C${number}`
}

/** Every refusal that can be met; one that is new, or that none declares any more, does not compile. */
export const refusalIds: { readonly [Name in Meetable]: RefusalIds } = {
  InternalError: { lasts: 'RB-C20', passes: 'RB-C30' },
  InvalidParameter: { lasts: 'RB-C21' },
  CallNotFound: { lasts: 'RB-C22' },
  RecordNotFound: { lasts: 'RB-C23' },
  ConfigInternalError: { lasts: 'RB-C24', passes: 'RB-C31' },
  ConfigInvalidParameter: { lasts: 'RB-C25' },
  CallbackNotSet: { lasts: 'RB-C26' },
  UserSigExpired: { lasts: 'RB-C27' },
  TooManyRequests: { lasts: 'RB-C28', passes: 'RB-C32' },
  ServiceTimeout: { lasts: 'RB-C29', passes: 'RB-C33' },
}

const common = { group: 'case', severity: 'error', isSlow: false } as const

/** The cases that a command has of its own. */
export const toOwnCases = <Name extends OperationName>(
  command: Name,
  { seen, own }: CommandCases<Name>,
): readonly ClientCase[] =>
  own.map(({ steps: [first, ...more], ...one }) => ({
    ...common,
    seen,
    ...one,
    command,
    steps: [{ ...first, wants: [first.wants] }, ...more.map(step => ({ ...step, wants: [step.wants] }))],
  }))

/** The cases that a command has because any has them: what befalls its answers on the way, and how it can be refused. */
export function deriveCases<Name extends OperationName>(command: Name, plain: PlainCase<Name>): readonly ClientCase[] {
  const operation: Operation = operations[command]
  const value: Want = { gives: plain.gives }

  const toCase = (
    clause: Omit<Clause, 'group' | 'severity'>,
    does: Omit<FaultInput, 'on'>,
    wants: readonly Want[],
    isSlow = false,
  ): ClientCase => ({
    ...common,
    ...clause,
    command,
    isSlow,
    scene: { ...plain.scene, faults: [{ on: command, ...does }] },
    steps: [{ ...(plain.after === undefined ? {} : { after: plain.after }), body: plain.body, wants }],
  })

  const toMishapCase = ({ does, good, isSlow, ofResponse: _, ...clause }: Mishap) => {
    const wants: { readonly [Good in Mishap['good']]: readonly Want[] } = {
      value: [value],
      error: [{ fails: true }],
      either: [value, { fails: true }],
    }
    return toCase(clause, does, wants[good], isSlow)
  }

  const toRefusalCases = (name: ErrorName): ClientCase[] => {
    const ids = Object.entries(refusalIds).find(([key]) => key === name)?.[1]
    if (!ids) return []
    const { meaning, retry } = toError(name)
    const seen = findRefusalSource(operation, name)
    const code = toErrorCode(name)
    const lasting = toCase(
      {
        id: ids.lasts,
        sentence: `Gives ${code} where the service refuses with it${retry === 'never' ? '' : ', and goes on refusing'}`,
        reason: `The number alone tells what to do. It says: ${meaning}`,
        seen,
        fix: 'Give the error a property with ErrorCode in it, as a number; a text alone cannot be decided by.',
      },
      { error: code },
      [refuses(name)],
    )
    if (ids.passes === undefined) return [lasting]
    const passing = toCase(
      {
        id: ids.passes,
        sentence: `Gives the value, or ${code}, where the service refuses with ${code} twice and then no more`,
        reason: `What passes by itself is asked again for, or told; anything else is made up. It says: ${meaning}`,
        seen,
        fix: 'Ask again after a pause, a few times, and take the last answer alone for the outcome.',
      },
      { error: code, times: 2 },
      [value, refuses(name)],
    )
    return [lasting, passing]
  }

  return [
    ...failureModes
      .flatMap(stumble => (stumble === 'refusal' ? [] : onTheWay[stumble]))
      .filter(({ ofResponse }) => !ofResponse || operation.response !== undefined)
      .map(toMishapCase),
    ...possibleErrors(operation).flatMap(toRefusalCases),
    toCase(accessLayer, { error: toErrorCode('HttpParseError'), omit: ['RequestId'] }, [refuses('HttpParseError')]),
    toCase(oddText, { error: toErrorCode('HostOfOtherRegion'), message: oddMessage }, [refuses('HostOfOtherRegion')]),
  ]
}

// The table is a literal, so its codes are exactly the documented ones.
const toErrorCode = (name: ErrorName) => toError(name).code as ErrorCode

const accessLayer = {
  id: 'RB-C34',
  sentence: 'Gives the ErrorCode of a refusal that has no RequestId',
  reason: 'The access layer answers with ActionStatus, ErrorCode and ErrorInfo alone.',
  seen: { observed: 'errors of the access layer, such as 60002 with "HTTP parse Error"' },
  fix: 'Decide by ErrorCode; take RequestId along only if it is there.',
} as const

const oddMessage = 'Not here: "区域" \\ {"ErrorCode":0,"ActionStatus":"OK"} 📞'

const oddText = {
  id: 'RB-C35',
  sentence: 'Gives the ErrorCode of a refusal whatever ErrorInfo says',
  reason: 'ErrorInfo is a text for people: it may quote what was sent, in any language.',
  seen: { assumed: 'the texts seen name ids and accounts, and no page bounds them' },
  fix: 'Parse the answer with a library for JSON, and decide by ErrorCode alone.',
} as const

/** What each command has of its own; a contract without does not compile. */
const commandCases: { readonly [Name in OperationName]: CommandCases<Name> } = {
  get_call_info: getCallInfo,
  start_call_by_robot: startCallByRobot,
  end_call: endCall,
  get_record_by_callid: getRecordByCallid,
  get_record_by_filter: getRecordByFilter,
  set_callback: setCallback,
  get_callback: getCallback,
  delete_callback: deleteCallback,
}

const toNumber = ({ id }: ClientCase) => Number(id.slice('RB-C'.length))

/** Every case there is: what befalls any command, then what each has of its own; those of one id stand together. */
export const clientCases: readonly ClientCase[] = operationNames
  .flatMap(command => toCases(command))
  .toSorted((one, other) => toNumber(one) - toNumber(other))

function toCases<Name extends OperationName>(command: Name): readonly ClientCase[] {
  const cases: CommandCases<Name> = commandCases[command]
  return [...deriveCases(command, cases.plain), ...toOwnCases(command, cases)]
}

/** What the cases hold a client to, each id once. */
export const caseClauses: readonly Clause[] = [
  ...new Map(
    clientCases.map(({ id, group, severity, sentence, reason, seen, fix }) => [
      id,
      { id, group, severity, sentence, reason, seen, fix },
    ]),
  ).values(),
]
