import type { Ask, AskBody } from '../contracts/ask.ts'
import { largestBody } from '../contracts/ask.ts'

/** A request's method, target (path and query as they came) and body, as data. */
export function toAsk(method: string, target: string, body: AskBody): Ask {
  const mark = target.indexOf('?')
  if (mark === -1) return { method, target, path: target, query: new Map(), repeated: [], body }
  const query = new Map<string, string>()
  const repeated: string[] = []
  for (const pair of target.slice(mark + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    if (query.has(name)) repeated.push(name)
    else query.set(name, equals === -1 ? '' : decode(pair.slice(equals + 1)))
  }
  return { method, target, path: target.slice(0, mark), query, repeated, body }
}

/** Percent-decoding as in a form's query; what cannot be decoded stays as it came. */
function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A body's bytes as text, or why they are none. */
export function toAskBody(bytes: Uint8Array): AskBody {
  if (bytes.byteLength > largestBody) return { unreadable: 'too large' }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { unreadable: 'not UTF-8' }
  }
}
