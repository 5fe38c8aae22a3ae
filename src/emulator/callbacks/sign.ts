import type { Platform } from '../../contracts/callback.ts'
import type { CallbackCommand } from '../../contracts/callbacks.ts'

/** What a callback's query says of it. */
export interface CallbackAddress {
  /** As configured; may have a query of its own. */
  readonly url: string
  readonly sdkAppId: number
  readonly command: CallbackCommand | string
  readonly clientIp: string
  readonly platform: Platform
}

/** What a signed callback has besides. */
export interface CallbackSignature {
  /** Unix seconds. */
  readonly requestTime: number
  readonly sign: string
}

/** The whole address a callback is sent to: the configured one, with what the service appends to its query. */
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

/** The hash a callback is signed with: hex, of text as UTF-8. */
export type Sha256 = (text: string) => string

/** What `Sign` is for a token at a moment: the hash of both, one after the other (page 34354). */
export const toCallbackSign = (token: string, requestTime: number, sha256: Sha256): string =>
  sha256(`${token}${requestTime}`)
