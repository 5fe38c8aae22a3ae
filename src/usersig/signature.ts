import { createHmac } from 'node:crypto'
import type { UserSigDocument } from './document.ts'

/** The part of a document that its signature is made over. */
export type SignedFields = Omit<UserSigDocument, 'ver' | 'sig'>

/** The lines that are signed, in their order, as name and value; the last only where there is a user buffer. */
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

/** What `TLS.sig` has to be: the HMAC-SHA256 of the lines, in base64. The key is a string, and used as it is. */
export function toSignature(secretKey: string, fields: SignedFields): string {
  const text = toSignedLines(fields).map(([name, value]) => `${name}:${value}\n`)
  return createHmac('sha256', secretKey).update(text.join('')).digest('base64')
}
