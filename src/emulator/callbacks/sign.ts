import type { Instant } from '../../call/call.ts'
import type { ClientPlatform } from '../../contracts/callback.ts'
import type { CallbackCommand } from '../../contracts/callbacks.ts'
import type { CallbackRequest } from './delivery-result.ts'
import type { OutgoingCallback } from './outgoing-callback.ts'

/** Where a callback is sent, and what the service appends to the query. */
export interface CallbackAddress {
  /** The configured URL; may have a query of its own. */
  readonly url: string
  readonly sdkAppId: number
  readonly command: CallbackCommand | string
  readonly clientIp: string
  readonly platform: ClientPlatform
}

/** The signature of a callback. */
export interface CallbackSignature {
  /** Unix seconds. */
  readonly requestTime: number
  readonly sign: string
}

/** The complete URL of a callback: the configured one with the parameters that the service appends. */
export function toCallbackUrl(
  { url, sdkAppId, command, clientIp, platform }: CallbackAddress,
  signature?: CallbackSignature,
): string {
  const query = [
    ['SdkAppid', `${sdkAppId}`],
    ['CallbackCommand', command],
    ['contenttype', 'json'],
    ['ClientIP', clientIp],
    ['OptPlatform', platform],
    ...(signature ? [['RequestTime', `${signature.requestTime}`] as const, ['Sign', signature.sign] as const] : []),
  ].map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`)
  const [address = ''] = url.split('#')
  // Only the first question mark begins the query: the one at the end of "…?q=why?" belongs to a value.
  const begin = address.indexOf('?')
  const joint = begin === -1 ? '?' : begin === address.length - 1 || address.endsWith('&') ? '' : '&'
  return `${address}${joint}${query.join('&')}`
}

/** The SHA-256 hash of a text as UTF-8, in hexadecimal. */
export type Sha256 = (text: string) => string

/** The parameter `Sign`: the hash of the token followed by the time in Unix seconds (page 34354). */
export const toCallbackSign = (token: string, requestTime: number, sha256: Sha256): string =>
  sha256(`${token}${requestTime}`)

/**
 * The request of a callback that is sent now: its URL with the signature, and its body, changed by a fault or a redelivery if
 * one applies.
 */
export function toCallbackRequest(
  { app: sdkAppId, command, platform, flaw, change = {}, ...own }: OutgoingCallback,
  ownToken: string | undefined,
  now: Instant,
  sha256: Sha256,
): CallbackRequest {
  const { url = own.url, body = own.body } = change
  const token = change.token === undefined ? ownToken : (change.token ?? undefined)
  const requestTime = Math.floor(now / 1000)
  const isForged = flaw === 'wrong-signature'
  const signed = isForged ? `not ${token ?? 'a token'}` : token
  const signature =
    signed === undefined ? undefined : { requestTime, sign: toCallbackSign(signed, requestTime, sha256) }
  return {
    target: toCallbackUrl({ url, sdkAppId, command, clientIp: '127.0.0.1', platform }, signature),
    body: flaw === 'malformed' ? body.slice(0, Math.floor(body.length / 2)) : body,
  }
}
