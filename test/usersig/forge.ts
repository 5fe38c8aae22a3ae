import { createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** The demo application's administrator, on 15 January 2026 at 09:30. */
export const good = {
  sdkAppId: 88888888,
  secretKey: '72696e676261636b'.repeat(4),
  identifier: 'administrator',
  time: 1_768_469_400,
  expire: 86_400,
}

/** Who asks, an hour after `good` was made. */
export const claim = {
  sdkAppId: good.sdkAppId,
  secretKey: good.secretKey,
  identifier: good.identifier,
  now: 1_768_473_000_000,
}

/** How a forged UserSig differs from a right one. */
export interface Forgery {
  /** Entries of the document in place of the right ones, after signing; undefined leaves one out. */
  readonly shown?: Readonly<Record<string, unknown>>
  /** Values that are both signed and shown. */
  readonly values?: Readonly<Record<string, unknown>>
  readonly userBuf?: string
  /** The right lines as what is signed. */
  readonly text?: (lines: string[]) => string
  readonly key?: string | Uint8Array
  readonly digest?: string
  readonly write?: (mac: Buffer) => string
}

/** A document signed by steps of its own, so that each can be done wrong. */
export function forgeDocument(forgery: Forgery = {}): Record<string, unknown> {
  const { text = lines => lines.map(line => `${line}\n`).join(''), write = mac => mac.toString('base64') } = forgery
  const values = {
    'TLS.identifier': good.identifier,
    'TLS.sdkappid': good.sdkAppId,
    'TLS.time': good.time,
    'TLS.expire': good.expire,
    ...(forgery.userBuf === undefined ? {} : { 'TLS.userbuf': forgery.userBuf }),
    ...forgery.values,
  }
  const signed = text(Object.entries(values).map(([name, value]) => `${name}:${value}`))
  const mac = createHmac(forgery.digest ?? 'sha256', forgery.key ?? good.secretKey)
    .update(signed)
    .digest()
  return { 'TLS.ver': '2.0', ...values, 'TLS.sig': write(mac), ...forgery.shown }
}

/** A forged document, packed rightly. */
export const forge = (forgery: Forgery = {}): string => pack(JSON.stringify(forgeDocument(forgery)))

/** Anything packed as a UserSig is. */
export const pack = (content: string | Uint8Array): string => encode(deflateSync(content))

/** Bytes in base64 with a UserSig's alphabet. */
export const encode = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_')

/**
 * A UserSig of which something is true that is true of some only, an asterisk in it, say. The moment it was made is
 * moved back until one comes out so.
 */
export function forgeUntil(fits: (text: string) => boolean): string {
  for (let time = good.time; time > good.time - 10_000; time--) {
    const text = forge({ values: { 'TLS.time': time } })
    if (fits(text)) return text
  }
  throw new Error('No UserSig in 10,000 is like that.')
}
