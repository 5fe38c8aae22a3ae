import { isUnreadable } from '../../../contracts/api-request.ts'
import { toError } from '../../../contracts/errors.ts'
import { findMisplaced } from '../../../contracts/parse-request.ts'
import { explainUnreadable } from '../../../emulator/explain-body.ts'
import { readBody } from '../../../emulator/validate-body.ts'
import { readErrorInfo } from '../error-info.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q19: a JSON object. */
export const bodyObject: Rule = {
  id: 'RB-Q19',
  group: 'request',
  severity: 'error',
  sentence: 'Sends a JSON object as the body',
  reason: 'The body is a JSON object and may not be empty: a command without fields takes {}.',
  seen: { page: 68926 },
  fix: 'Serialise an object as JSON, in UTF-8; a form, an array or nothing at all is none.',
  judge: eachEntry(entry => {
    const { method, ask, unreadable, isCut, body, errorCode } = entry
    if (method !== 'POST') return undefined
    // The body as it came is not kept: of a long one only the first part, and none of its secrets. The answer has seen it whole.
    const told = errorCode === toError('JsonParseError').code ? readErrorInfo(entry) : undefined
    if (told !== undefined) return told
    if (unreadable !== undefined)
      return (isUnreadable(unreadable) && explainUnreadable(unreadable).because) || `The body is ${unreadable}.`
    if (isCut) return undefined
    const read = readBody({ text: body })
    // A form of parameters is one mistake: they belong in the query.
    if (!('json' in read) && findMisplaced(ask)?.places.includes('the body')) return undefined
    return 'json' in read || (read.because ?? 'The body is not a JSON object.')
  }),
}
