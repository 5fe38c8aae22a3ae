import type { Ask, AskBody } from '../contracts/ask.ts'
import { largestBody } from '../contracts/ask.ts'

/** A request's method, target (path and query as they came) and body, as data. */
export function toAsk(method: string, target: string, body: AskBody): Ask {
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

/** A body's bytes as text, or why they are none. */
export function toAskBody(bytes: Uint8Array): AskBody {
  if (bytes.byteLength > largestBody) return { unreadable: 'too large' }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { unreadable: 'not UTF-8' }
  }
}
