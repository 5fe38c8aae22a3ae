import type { OperationName } from '../../../contracts/operations.ts'
import { operationNames } from '../../../contracts/operations.ts'
import type { Clause } from '../rule.ts'
import type { ClientCase } from './case.ts'
import { deriveCases, toOwnCases } from './derive.ts'
import { deleteCallback } from './own/delete-callback.ts'
import { endCall } from './own/end-call.ts'
import { getCallInfo } from './own/get-call-info.ts'
import { getCallback } from './own/get-callback.ts'
import { getRecordByCallid } from './own/get-record-by-callid.ts'
import { getRecordByFilter } from './own/get-record-by-filter.ts'
import { setCallback } from './own/set-callback.ts'
import { startCallByRobot } from './own/start-call-by-robot.ts'
import type { CommandCases } from './own.ts'

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
