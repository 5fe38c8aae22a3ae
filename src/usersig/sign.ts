import { createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { largestDocument, leastMilliseconds, longestText, toUserSigText, type UserSigDocument } from './document.ts'
import { explainSignIssue, type SignIssue } from './messages.ts'

/** The content and the key of a UserSig. */
export interface SignOptions {
  readonly sdkAppId: number
  /** The application's secret key, used as text: hex digits are not decoded. */
  readonly secretKey: string
  /** The account it is created for. */
  readonly identifier: string
  /** When it is created, in Unix seconds. */
  readonly time: number
  /** How long it is valid, in seconds; 180 days by default. */
  readonly expire?: number | undefined
  /** The user buffer: bytes, or their base64. */
  readonly userBuf?: Uint8Array | string | undefined
}

/** The default lifetime of a UserSig: 180 days, in seconds. */
export const defaultExpire = 15_552_000

/** Creates a UserSig of version 2.0; equal options give equal bytes. Throws a TypeError for an option that cannot be signed. */
export function sign({ sdkAppId, secretKey, identifier, time, expire = defaultExpire, userBuf }: SignOptions): string {
  check(isCount(sdkAppId) && sdkAppId > 0, 'sdkAppId', "the application's id, an integer above 0", sdkAppId)
  if (!isText(secretKey)) {
    // Neither the error nor its message contains the secret key, whatever it is.
    throw createSignError({ code: 'invalid-secret-key', type: typeof secretKey })
  }
  check(isText(identifier), 'identifier', 'the account it is created for, a string', identifier)
  check(!/\p{Surrogate}/u.test(identifier), 'identifier', 'a string of whole characters', identifier)
  check(isCount(time), 'time', 'Unix seconds, such as Math.floor(Date.now() / 1000)', time)
  check(time < leastMilliseconds, 'time', 'Unix seconds, not milliseconds', time)
  check(isCount(expire), 'expire', 'an integer of seconds, such as 86400 for a day', expire)
  const buffer = userBuf === undefined ? {} : { userBuf: toBase64(userBuf) }
  const sig = toSignature(secretKey, { sdkAppId, identifier, time, expire, ...buffer })
  const json = JSON.stringify({
    'TLS.ver': '2.0',
    'TLS.identifier': identifier,
    'TLS.sdkappid': sdkAppId,
    'TLS.time': time,
    'TLS.expire': expire,
    'TLS.userbuf': buffer.userBuf,
    'TLS.sig': sig,
  })
  const text = toUserSigText(deflateSync(json).toString('base64'))
  const [characters, bytes] = [text.length, Buffer.byteLength(json)]
  if (characters > longestText || bytes > largestDocument)
    throw createSignError({ code: 'too-long', characters, bytes })
  return text
}

function toBase64(userBuf: Uint8Array | string): string {
  if (typeof userBuf !== 'string') return Buffer.from(userBuf).toString('base64')
  const canonical = Buffer.from(userBuf, 'base64').toString('base64') === userBuf
  check(canonical, 'userBuf', 'bytes, or their base64 with padding', userBuf)
  return userBuf
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

function check(isValid: boolean, field: string, expected: string, received: unknown): void {
  if (!isValid) throw createSignError({ code: 'invalid-option', field, expected, received })
}

/** A TypeError with the code and the data of its message. */
const createSignError = (issue: SignIssue) => Object.assign(new TypeError(explainSignIssue(issue)), issue)

/** The part of a document that is signed. */
export type SignedFields = Omit<UserSigDocument, 'ver' | 'sig'>

/** The lines that are signed, in their order, as name and value; the last only if there is a user buffer. */
export function toSignedLines(fields: SignedFields): (readonly [name: string, value: string])[] {
  const { identifier, sdkAppId, time, expire, userBuf } = fields
  return [
    ['TLS.identifier', identifier],
    ['TLS.sdkappid', String(sdkAppId)],
    ['TLS.time', String(time)],
    ['TLS.expire', String(expire)],
    ...(userBuf === undefined ? [] : [['TLS.userbuf', userBuf] as const]),
  ]
}

/** `TLS.sig`: the HMAC-SHA256 of the signed lines, in base64. The key is used as text, not decoded. */
export function toSignature(secretKey: string, fields: SignedFields): string {
  const text = toSignedLines(fields).map(([name, value]) => `${name}:${value}\n`)
  return createHmac('sha256', secretKey).update(text.join('')).digest('base64')
}
