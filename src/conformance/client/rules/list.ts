import type { Rule } from '../rule.ts'
import { administrator } from './administrator.ts'
import { backOff } from './back-off.ts'
import { bodyFields } from './body-fields.ts'
import { bodyObject } from './body-object.ts'
import { bodyTypes } from './body-types.ts'
import { bodyValues } from './body-values.ts'
import { bound } from './bound.ts'
import { connections } from './connections.ts'
import { contenttype } from './contenttype.ts'
import { credentials } from './credentials.ts'
import { frequency } from './frequency.ts'
import { goneCall } from './gone-call.ts'
import { host } from './host.ts'
import { httpStatus } from './http-status.ts'
import { identifier } from './identifier.ts'
import { method } from './method.ts'
import { misplacedParameters } from './misplaced-parameters.ts'
import { missingFields } from './missing-fields.ts'
import { noRetries } from './no-retries.ts'
import { parameterNames } from './parameter-names.ts'
import { path } from './path.ts'
import { patience } from './patience.ts'
import { pause } from './pause.ts'
import { polling } from './polling.ts'
import { random } from './random.ts'
import { randomVaries } from './random-varies.ts'
import { recordTime } from './record-time.ts'
import { repeated } from './repeated.ts'
import { retries } from './retries.ts'
import { sdkappid } from './sdkappid.ts'
import { spoiltBody } from './spoilt-body.ts'
import { typesOfFields } from './types-of-fields.ts'
import { unreadIds } from './unread-ids.ts'
import { userSigApp } from './user-sig-app.ts'
import { userSigFresh } from './user-sig-fresh.ts'
import { userSigLifetime } from './user-sig-lifetime.ts'
import { userSigMargin } from './user-sig-margin.ts'
import { userSigReadable } from './user-sig-readable.ts'
import { userSigSignature } from './user-sig-signature.ts'
import { userSigUser } from './user-sig-user.ts'
import { usersig } from './usersig.ts'

/** Every rule on clients, in the order of its group and id; of those that are broken the first errors are to be mended first. */
export const rules: readonly Rule[] = [
  method,
  path,
  parameterNames,
  repeated,
  sdkappid,
  contenttype,
  random,
  identifier,
  usersig,
  randomVaries,
  userSigReadable,
  userSigApp,
  userSigUser,
  userSigSignature,
  userSigFresh,
  userSigMargin,
  userSigLifetime,
  administrator,
  bodyObject,
  bodyFields,
  bodyTypes,
  bodyValues,
  credentials,
  host,
  misplacedParameters,
  retries,
  noRetries,
  pause,
  bound,
  backOff,
  goneCall,
  frequency,
  patience,
  connections,
  recordTime,
  polling,
  missingFields,
  spoiltBody,
  httpStatus,
  typesOfFields,
  unreadIds,
]
