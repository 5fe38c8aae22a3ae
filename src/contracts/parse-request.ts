import { type ApiRequest, largestBody, type RequestBody } from './api-request.ts'
import { findParameterHeaders } from './misplaced.ts'
import { parameterNames } from './query.ts'

/** A request's method, target (path and query as they came) and body, as data. */
export function parseRequest(method: string, target: string, body: RequestBody): ApiRequest {
  const mark = target.indexOf('?')
  if (mark === -1) return { method, target, path: target, query: new Map(), repeated: none, body }
  const query = new Map<string, string>()
  let repeated: string[] | undefined
  const decode = /[%+]/.test(target) ? decodeForm : asItIs
  // Walked through, not split: this is on the way of every request.
  for (let from = mark + 1; from < target.length; ) {
    const next = target.indexOf('&', from)
    const end = next === -1 ? target.length : next
    const sign = target.indexOf('=', from)
    const equals = sign === -1 || sign > end ? end : sign
    const name = decode(target.slice(from, equals))
    if (query.has(name)) {
      repeated ??= []
      repeated.push(name)
    } else if (end > from) query.set(name, decode(target.slice(equals + 1, end)))
    from = end + 1
  }
  return { method, target, path: target.slice(0, mark), query, repeated: repeated ?? none, body }
}

/** A request with the parameters among its headers; the names of its headers are read only if its query lacks a parameter. */
export function addParameterHeaders(ask: ApiRequest, listHeaders: () => readonly string[]): ApiRequest {
  if (parameterNames.every(name => ask.query.has(name))) return ask
  const parameterHeaders = findParameterHeaders(listHeaders())
  return parameterHeaders.length === 0 ? ask : { ...ask, parameterHeaders }
}

const none: readonly string[] = []

const asItIs = (text: string) => text

/** Percent-decoding as in a form's query; what cannot be decoded stays as it came. */
function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A body's bytes as text, or why they are none. `findEncoding` reads the request's Content-Encoding; it is only called
 * for bytes that do not begin as a JSON object, so that a good request costs no look at its headers.
 */
export function decodeBody(bytes: Uint8Array, findEncoding?: () => string | undefined): RequestBody {
  if (bytes.byteLength > largestBody) return { unreadable: 'too large' }
  if (bytes[0] !== openingBrace) {
    const encoding = findSignature(bytes) ?? (canBeginJson(bytes) ? undefined : toEncoding(findEncoding?.()))
    if (encoding !== undefined) return { unreadable: `encoded: ${encoding}` }
  }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    // A Brotli stream has no signature, and may begin with any byte.
    const encoding = toEncoding(findEncoding?.())
    if (encoding !== undefined) return { unreadable: `encoded: ${encoding}` }
    return { unreadable: isUtf16(bytes) ? 'UTF-16' : 'not UTF-8' }
  }
}

const openingBrace = 0x7b

/** Whether JSON, or nothing but white space, can begin with the first byte. */
const canBeginJson = ([first]: Uint8Array) => first === undefined || /[\s\w"[{-]/.test(String.fromCharCode(first))

/** The compression that a body's first bytes are the signature of. */
function findSignature([first, second = 0, third, fourth]: Uint8Array): string | undefined {
  if (first === 0x1f && second === 0x8b) return 'gzip'
  // The two bytes of a zlib header are a multiple of 31; 0x78 stands for deflate with the usual window.
  if (first === 0x78 && (first * 256 + second) % 31 === 0) return 'deflate'
  return first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd ? 'zstd' : undefined
}

/** The value of a Content-Encoding as names that can be shown; undefined if it names none. */
function toEncoding(value = ''): string | undefined {
  const names = value.split(',').map(name => name.trim().toLowerCase())
  const shown = names.filter(name => /^[a-z][\w.-]{0,19}$/.test(name) && name !== 'identity').slice(0, 3)
  return shown.length === 0 ? undefined : shown.join(', ')
}

/** Whether bytes begin with a byte order mark of UTF-16, or have a zero byte in every second place, as Latin text has there. */
function isUtf16([first, second, third, fourth]: Uint8Array): boolean {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return (first === 0 && third === 0) || (second === 0 && fourth === 0)
}
