import { type AskBody, deepestBody, largestBody, slowestBody, type Unreadable } from '../contracts/ask.ts'
import { explainIssues } from '../contracts/explain-issues.ts'
import type { Operation } from '../contracts/operation.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { quote } from '../words/quote.ts'

/** A body as JSON, before its contract has looked at it. */
export type Json = { readonly [key: string]: unknown }

/** The body as a JSON object, or why it is none. */
export function readBody(body: AskBody): { readonly json: Json } | Refusal {
  if ('unreadable' in body) return unreadable[body.unreadable]
  if (isDeep(body.text)) return refuse(`The body nests deeper than ${deepestBody} levels: want at most that.`)
  try {
    const json: unknown = JSON.parse(body.text)
    if (isObject(json)) return { json }
    return refuse(`The body is ${Array.isArray(json) ? 'an array' : quote(json, 40)}: want a JSON object.`)
  } catch (error) {
    if (body.text.trim() === '')
      return refuse('The body is empty: want a JSON object, {} for a command without fields.')
    // The parser's own sentence quotes the input, which may be long: its place and a beginning are enough.
    const place = /position \d+(?= \(line|$)/.exec(String(error))?.[0]
    return refuse(
      `The body is not JSON${place ? ` (at ${place})` : ''}: want a JSON object, got ${quote(body.text, 40)}.`,
    )
  }
}

/** The body's fields as the contract wants them, or the contract's own refusal. Unknown fields are left out. */
export function checkBody(contract: Operation, json: Json): { readonly body: object } | Refusal {
  const checked = contract.body.safeParse(json)
  if (checked.success) return { body: checked.data }
  return { refuse: contract.invalid, because: `Invalid parameter. ${explainIssues(checked.error, json)}` }
}

const refuse = (because: string): Refusal => ({ refuse: 'JsonParseError', because })

const unreadable: { readonly [Why in Unreadable]: Refusal } = {
  'too large': refuse(`The body is larger than ${largestBody} bytes: want at most that.`),
  'not UTF-8': refuse('The body is not UTF-8: want JSON in UTF-8.'),
  'too slow': {
    refuse: 'ServiceTimeout',
    because: `The body did not arrive within ${slowestBody} ms: service timeout or request format error,please check and try again`,
  },
}

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
