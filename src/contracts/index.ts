/** The contract of the Call REST API as data: schemas, error codes, commands, where each fact was seen. */

export {
  type CallbackContract,
  type CallbackExample,
  type CallbackParameter,
  type ClientPlatform,
  callbackAnswer,
  callbackContradictions,
  callbackFacts,
  callbackParameters,
  callbackTimeoutMs,
  defineCallback,
  platforms,
} from './callback.ts'
export {
  type CallbackBody,
  type CallbackCommand,
  callbackCommands,
  callbacks,
  isCallbackCommand,
} from './callbacks.ts'
export { type Failure, failure, preflight, replyHeaders, requestIdPattern, success, toSuccess } from './envelope.ts'
export { type ErrorName, errorNames, errors, findErrorName, type ServiceError, toError } from './errors.ts'
export type { CallRecord } from './fields.ts'
export { hosts } from './hosts.ts'
export { toOpenApi } from './openapi/document.ts'
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
export { type CommonRefusal, commonRefusals, type ErrorRow, toErrorTable, toRefusals } from './refusal-order.ts'
export { deleteCallback, getCallback, setCallback } from './rest/callback-settings.ts'
export { endCall } from './rest/end-call.ts'
export { getCallInfo } from './rest/get-call-info.ts'
export { getRecordByCallid } from './rest/get-record-by-callid.ts'
export { getRecordByFilter } from './rest/get-record-by-filter.ts'
export { startCallByRobot } from './rest/start-call-by-robot.ts'
export type { Contradiction } from './source.ts'
export { explainSource, type Source, toPageUrl } from './source.ts'
