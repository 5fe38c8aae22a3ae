import { type ParameterName, parameterNames } from './query.ts'

/** A request as data: no headers and no streams from here on. */
export interface ApiRequest {
  /** Empty where not even a method could be read. */
  readonly method: string
  /** The path and query as they came, for the journal. */
  readonly target: string
  /** The path alone, such as `/v4/call_engine_http_srv/get_call_info`. */
  readonly path: string
  /** The query's values, percent-decoded; of a repeated name the first. */
  readonly query: ReadonlyMap<string, string>
  /** Names that came more than once. */
  readonly repeated: readonly string[]
  readonly body: RequestBody
  /** Parameters of the query that came as headers; looked for only where the query lacks one. */
  readonly parameterHeaders?: readonly ParameterName[] | undefined
  /** The W3C trace context of the header `traceparent`, if sent. */
  readonly traceparent?: string | undefined
  /** The name of the test that sent it, from the header `X-Ringback-Test`, if sent. */
  readonly test?: string | undefined
  /** Whether the admin API sent it on behalf of its user. */
  readonly isFromAdmin?: true
}

/** The body's text, or why it has none. */
export type RequestBody = { readonly text: string } | { readonly unreadable: Unreadable }

/**
 * What kept a body from being read: more than `largestBody` bytes, bytes that are not UTF-8, UTF-16, a compression, or
 * more than `slowestBody` ms.
 */
export type Unreadable = 'too large' | 'not UTF-8' | 'UTF-16' | 'too slow' | Encoded

/** A compressed body, with the name of its encoding, such as `encoded: gzip`. */
type Encoded = `encoded: ${string}`

const unreadables: readonly string[] = ['too large', 'not UTF-8', 'UTF-16', 'too slow'] satisfies readonly Unreadable[]

/** Whether a text, as in a journal that was read from a file, is a reason why a body could not be read. */
export const isUnreadable = (text: string): text is Unreadable =>
  unreadables.includes(text) || text.startsWith('encoded: ')

/** The largest body taken, in bytes. The bound is ours. */
export const largestBody = 1_048_576

/** How much of a body that is too large is still read and discarded, in bytes, so that its sender can read the answer. */
export const drainedBody = 64 * largestBody

/** How long a body may take to arrive, in milliseconds: the backend's own patience is 3 s (page 68926). */
export const slowestBody = 3_000

/** How deep a body may nest. The bound is ours; no documented body nests deeper than four. */
export const deepestBody = 64

/** A request's method, target (path and query as they came) and body, as data. */
export function parseRequest(method: string, target: string, body: RequestBody): ApiRequest {
  const mark = target.indexOf('?')
  if (mark === -1) return { method, target, path: target, query: new Map(), repeated: none, body }
  const query = new Map<string, string>()
  let repeated: string[] | undefined
  const decode = target.includes('%') || target.includes('+') ? decodeForm : asItIs
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

/**
 * Adds what matters among the headers, given as names and values in turn: the trace context, the name of the test, and
 * parameters that were sent as headers. The latter are looked for only if the query lacks one.
 */
export function addHeaders(request: ApiRequest, headers: readonly string[]): ApiRequest {
  let traceparent: string | undefined
  let test: string | undefined
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? ''
    // The length first: this is done for every request.
    if (name.length === 11 && name.toLowerCase() === 'traceparent') traceparent = headers[index + 1]?.slice(0, 100)
    else if (name.length === 15 && name.toLowerCase() === 'x-ringback-test') test = headers[index + 1]?.slice(0, 200)
  }
  const parameterHeaders = parameterNames.every(name => request.query.has(name))
    ? noParameters
    : findParameterHeaders(headers.filter((_, index) => index % 2 === 0))
  if (traceparent === undefined && test === undefined && parameterHeaders.length === 0) return request
  return { ...request, traceparent, test, ...(parameterHeaders.length === 0 ? {} : { parameterHeaders }) }
}

const noParameters: readonly ParameterName[] = []

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

/** Where parameters were received that belong in the query of the URL. */
type Place = 'the body' | 'the headers' | 'the path'

/** Parameters that are missing in the query and were received elsewhere. */
export interface MisplacedParameters {
  readonly code: 'misplaced-parameters'
  readonly names: readonly ParameterName[]
  readonly places: readonly Place[]
}

const names = parameterNames

/** The parameters that a request has in its body, headers or path instead of in its query; undefined if there are none. */
export function findMisplaced(ask: ApiRequest): MisplacedParameters | undefined {
  const missing = names.filter(name => !hasInAnyCase(ask.query, name))
  if (missing.length === 0) return undefined
  const found: { readonly [At in Place]: readonly ParameterName[] } = {
    'the body': 'text' in ask.body ? findIn(listBodyNames(ask.body.text), missing) : [],
    'the headers': (ask.parameterHeaders ?? []).filter(name => missing.includes(name)),
    'the path': findIn(listPathNames(ask.path), missing),
  }
  const places = (['the body', 'the headers', 'the path'] as const).filter(place => found[place].length > 0)
  if (places.length === 0) return undefined
  return {
    code: 'misplaced-parameters',
    names: missing.filter(name => places.some(place => found[place].includes(name))),
    places,
  }
}

/** The name of a parameter, however it is spelled as a field; undefined for any other name. */
export function findParameter(field: string): ParameterName | undefined {
  const folded = field.slice(0, longestName).toLowerCase().replaceAll(/[-_]/g, '')
  return names.find(name => name === folded)
}

/** The parameters among a request's headers, with or without `X-`. Content-Type is not contenttype. */
const findParameterHeaders = (headers: readonly string[]): readonly ParameterName[] =>
  names.filter(name => headers.some(header => header.toLowerCase().replace(/^x-/, '') === name))

const longestName = 40

function hasInAnyCase(query: ApiRequest['query'], name: ParameterName): boolean {
  if (query.has(name)) return true
  for (const other of query.keys()) if (other.toLowerCase() === name) return true
  return false
}

const findIn = (fields: readonly string[], missing: readonly ParameterName[]) =>
  missing.filter(name => fields.some(field => findParameter(field) === name))

/** How much of a body is looked at, in characters; parameters are short. */
const looked = 16_384

/** The names of the fields of a JSON object, a form or a multipart form. */
function listBodyNames(text: string): readonly string[] {
  if (/^\s*\{/.test(text)) return listKeys(text)
  const start = text.slice(0, looked)
  if (start.startsWith('--')) return Array.from(start.matchAll(/\bname="([^"\r\n]{1,40})"/g), ([, name = '']) => name)
  return listPairs(start)
}

function listKeys(text: string): readonly string[] {
  try {
    return Object.keys(JSON.parse(text))
  } catch {
    return []
  }
}

const listPairs = (text: string): readonly string[] =>
  text.split(/[&;?/\r\n]/).flatMap(pair => (pair.includes('=') ? [pair.slice(0, pair.indexOf('=')).trim()] : []))

function listPathNames(path: string): readonly string[] {
  if (!/=|%3d/i.test(path)) return []
  try {
    return listPairs(decodeURIComponent(path))
  } catch {
    return listPairs(path)
  }
}
