import { readBody } from '../../../gates/body.ts'
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
  judge: eachEntry(({ method, unreadable, isCut, body }) => {
    if (method !== 'POST') return undefined
    if (unreadable !== undefined) return `The body is ${unreadable}.`
    if (isCut) return undefined
    const read = readBody({ text: body })
    return 'json' in read || (read.because ?? 'The body is no JSON object.')
  }),
}
