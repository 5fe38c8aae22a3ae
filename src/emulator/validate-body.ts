import {
  deepestBody,
  type Encoded,
  largestBody,
  type RequestBody,
  slowestBody,
  type Unreadable,
} from '../contracts/api-request.ts'
import { explainIssues, type Refusal } from '../contracts/messages.ts'
import type { Operation } from '../contracts/operation.ts'
import { formatValue } from '../text/format.ts'
import { describeJsonError, findJsonError } from '../text/json-error.ts'
import { createMask } from '../text/redact.ts'

/** Why a text is not JSON: what it is instead, or the place of the first error with a few characters around it. */
export function explainNotJson(text: string): string {
  if (text.trim() === '') return `Empty body: expected a JSON object. ${emptyObject}`
  const other = findOtherFormat(text)
  if (other !== undefined) return `Invalid body: expected a JSON object, got ${other}`
  const error = findJsonError(text)
  // The parser has refused it, so there is one.
  if (error === undefined) return 'Invalid body: expected a JSON object.'
  const { line, column } = toPlace(text, error.offset)
  const near = toExcerpt(text, error.offset)
  const { what, fix } = describeJsonError(error)
  return `Invalid JSON in the body at line ${line}, column ${column}: ${what}, near ${near}. ${fix}`
}

/** Why a JSON value is not an object, and what its sender probably did. */
export function explainNotObject(json: unknown): string {
  if (Array.isArray(json)) {
    return json.length === 0
      ? `Invalid body: expected a JSON object, got an empty array []. ${emptyObject} In PHP an empty array becomes []: encode (object)[] instead.`
      : 'Invalid body: expected a JSON object, got an array. Send the object itself, without the brackets [ ] around it.'
  }
  if (typeof json === 'string') {
    const isTwice = /^\s*[[{]/.test(json)
    return isTwice
      ? 'Invalid body: expected a JSON object, got a JSON string that contains JSON. It is encoded twice: encode the object once.'
      : `Invalid body: expected a JSON object, got a JSON string${json === '' ? ' without characters' : ''}. ${emptyObject}`
  }
  if (json === null) return `Invalid body: expected a JSON object, got null. ${emptyObject}`
  return `Invalid body: expected a JSON object, got ${formatValue(json, 40)}.`
}

/** Why a body is refused that could not be read as text. */
export function explainUnreadable(unreadable: Unreadable): Refusal & { readonly because: string } {
  if (unreadable === 'too slow')
    return {
      refuse: 'ServiceTimeout',
      because: `service timeout or request format error,please check and try again: the body did not arrive within ${slowestBody} ms.`,
    }
  return { refuse: 'JsonParseError', because: sentences[unreadable] ?? explainEncoded(unreadable) }
}

const sentences: { readonly [Why in Unreadable]?: string } = {
  'too large': `Invalid body: expected at most ${largestBody} bytes.`,
  'not UTF-8':
    'Invalid body: expected JSON in UTF-8, got bytes that are not UTF-8. The text may be in Latin-1, GBK or another encoding: encode it as UTF-8.',
  'UTF-16': 'Invalid body: expected JSON in UTF-8, got UTF-16. Encode the text as UTF-8.',
}

function explainEncoded(encoded: Encoded | Unreadable): string {
  const name = encoded.replace('encoded: ', '')
  return `Invalid body: expected JSON, got data compressed with ${name} (Content-Encoding). Send the body without compression.`
}

const emptyObject = 'For a command without fields, send {}.'

/** What a text is that is not JSON at all. */
function findOtherFormat(text: string): string | undefined {
  // Of a long form the first part is enough; it may end anywhere.
  if (/^(?:[\w.[\]%+-]+=[^\n{}"&]*(?:&|$))+[\w.[\]%+-]*$/.test(text.slice(0, 2_048).trim()))
    return 'a form (name=value). Send the fields as JSON.'
  if (/^--[^\r\n]+\r?\nContent-Disposition:/i.test(text)) return 'a multipart form. Send the fields as JSON.'
  if (/^\s*<[!?a-z]/i.test(text)) return 'HTML or XML. Send the fields as JSON.'
  if (/^\[object \w+\]$/.test(text))
    return `${text.slice(0, 40)}, an object printed as text. Serialize it with JSON.stringify.`
  if (text.includes('\0')) return 'a text with null characters, such as UTF-16. Encode the text as UTF-8.'
  return undefined
}

function toPlace(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  const lines = before.split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** How many characters are quoted before and after a place, and how many are looked at to recognise secrets. */
const around = 24
const looked = 4_096

/** A few characters around a place, without secrets, on one line. */
function toExcerpt(text: string, offset: number): string {
  const from = Math.max(0, offset - looked)
  const end = offset + looked
  const left = mask(text.slice(from, offset))
  const whole = mask(text.slice(from, end))
  // Up to the place both are masked alike, unless a secret spans it: then the excerpt is around that secret's beginning.
  const place = countCommon(left, whole)
  const begin = Math.max(0, place - around)
  const stop = place + around
  const excerpt = whole
    .slice(begin, stop)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(halves, '\ufffd')
  const isBegun = from === 0 && begin === 0
  const isDone = end >= text.length && stop >= whole.length
  return `\`${isBegun ? '' : '…'}${excerpt}${isDone ? '' : '…'}\``
}

/** Halves of characters outside the basic plane, which a cut leaves. */
const halves = /\p{Surrogate}/gu

const maskKnown = createMask([])

/** Masks what looks like a secret by its name, by its form, or by being long and opaque; an id of a call is none. */
const mask = (text: string): string =>
  maskKnown(text).replaceAll(opaque, run => (isUuid.test(run) ? run : `…${run.slice(-4)}`))

const opaque = /[\w*+/=%-]{32,}/g
const isUuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

function countCommon(one: string, other: string): number {
  let count = 0
  while (count < one.length && one[count] === other[count]) count++
  return count
}

/** A body as JSON, before its contract has looked at it. */
export type Json = { readonly [key: string]: unknown }

/** The body as a JSON object, or why it is none. */
export function readBody(body: RequestBody): { readonly json: Json } | (Refusal & { readonly because: string }) {
  if ('unreadable' in body) return explainUnreadable(body.unreadable)
  if (isDeep(body.text)) return refuse(`Invalid body: expected at most ${deepestBody} levels of nesting.`)
  try {
    const json: unknown = JSON.parse(body.text)
    return isObject(json) ? { json } : refuse(explainNotObject(json))
  } catch {
    return refuse(explainNotJson(body.text))
  }
}

/** The body's fields as the contract wants them, or the contract's own refusal. Unknown fields are left out. */
export function checkBody(
  contract: Operation,
  json: Json,
): { readonly body: object } | (Refusal & { readonly because: string }) {
  const checked = contract.body.safeParse(json)
  if (checked.success) return { body: checked.data }
  return { refuse: contract.invalid, because: explainIssues(checked.error, json, { schema: contract.body }) }
}

const refuse = (because: string) => ({ refuse: 'JsonParseError', because }) as const

const isObject = (json: unknown): json is Json => typeof json === 'object' && json !== null && !Array.isArray(json)

/** Counts brackets outside of strings; bodies too short to nest that deep are not looked at. */
function isDeep(text: string): boolean {
  if (text.length <= deepestBody * 2) return false
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (quoted) {
      if (character === 0x5c) index++
      else if (character === 0x22) quoted = false
    } else if (character === 0x22) quoted = true
    else if (character === 0x5b || character === 0x7b) {
      if (++depth > deepestBody) return true
    } else if (character === 0x5d || character === 0x7d) depth--
  }
  return false
}
