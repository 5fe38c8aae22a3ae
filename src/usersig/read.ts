import { isUtf8 } from 'node:buffer'
import { findInvalidCharacter, inflate, longestText, toBase64Text, type UserSigDocument } from './document.ts'
import type { UserSigIssue } from './messages.ts'

/** A document, or the issues that prevent reading it. */
export type ReadResult = { readonly document: UserSigDocument } | { readonly issues: readonly UserSigIssue[] }

/**
 * Reads the document of a UserSig without verifying it. At most 4096 characters are read, and at most 8 KiB are
 * decompressed. The text is a query's value, percent-decoded once: a value that is still encoded is outside the alphabet.
 */
export function readUserSig(text: string): ReadResult {
  const issue = checkText(text)
  if (issue) return { issues: [issue] }
  const inflated = inflate(Buffer.from(toBase64Text(text), 'base64'))
  if ('failed' in inflated) return { issues: [{ code: inflated.failed }] }
  const json = readJson(inflated.bytes)
  if ('code' in json) return { issues: [json] }
  const { fields, issues } = readFields(json.entries)
  const document = findDocument(fields)
  return document && issues.length === 0 ? { document } : { issues }
}

function checkText(text: string): UserSigIssue | undefined {
  const { length } = text
  if (text === '') return { code: 'empty' }
  if (length > longestText) return { code: 'too-long', length }
  const invalid = findInvalidCharacter(text)
  if (invalid) return { code: 'outside-alphabet', ...invalid }
  return length % 4 === 0 && /^[^_]+_{0,2}$/.test(text) ? undefined : { code: 'padding-wrong', length }
}

/** The entries of the JSON object in a UserSig, or the issue if it is none. Only the object's own entries count. */
export function readJson(
  bytes: Buffer,
): { readonly entries: ReadonlyMap<string, unknown> } | (UserSigIssue & { readonly code: 'not-json' }) {
  if (!isUtf8(bytes)) return { code: 'not-json', content: 'binary' }
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { code: 'not-json', content: 'text' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { code: 'not-json', content: 'json' }
  return { entries: new Map<string, unknown>(Object.entries(json)) }
}

/** The fields of a document as far as they could be read. */
export type Fields = { readonly [Name in keyof UserSigDocument]-?: UserSigDocument[Name] | undefined }

/** A field that is missing or has a wrong value. */
export type UserSigFieldIssue = UserSigIssue & { readonly code: 'field-missing' | 'field-wrong' }

/** Reads a document's fields. Their order and further fields do not matter, and integers may be strings, as some libraries write them. */
export function readFields(entries: ReadonlyMap<string, unknown>): { fields: Fields; issues: UserSigFieldIssue[] } {
  const issues: UserSigFieldIssue[] = []
  const take = <Value>(field: string, expected: string, read: (value: unknown) => Value | undefined) => {
    const value = entries.get(field)
    const taken = read(value)
    if (taken !== undefined) return taken
    issues.push(
      value === undefined ? { code: 'field-missing', field } : { code: 'field-wrong', field, expected, value },
    )
    return undefined
  }
  const fields = {
    ver: take('TLS.ver', 'the string "2.0"', value => (value === '2.0' ? value : undefined)),
    identifier: take('TLS.identifier', 'a string', toText),
    sdkAppId: take('TLS.sdkappid', 'an integer', toInteger),
    time: take('TLS.time', 'an integer of Unix seconds', toInteger),
    expire: take('TLS.expire', 'an integer of seconds', toInteger),
    userBuf: entries.has('TLS.userbuf') ? take('TLS.userbuf', 'base64', toBase64) : undefined,
    sig: take('TLS.sig', 'base64', toText),
  }
  return { fields, issues }
}

/** The document, if none of its required fields is missing. */
export function findDocument({ ver, identifier, sdkAppId, time, expire, userBuf, sig }: Fields) {
  if (ver === undefined || identifier === undefined || sdkAppId === undefined) return undefined
  if (time === undefined || expire === undefined || sig === undefined) return undefined
  const document: UserSigDocument = { ver, identifier, sdkAppId, time, expire, sig }
  return userBuf === undefined ? document : { ...document, userBuf }
}

const toText = (value: unknown) => (typeof value === 'string' ? value : undefined)

// A line break must not pass: the buffer is a line of its own in the signed text, and could otherwise pose as others.
const toBase64 = (value: unknown) => (typeof value === 'string' && /^[\w+/=*-]*$/.test(value) ? value : undefined)

function toInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}
