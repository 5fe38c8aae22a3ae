import { formatValue } from '../text/quote.ts'
import type { UserSigDocument } from './document.ts'

/** The fields of a document as far as they could be read. */
export type Fields = { readonly [Name in keyof UserSigDocument]-?: UserSigDocument[Name] | undefined }

/** What is wrong with one field, such as `TLS.time is missing`. */
export interface FieldProblem {
  readonly field: string
  readonly problem: 'missing' | 'wrong'
  readonly sentence: string
}

/**
 * Reads a document's fields from its entries. Order and further fields do not matter, and whole numbers may be
 * strings, as some libraries write them.
 */
export function readFields(entries: ReadonlyMap<string, unknown>): { fields: Fields; problems: FieldProblem[] } {
  const problems: FieldProblem[] = []
  const take = <Value>(field: string, wanted: string, read: (value: unknown) => Value | undefined) => {
    const value = entries.get(field)
    const taken = read(value)
    if (taken !== undefined) return taken
    const missing = value === undefined
    const sentence = missing ? `${field} is missing` : `${field} is ${describe(value)}, want ${wanted}`
    problems.push({ field, problem: missing ? 'missing' : 'wrong', sentence })
    return undefined
  }
  const fields = {
    ver: take('TLS.ver', 'the string "2.0"', value => (value === '2.0' ? value : undefined)),
    identifier: take('TLS.identifier', 'a string', toText),
    sdkAppId: take('TLS.sdkappid', 'a whole number', toInteger),
    time: take('TLS.time', 'Unix seconds, a whole number', toInteger),
    expire: take('TLS.expire', 'seconds, a whole number', toInteger),
    userBuf: entries.has('TLS.userbuf') ? take('TLS.userbuf', 'base64', toBase64) : undefined,
    sig: take('TLS.sig', 'base64', toText),
  }
  return { fields, problems }
}

/** The document, if no field of it is missing. */
export function findDocument({ ver, identifier, sdkAppId, time, expire, userBuf, sig }: Fields) {
  if (ver === undefined || identifier === undefined || sdkAppId === undefined) return undefined
  if (time === undefined || expire === undefined || sig === undefined) return undefined
  const document: UserSigDocument = { ver, identifier, sdkAppId, time, expire, sig }
  return userBuf === undefined ? document : { ...document, userBuf }
}

const toText = (value: unknown) => (typeof value === 'string' ? value : undefined)

// No line break may pass: the buffer stands on a line of its own in what is signed, and could else pose as others.
const toBase64 = (value: unknown) => (typeof value === 'string' && /^[\w+/=*-]*$/.test(value) ? value : undefined)

function toInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  // Not quoted: a document may nest so deep that writing it out overflows the stack.
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'number' ? String(value) : formatValue(value, 40)
}
