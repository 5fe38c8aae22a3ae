import type { ApiRequest } from '../contracts/api-request.ts'
import { findOperation } from '../contracts/operations.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { type Scope, toScope } from '../contracts/scope.ts'
import type { FaultTarget } from '../faults/match.ts'
import { type Json, readBody } from './validate-body.ts'

/** What a request is about, before anyone has checked it: for faults and the journal. */
export interface Subject extends FaultTarget {
  readonly scope: Scope
  /** The body as JSON; parsed when first asked for, and once. */
  read(): { readonly json: Json } | Refusal
}

/** The longest call id there can be, in characters; what is longer names no call and is not kept. */
const longestId = 256

/** Reads off a request what it is about. */
export function toSubject(ask: ApiRequest): Subject {
  let body: { readonly json: Json } | Refusal | undefined
  const read = () => {
    body ??= readBody(ask.body)
    return body
  }
  const sdkAppId = Number(ask.query.get('sdkappid'))
  const scope = toScope(ask.method, ask.path)
  return {
    scope,
    command: scope === 'call-api' ? findOperation(ask.path) : undefined,
    app: Number.isSafeInteger(sdkAppId) ? sdkAppId : undefined,
    identifier: ask.query.get('identifier'),
    read,
    findCall() {
      const found = read()
      const id = 'json' in found ? found.json.CallId : undefined
      return typeof id === 'string' && id.length <= longestId ? id : undefined
    },
  }
}
