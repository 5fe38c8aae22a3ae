import type * as z from 'zod'
import { keysOf } from '../text/data.ts'
import { type Operation, toPath } from './operation.ts'
import { deleteCallback, getCallback, setCallback } from './rest/callback-settings.ts'
import { endCall } from './rest/end-call.ts'
import { getCallInfo } from './rest/get-call-info.ts'
import { getRecordByCallid } from './rest/get-record-by-callid.ts'
import { getRecordByFilter } from './rest/get-record-by-filter.ts'
import { startCallByRobot } from './rest/start-call-by-robot.ts'

/** Every command there is, by its name on the wire. A new command is a line here and a line in the emulator's list. */
export const operations = {
  get_call_info: getCallInfo,
  start_call_by_robot: startCallByRobot,
  end_call: endCall,
  get_record_by_callid: getRecordByCallid,
  get_record_by_filter: getRecordByFilter,
  set_callback: setCallback,
  get_callback: getCallback,
  delete_callback: deleteCallback,
} as const satisfies { readonly [command: string]: Operation }

/** A command's name on the wire. */
export type OperationName = keyof typeof operations

/** The contract of one command. */
export type Contract<Name extends OperationName = OperationName> = (typeof operations)[Name]

/** The body a command takes, once it has been checked. */
export type Body<Name extends OperationName> = z.infer<Contract<Name>['body']>

/** What a command's success carries in `Response`. */
export type ResponseOf<Name extends OperationName> =
  Contract<Name> extends { readonly response: infer Schema extends z.ZodType } ? z.infer<Schema> : undefined

/** The refusals a command declares for itself. */
export type RefusalOf<Name extends OperationName> = Contract<Name>['refusals'][number]

/** Every command's name, in the order of the list. */
export const operationNames = keysOf(operations)

const byPath = new Map(operationNames.map(name => [toPath(operations[name]), name]))

/** The command served under a path such as `/v4/call_engine_http_srv/get_call_info`, if there is one. Case counts. */
export const findOperation = (path: string): OperationName | undefined => byPath.get(path)

/** Whether a word is the name of a command. */
export const isOperationName = (word: string): word is OperationName => Object.hasOwn(operations, word)
