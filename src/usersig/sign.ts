import { deflateSync } from 'node:zlib'
import { formatValue } from '../text/quote.ts'
import { toUserSigText } from './alphabet.ts'
import { largestDocument, leastMilliseconds, longestText } from './document.ts'
import { toSignature } from './signature.ts'

/** What a UserSig is made from. */
export interface Signing {
  readonly sdkAppId: number
  /** The application's secret key, used as it is: hex digits stay digits. */
  readonly secretKey: string
  /** The account it is made for. */
  readonly identifier: string
  /** When it is made, in Unix seconds. */
  readonly time: number
  /** How long it is good for, in seconds; 180 days if absent. */
  readonly expire?: number | undefined
  /** Bytes to be carried and signed along, or their base64. */
  readonly userBuf?: Uint8Array | string | undefined
}

/** How long a UserSig is good for unless told otherwise: 180 days, in seconds. */
export const defaultExpire = 15_552_000

/**
 * Makes a UserSig of version 2.0: the same from the same, to the byte. Throws a TypeError that says what to give
 * instead if something cannot be signed.
 */
export function sign({ sdkAppId, secretKey, identifier, time, expire = defaultExpire, userBuf }: Signing): string {
  demand(
    isWhole(sdkAppId) && sdkAppId > 0,
    'sdkAppId',
    formatValue(sdkAppId),
    "the application's id, a whole number above 0",
  )
  // The secret key itself belongs into no message, whatever it is.
  demand(isText(secretKey), 'secretKey', secretKey === '' ? 'empty' : 'not a string', "the application's secret key")
  demand(isText(identifier), 'identifier', formatValue(identifier), 'the account it is made for, as a string')
  demand(!/\p{Surrogate}/u.test(identifier), 'identifier', formatValue(identifier), 'a string of whole characters')
  demand(isWhole(time), 'time', formatValue(time), 'Unix seconds, such as Math.floor(Date.now() / 1000)')
  demand(time < leastMilliseconds, 'time', formatValue(time), 'Unix seconds; these look like milliseconds')
  demand(isWhole(expire), 'expire', formatValue(expire), 'a whole number of seconds, such as 86400 for a day')
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
  if (text.length > longestText || Buffer.byteLength(json) > largestDocument) {
    throw new TypeError(
      `The UserSig would have ${text.length} characters and ${Buffer.byteLength(json)} bytes inside, and ringback reads ` +
        `at most ${longestText} and ${largestDocument}: want a shorter identifier or userBuf.`,
    )
  }
  return text
}

function toBase64(userBuf: Uint8Array | string): string {
  if (typeof userBuf !== 'string') return Buffer.from(userBuf).toString('base64')
  const canonical = Buffer.from(userBuf, 'base64').toString('base64') === userBuf
  demand(canonical, 'userBuf', formatValue(userBuf, 40), 'bytes, or their base64 with its padding')
  return userBuf
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isWhole = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

function demand(met: boolean, name: string, came: string, wanted: string): void {
  if (!met) throw new TypeError(`${name} is ${came}: want ${wanted}.`)
}
