/** The contract of the Call REST API as data: schemas, error codes, commands, where each fact was seen. */
export { explainSource, type Source, toPageUrl } from './basis.ts'
export { type Callback, type CallbackExample, defineCallback } from './callback.ts'
export {
  type CallbackParameter,
  callbackAnswer,
  callbackContradictions,
  callbackFacts,
  callbackParameters,
  callbackTimeoutMs,
  type Platform,
  platforms,
} from './callback-request.ts'
export {
  type CallbackBody,
  type CallbackCommand,
  callbackCommands,
  callbacks,
  isCallbackCommand,
} from './callbacks.ts'
export type { Contradiction } from './contradiction.ts'
export { type Failure, failure, preflight, replyHeaders, requestIdPattern, success, toSuccess } from './envelope.ts'
export { type ErrorRow, toErrorTable } from './error-table.ts'
export { type ErrorName, errorNames, errors, findErrorName, type ServiceError, toError } from './errors.ts'
export type { CallRecord } from './fields.ts'
export { type GateRefusal, gateRefusals, toRefusals } from './gate-refusals.ts'
export { hosts } from './hosts.ts'
export { toOpenApi } from './openapi.ts'
export { defineOperation, type Example, type Operation, toPath } from './operation.ts'
export {
  type Body,
  type Contract,
  findOperation,
  isOperationName,
  type OperationName,
  operationNames,
  operations,
  type RefusalOf,
  type ResponseOf,
} from './operations.ts'
export { type Parameter, type ParameterName, parameters, type Query, query } from './query.ts'
export { deleteCallback } from './rest/delete-callback.ts'
export { endCall } from './rest/end-call.ts'
export { getCallInfo } from './rest/get-call-info.ts'
export { getCallback } from './rest/get-callback.ts'
export { getRecordByCallid } from './rest/get-record-by-callid.ts'
export { getRecordByFilter } from './rest/get-record-by-filter.ts'
export { setCallback } from './rest/set-callback.ts'
export { startCallByRobot } from './rest/start-call-by-robot.ts'
