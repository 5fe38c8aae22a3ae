import { deepestBody, type RequestBody } from '../contracts/api-request.ts'
import type { Refusal } from '../contracts/messages.ts'
import { explainIssues } from '../contracts/messages.ts'
import type { Operation } from '../contracts/operation.ts'
import { explainNotJson, explainNotObject, explainUnreadable } from './explain-body.ts'

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
