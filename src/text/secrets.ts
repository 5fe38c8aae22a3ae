import { findUserSigs } from './find-user-sigs.ts'
import { type Decoded, unescapeLayers } from './unescape.ts'

/** Takes the secrets out of a text. */
export type Mask = (text: string) => string

/** A secret's last four characters. */
export const maskSecret = (secret: string): string => (secret.length > 8 ? `…${secret.slice(-4)}` : '…')

/**
 * A set of secrets that are found in texts by value: percent-encoded or JSON-escaped, in any of the base64 alphabets, in
 * upper or lower case, whole or in part. Searching costs as much with ten thousand secrets as with one.
 */
export interface Secrets extends Iterable<string> {
  readonly size: number
  add(secret: string): void
  delete(secret: string): void
  has(secret: string): boolean
  /** Whether one of the secrets stands in a text, whole. */
  isIn(text: string): boolean
  /** Masks the secrets, and whatever has the shape of a UserSig. */
  readonly mask: Mask
}

/** Whether something in a text has the shape of a UserSig, escaped or not. */
export function hasUserSig(text: string): boolean {
  for (const decoded of unescapeLayers(text)) if (findUserSigs(decoded.text).length > 0) return true
  return false
}

/** A shorter text could stand anywhere by chance. */
const shortest = 8

/** The shortest part of a longer secret that is masked too. */
const shortestPart = 16

/** How many characters are looked up at once. A part of `shortestPart` has such a piece of the secret whole. */
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

/** Creates a set of secrets; those of fewer than 8 characters are kept, but found nowhere. */
export function createSecrets(initial: Iterable<string> = []): Secrets {
  const secrets = new Set<string>()
  // What is added is worked up at the first search: most emulators never have to show anything.
  let pending: string[] = []
  const places = new Map<number, Place[]>()
  /** Says of most hashes at once that no piece has them; a byte for each value of its low bits. */
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

  /** Calls back for the secrets in a text, until it is answered true. */
  function search(text: string, onFound: (start: number, end: number, secret: string) => boolean): void {
    if (pending.length > 0) workUp()
    if (places.size === 0 || text.length < shortest) return
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
    if (text.length < shortest) return text
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
      if (secret.length >= shortest) pending.push(secret)
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

/** The hash of the last `piece` characters, with one more that comes and the one that leaves; 0 where none leaves. */
const roll = (hash: number, comes: number, leaves: number): number =>
  (Math.imul(hash, base) + comes - Math.imul(leaves, highest)) | 0

/** The longest secret, or part of one, that has the piece which begins at a place of the text. */
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

/** Letters in lower case, and one kind for the characters in which base64 alphabets, and forms, differ. */
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

/** The text with each range replaced; of ranges that overlap the last one is shown. */
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
