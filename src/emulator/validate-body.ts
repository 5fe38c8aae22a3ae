import { listSchemaIssues } from '../contracts/field-issues.ts'
import type { Operation } from '../contracts/operation.ts'
import { deepestBody, type RequestBody } from '../contracts/parse-request.ts'
import { isRecord } from '../text/data.ts'
import { findJsonError } from '../text/json-error.ts'
import { createMask } from '../text/redact.ts'
import type { BodyIssue, OtherFormat, Refusal } from './messages.ts'

/** Why a text is not JSON: what it is instead, or the place of the first error with a few characters around it. */
export function findBodyIssue(text: string): BodyIssue {
  if (text.trim() === '') return { code: 'empty-body' }
  const format = findOtherFormat(text)
  if (format !== undefined) return { code: 'other-format', format, text: text.slice(0, 40) }
  const error = findJsonError(text)
  // The parser has refused it, so there is one.
  if (error === undefined) return { code: 'not-an-object', received: text }
  return { code: 'invalid-json', ...toPlace(text, error.offset), near: toExcerpt(text, error.offset), error }
}

/** What a text is that is not JSON at all. */
function findOtherFormat(text: string): OtherFormat | undefined {
  // Of a long form the first part is enough; it may end anywhere.
  if (/^(?:[\w.[\]%+-]+=[^\n{}"&]*(?:&|$))+[\w.[\]%+-]*$/.test(text.slice(0, 2_048).trim())) return 'form'
  if (/^--[^\r\n]+\r?\nContent-Disposition:/i.test(text)) return 'multipart'
  if (/^\s*<[!?a-z]/i.test(text)) return 'markup'
  if (/^\[object \w+\]$/.test(text)) return 'printed-object'
  return text.includes('\0') ? 'null-characters' : undefined
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
export function readBody(body: RequestBody): { readonly json: Json } | (Refusal & { readonly issue: BodyIssue }) {
  if ('unreadable' in body) {
    const { unreadable: why } = body
    const refuse = why === 'too slow' ? 'ServiceTimeout' : 'JsonParseError'
    return { refuse, issue: { code: 'unreadable-body', why } }
  }
  if (isDeep(body.text)) return { refuse: 'JsonParseError', issue: { code: 'body-too-deep' } }
  try {
    const json: unknown = JSON.parse(body.text)
    if (isRecord(json)) return { json }
    return { refuse: 'JsonParseError', issue: { code: 'not-an-object', received: json } }
  } catch {
    return { refuse: 'JsonParseError', issue: findBodyIssue(body.text) }
  }
}

/** The body's fields as the contract parses them, or the contract's own refusal. Unknown fields are left out. */
export function checkBody(contract: Operation, json: Json): { readonly body: object } | Refusal {
  const checked = contract.body.safeParse(json)
  if (checked.success) return { body: checked.data }
  const issues = listSchemaIssues(checked.error, json, { schema: contract.body })
  return { refuse: contract.invalid, issue: { code: 'invalid-fields', issues } }
}

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
