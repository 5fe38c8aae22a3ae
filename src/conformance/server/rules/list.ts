import type { Rule } from '../rule.ts'
import { actionStatus } from './action-status.ts'
import { administrator } from './administrator.ts'
import { admission } from './admission.ts'
import { answers } from './answers.ts'
import { body } from './body.ts'
import { bodyFields } from './body-fields.ts'
import { callbackDeleted } from './callback-deleted.ts'
import { callbackNone } from './callback-none.ts'
import { callbackReplaced } from './callback-replaced.ts'
import { callbackSet } from './callback-set.ts'
import { command } from './command.ts'
import { contentType } from './content-type.ts'
import { contenttype } from './contenttype.ts'
import { credentials } from './credentials.ts'
import { deleteNone } from './delete-none.ts'
import { end } from './end.ts'
import { endUnknown } from './end-unknown.ts'
import { endedRecord } from './ended-record.ts'
import { envelopeFields } from './envelope.ts'
import { errorCodes } from './error-codes.ts'
import { errorInfo } from './error-info.ts'
import { extra } from './extra.ts'
import { fields } from './fields.ts'
import { filter } from './filter.ts'
import { headers } from './headers.ts'
import { json } from './json.ts'
import { knownCall } from './known-call.ts'
import { limit } from './limit.ts'
import { method } from './method.ts'
import { nothingFits } from './nothing-fits.ts'
import { order } from './order.ts'
import { pages } from './pages.ts'
import { pastTheEnd } from './past-the-end.ts'
import { preflight } from './preflight.ts'
import { random } from './random.ts'
import { record } from './record.ts'
import { recordFields } from './record-fields.ts'
import { recordOrder } from './record-order.ts'
import { requestId } from './request-id.ts'
import { response } from './response.ts'
import { sdkAppIdMissing } from './sdkappid-missing.ts'
import { sdkAppIdWrong } from './sdkappid-wrong.ts'
import { setFields } from './set-fields.ts'
import { start } from './start.ts'
import { startFields } from './start-fields.ts'
import { status } from './status.ts'
import { types } from './types.ts'
import { unique } from './unique.ts'
import { unknownCall } from './unknown-call.ts'
import { unknownRecord } from './unknown-record.ts'
import { userSigApp } from './user-sig-app.ts'
import { userSigFresh } from './user-sig-fresh.ts'
import { userSigReadable } from './user-sig-readable.ts'
import { userSigSignature } from './user-sig-signature.ts'
import { userSigUser } from './user-sig-user.ts'
import { words } from './words.ts'

/** Every rule on servers, in the order of its id. */
export const rules: readonly Rule[] = [
  status,
  contentType,
  json,
  envelopeFields,
  requestId,
  actionStatus,
  errorInfo,
  errorCodes,
  response,
  fields,
  types,
  words,
  extra,
  unique,
  headers,
  answers,
  admission,
  method,
  command,
  sdkAppIdMissing,
  sdkAppIdWrong,
  contenttype,
  random,
  credentials,
  userSigReadable,
  userSigApp,
  userSigUser,
  userSigSignature,
  userSigFresh,
  administrator,
  order,
  body,
  bodyFields,
  recordFields,
  unknownCall,
  knownCall,
  unknownRecord,
  record,
  recordOrder,
  pages,
  pastTheEnd,
  nothingFits,
  filter,
  callbackNone,
  callbackSet,
  callbackReplaced,
  callbackDeleted,
  deleteNone,
  setFields,
  start,
  startFields,
  end,
  endUnknown,
  endedRecord,
  limit,
  preflight,
]
