/** A text without some layers of escapes, and the position of each of its characters in the original text. */
export interface Decoded {
  readonly text: string
  /** One for each character, and one for the end. Absent if the text is the original. */
  readonly starts: Uint32Array | undefined
}

/** The most layers of escapes that are undone: percent-encoded twice inside JSON inside JSON is four. */
const mostLayers = 4

/** A text, then the text with one layer of escapes undone (percent-encoding and JSON's), then with two, and so on. */
export function* unescapeLayers(text: string): Generator<Decoded> {
  let decoded: Decoded = { text, starts: undefined }
  yield decoded
  for (let layer = 0; layer < mostLayers; layer++) {
    const inner = undoOne(decoded)
    if (!inner) return
    decoded = inner
    yield decoded
  }
}

const anyEscape = /%[\da-f]{2}|\\(?:u[\da-f]{4}|["\\/bfnrt])/i

function undoOne({ text, starts }: Decoded): Decoded | undefined {
  // Most texts have neither character, and `includes` is much cheaper than a regular expression.
  if (!(text.includes('%') || text.includes('\\')) || !anyEscape.test(text)) return undefined
  const chars: string[] = []
  const places: number[] = []
  const put = (char: string, at: number) => {
    chars.push(char)
    places.push(starts?.[at] ?? at)
  }
  let at = 0
  while (at < text.length) {
    const { char, length } = readEscape(text, at)
    for (const unit of char.length > 1 ? char.split('') : [char]) put(unit, at)
    at += length
  }
  places.push(starts?.[text.length] ?? text.length)
  return { text: chars.join(''), starts: Uint32Array.from(places) }
}

const controls: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** The character at a position, escaped or not, and how many characters of the text it takes. */
function readEscape(text: string, at: number): { readonly char: string; readonly length: number } {
  const first = text.charAt(at)
  if (first === '%') return readPercent(text, at) ?? { char: first, length: 1 }
  if (first !== '\\') return { char: first, length: 1 }
  const letter = text.charAt(at + 1)
  if (letter === 'u') {
    const digits = text.slice(at + 2, at + 6)
    if (/^[\da-f]{4}$/i.test(digits)) return { char: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
  }
  if ('"\\/'.includes(letter) && letter !== '') return { char: letter, length: 2 }
  const control = controls[letter]
  return control === undefined ? { char: first, length: 1 } : { char: control, length: 2 }
}

function readPercent(text: string, at: number): { readonly char: string; readonly length: number } | undefined {
  const lead = readByte(text, at)
  if (lead === undefined) return undefined
  // The first byte of a character of UTF-8 says how many bytes it has.
  const bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const encoded = text.slice(at, at + bytes * 3)
  try {
    return { char: decodeURIComponent(encoded), length: encoded.length }
  } catch {
    return { char: String.fromCharCode(lead), length: 3 }
  }
}

function readByte(text: string, at: number): number | undefined {
  const digits = text.slice(at + 1, at + 3)
  return /^[\da-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined
}

/** Where a text looks like a UserSig; `isCut` if only its beginning is there. */
export interface UserSigPlace {
  readonly start: number
  readonly end: number
  readonly isCut: boolean
}

/**
 * The beginning of a UserSig in base64: a zlib header of any level, a gzip header, or the beginning of a JSON object. None is
 * likely by chance, so nothing is decompressed; a base64 text that contains one may be masked from there on.
 */
const beginning = /e(?:J[w-z]|A[E-H]|F[4-7]|N[o-r]|yJ)|H4sI|eyAi/g

/** The characters of the base64 alphabets: the vendor's, the standard one, the one for URLs. */
const run = /[A-Za-z0-9*\-_+/=]+(?:(?<=[A-Za-z0-9*\-_+/=]{60})\r?\n[A-Za-z0-9*\-_+/=]+)*/y

/** The shortest UserSig, in characters; real ones have 150 and more. */
const shortestUserSig = 40

/** The shortest beginning of a UserSig that was cut and is followed by an ellipsis. */
const shortestCut = 12

/** Where a text looks like a UserSig, in order. */
export function findUserSigs(text: string): readonly UserSigPlace[] {
  if (text.length < shortestCut) return none
  let places: UserSigPlace[] | undefined
  beginning.lastIndex = 0
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    run.lastIndex = found.index
    run.exec(text)
    const { index: start } = found
    const end = run.lastIndex
    const isCut = text.charAt(end) === '…'
    // Anything else that begins in this run is shorter still.
    if (end - start < (isCut ? shortestCut : shortestUserSig)) beginning.lastIndex = end
    else {
      places ??= []
      places.push({ start, end, isCut })
      beginning.lastIndex = end
    }
  }
  return places ?? none
}

const none: readonly UserSigPlace[] = []

/** Removes secrets from a text. */
export type Mask = (text: string) => string

/** An ellipsis and the last four characters of a secret. */
export const maskSecret = (secret: string): string => (secret.length > 8 ? `…${secret.slice(-4)}` : '…')

/**
 * A set of secrets to find in texts: percent-encoded or JSON-escaped, in any of the base64 alphabets, in
 * upper or lower case, whole or in part. Searching costs as much with ten thousand secrets as with one.
 */
export interface Secrets extends Iterable<string> {
  readonly size: number
  add(secret: string): void
  delete(secret: string): void
  has(secret: string): boolean
  /** Whether a text contains one of the secrets as a whole. */
  isIn(text: string): boolean
  /** Masks the secrets, and everything that looks like a UserSig. */
  readonly mask: Mask
}

/** Whether a text contains something that looks like a UserSig, escaped or not. */
export function hasUserSig(text: string): boolean {
  for (const decoded of unescapeLayers(text)) if (findUserSigs(decoded.text).length > 0) return true
  return false
}

/** A shorter secret could occur by chance. */
const shortestSecret = 8

/** The shortest part of a longer secret that is masked too. */
const shortestPart = 16

/** How many characters are hashed at once. A part of `shortestPart` characters contains a whole piece of the secret. */
const piece = 8

interface Place {
  readonly secret: string
  readonly at: number
}

interface Range {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** Creates a set of secrets; those of fewer than 8 characters are kept but never found. */
export function createSecrets(initial: Iterable<string> = []): Secrets {
  const secrets = new Set<string>()
  // Secrets are indexed at the first search: most emulators never mask anything.
  let pending: string[] = []
  const places = new Map<number, Place[]>()
  /** Rules out most hashes at once: a byte for each value of the low bits. */
  let filter = new Uint8Array(256)

  function workUp(): void {
    for (const secret of pending) if (secrets.has(secret)) eachPiece(secret, addPlace)
    pending = []
    if (places.size * 16 <= filter.length) return
    filter = new Uint8Array(2 ** Math.ceil(Math.log2(places.size * 32)))
    for (const hash of places.keys()) filter[hash & (filter.length - 1)] = 1
  }

  function addPlace(hash: number, place: Place): void {
    const same = places.get(hash)
    if (!same) places.set(hash, [place])
    else if (!same.some(({ secret, at }) => secret === place.secret && at === place.at)) same.push(place)
    filter[hash & (filter.length - 1)] = 1
  }

  /** Calls back for each secret in a text, until the callback returns true. */
  function search(text: string, onFound: (start: number, end: number, secret: string) => boolean): void {
    if (pending.length > 0) workUp()
    if (places.size === 0 || text.length < shortestSecret) return
    const low = filter.length - 1
    let hash = 0
    let from = 0
    for (let at = 0; at < text.length; at++) {
      hash = roll(hash, toKind(text.charCodeAt(at)), at - from >= piece ? toKind(text.charCodeAt(at - piece)) : 0)
      if (at - from < piece - 1 || filter[hash & low] !== 1) continue
      const found = findLongest(places.get(hash), text, at - piece + 1)
      if (!found) continue
      if (onFound(found.start, found.end, found.secret)) return
      hash = 0
      from = found.end
      at = from - 1
    }
  }

  function mask(text: string): string {
    if (text.length < shortestSecret) return text
    const ranges: Range[] = []
    for (const decoded of unescapeLayers(text)) {
      search(decoded.text, (start, end, secret) => {
        ranges.push(toRange(decoded, start, end, end - start === secret.length ? maskSecret(secret) : '…'))
        return false
      })
      for (const { start, end, isCut } of findUserSigs(decoded.text)) {
        ranges.push(toRange(decoded, start, end, isCut ? '…' : maskSecret(decoded.text.slice(start, end))))
      }
    }
    return ranges.length === 0 ? text : replace(text, ranges)
  }

  const own: Secrets = {
    get size() {
      return secrets.size
    },
    add(secret) {
      if (secrets.has(secret)) return
      secrets.add(secret)
      if (secret.length >= shortestSecret) pending.push(secret)
    },
    delete(secret) {
      if (!secrets.delete(secret)) return
      eachPiece(secret, (hash, { at }) => {
        const left = places.get(hash)?.filter(place => place.secret !== secret || place.at !== at) ?? []
        if (left.length === 0) places.delete(hash)
        else places.set(hash, left)
      })
    },
    has: secret => secrets.has(secret),
    isIn(text) {
      for (const decoded of unescapeLayers(text)) {
        let isFound = false
        search(decoded.text, (start, end, secret) => {
          isFound = end - start === secret.length
          return isFound
        })
        if (isFound) return true
      }
      return false
    },
    mask,
    [Symbol.iterator]: () => secrets.values(),
  }
  for (const secret of initial) own.add(secret)
  return own
}

function eachPiece(secret: string, handle: (hash: number, place: Place) => void): void {
  for (let at = 0; at + piece <= secret.length; at += piece) {
    let hash = 0
    for (let index = at; index < at + piece; index++) hash = roll(hash, toKind(secret.charCodeAt(index)), 0)
    handle(hash, { secret, at })
  }
}

const base = 0x01000193
let highest = 1
for (let power = 0; power < piece; power++) highest = Math.imul(highest, base)

/** The hash of the last `piece` characters after one is added and one removed; 0 for none. */
const roll = (hash: number, comes: number, leaves: number): number =>
  (Math.imul(hash, base) + comes - Math.imul(leaves, highest)) | 0

/** The longest secret, or part of one, around the piece that begins at a position of the text. */
function findLongest(candidates: readonly Place[] | undefined, text: string, begin: number) {
  let longest: { readonly start: number; readonly end: number; readonly secret: string } | undefined
  for (const { secret, at } of candidates ?? []) {
    let end = begin
    while (end < text.length && end - begin + at < secret.length && isSame(text, end, secret, end - begin + at)) end++
    if (end - begin < piece) continue
    let start = begin
    while (start > 0 && begin - start < at && isSame(text, start - 1, secret, at - (begin - start) - 1)) start--
    const isEnough =
      end - start === secret.length || end - start >= shortestPart || (text.charAt(end) === '…' && end > start)
    if (isEnough && end - start > (longest ? longest.end - longest.start : 0)) longest = { start, end, secret }
  }
  return longest
}

const isSame = (text: string, at: number, other: string, place: number) =>
  toKind(text.charCodeAt(at)) === toKind(other.charCodeAt(place))

/** Letters in lowercase, and one kind for the characters in which base64 alphabets, and forms, differ. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  return '*+ -/_='.includes(char) ? 45 : char.toLowerCase().charCodeAt(0)
})

const toKind = (code: number): number => (code < 128 ? (kinds[code] ?? code) : code)

/** A range of the original text, with the ellipsis that may follow a cut secret. */
function toRange({ text, starts }: Decoded, start: number, end: number, shown: string): Range {
  const last = text.charAt(end) === '…' ? end + 1 : end
  return { start: starts?.[start] ?? start, end: starts?.[last] ?? last, shown }
}

/** The text with each range replaced; of overlapping ranges the last is shown. */
function replace(text: string, ranges: readonly Range[]): string {
  let masked = ''
  let done = 0
  let open: Range | undefined
  const close = () => {
    if (!open) return
    masked += text.slice(done, open.start) + open.shown
    done = open.end
  }
  for (const range of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (!open || range.start >= open.end) {
      close()
      open = range
    } else if (range.end > open.end) open = { start: open.start, end: range.end, shown: range.shown }
  }
  close()
  return masked + text.slice(done)
}

/** A mask for any text: it removes known secrets, what looks like a UserSig, and the values of fields with secret names. */
export function createMask(secrets: Secrets | Iterable<string>): Mask {
  const { mask } = 'mask' in secrets ? secrets : createSecrets(secrets)
  return text => mask(text).replaceAll(named, (_, before: string, secret: string) => before + maskSecret(secret))
}

const named =
  /((?:user_?sig|tls\.sig|token|secret|password|secret_?key)\\?["']?(?:=|%3d|\s*:\s*)\\?["']?)([^&;\s"'…\\]+)/gi

/** JSON data with every text in it masked; undefined fields are omitted. */
export function maskAll<Value>(value: Value, mask: Mask): Value {
  // A text becomes a text, and everything else keeps its shape.
  return walk(value, mask) as Value
}

function walk(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return value.length < 4 ? value : mask(value)
  if (Array.isArray(value)) return value.length === 0 ? value : value.map(item => walk(item, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, walk(item, mask)]])),
  )
}

/** A request target with its usersig reduced to the last four characters, wherever and however its name is written. */
export function maskTarget(target: string): string {
  const mark = target.indexOf('?') + 1
  const search = target.slice(mark).split('&').map(maskPair).join('&')
  return (target.slice(0, mark) + search).replaceAll(
    bare,
    (_, name: string, secret: string) => name + maskSecret(secret),
  )
}

/** Finds a usersig where a separator is missing or encoded, so that the pairs are not where they belong. */
const bare = /(usersig(?:=|%3d))([^&;\s…]+)/gi

function maskPair(pair: string): string {
  const equals = pair.indexOf('=') + 1
  if (equals === 0 || equals === pair.length || !/usersig/i.test(decode(pair.slice(0, equals)))) return pair
  return pair.slice(0, equals) + maskSecret(pair.slice(equals))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A shorter value of `usersig` is a placeholder, and could occur by chance. */
const shortestPlaceholder = 32

/**
 * A mask for what one exchange shows. Beside what `mask` finds, it finds a UserSig of the query that does not look like one,
 * because a plus sign became a space or it was compressed wrongly.
 */
export function createExchangeMask(query: ReadonlyMap<string, string>, mask: Mask): Mask {
  let own: string[] | undefined
  for (const [name, value] of query) {
    if (value.length < shortestPlaceholder || hasShape(value)) continue
    if (name === 'usersig' || findUserSigs(value.replaceAll(' ', '+'))[0]?.start === 0) own = [...(own ?? []), value]
  }
  if (!own) return mask
  const known = createSecrets(own)
  return text => mask(known.mask(text))
}

/** Whether a whole value looks like a UserSig. */
function hasShape(value: string): boolean {
  const [place] = findUserSigs(value)
  return place?.start === 0 && place.end === value.length
}
