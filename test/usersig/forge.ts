import { createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** The administrator of the demo application, on 15 January 2026 at 09:30. */
export const good = {
  sdkAppId: 88888888,
  secretKey: '72696e676261636b'.repeat(4),
  identifier: 'administrator',
  time: 1_768_469_400,
  expire: 86_400,
}

/** The request that is verified, an hour after `good` was created. */
export const claim = {
  sdkAppId: good.sdkAppId,
  secretKey: good.secretKey,
  identifier: good.identifier,
  now: 1_768_473_000_000,
}

/** The differences of a forged UserSig from a correct one. */
export interface Forgery {
  /** Entries that replace those of the document after signing; undefined removes one. */
  readonly shown?: Readonly<Record<string, unknown>>
  /** Values that are both signed and shown. */
  readonly values?: Readonly<Record<string, unknown>>
  readonly userBuf?: string
  /** Replaces the signed lines. */
  readonly text?: (lines: string[]) => string
  readonly key?: string | Uint8Array
  readonly digest?: string
  readonly write?: (mac: Buffer) => string
}

/** A document signed step by step, so that each step can be wrong. */
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

/** A forged document, packed correctly. */
export const forge = (forgery: Forgery = {}): string => pack(JSON.stringify(forgeDocument(forgery)))

/** Packs any text as a UserSig. */
export const pack = (content: string | Uint8Array): string => encode(deflateSync(content))

/** Bytes in base64 with the alphabet of a UserSig. */
export const encode = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_')

/** A UserSig for which a condition holds that only some fulfil, such as an asterisk in it. Its time is moved back until one does. */
export function forgeUntil(fits: (text: string) => boolean): string {
  for (let time = good.time; time > good.time - 10_000; time--) {
    const text = forge({ values: { 'TLS.time': time } })
    if (fits(text)) return text
  }
  throw new Error('No UserSig of 10,000 fits the condition.')
}
