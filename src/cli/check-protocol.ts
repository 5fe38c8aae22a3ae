import type { Came } from '../conformance/client/case-outcome.ts'
import { formatList, formatValue } from '../text/quote.ts'
import { explainNearest } from '../text/suggest.ts'

/** The version of the protocol that ringback speaks with adapters, docs/check-protocol.md. */
export const protocol = 1

/** The longest line that is read from an adapter, in characters. */
export const longestLine = 1_048_576

/** A line that is not as the protocol has it, with what is wrong as a sentence, and the question it answers if it names one. */
export interface Slip {
  readonly slip: string
  readonly id?: number
}

/** What an answer says: of which question it is, and what came of it. */
export interface Answer {
  readonly id: number
  readonly came: Came
}

/** Reads an adapter's greeting: what of `asks` it can do. */
export function parseGreeting(line: string, asks: readonly string[]): { readonly can: readonly string[] } | Slip {
  const form = `want {"ringback":${protocol},"can":["getCallInfo"]}`
  const json = parseObject(line)
  if (!json) return { slip: `It greeted with ${formatValue(line)}, which is no JSON object: ${form}.` }
  if (json.ringback !== protocol) {
    return {
      slip: `It speaks version ${formatValue(json.ringback)} of the protocol, and this ringback ${protocol}: ${form}.`,
    }
  }
  const can: unknown = json.can
  if (!Array.isArray(can))
    return { slip: `It greeted with ${formatValue(line)}, without a list of what it can do: ${form}.` }
  const known: string[] = []
  for (const one of can) {
    if (asks.includes(one)) known.push(one)
    else {
      const guess = typeof one === 'string' ? explainNearest(one, asks) : ''
      return { slip: `It says it can do ${formatValue(one)}.${guess || ` Want of ${formatList(asks, 'and')}.`}` }
    }
  }
  return { can: known }
}

/** Reads an adapter's answer. */
export function parseAnswer(line: string): Answer | Slip {
  const json = parseObject(line)
  if (!json) {
    return {
      slip: `It printed ${formatValue(line)} on stdout, which is no JSON object: want answers there alone, and the rest on stderr.`,
    }
  }
  const { id, error } = json
  if (typeof id !== 'number')
    return { slip: `It answered ${formatValue(line)}, without the id of a question: want it as it was asked.` }
  const hasValue = Object.hasOwn(json, 'value')
  const hasError = Object.hasOwn(json, 'error')
  if (hasValue === hasError) {
    return {
      id,
      slip: `It answered ${formatValue(line)}: want either a value or an error, the value null if there is none.`,
    }
  }
  if (hasValue) return { id, came: { is: 'value', value: json.value ?? undefined } }
  if (typeof error !== 'object' || error === null) {
    return {
      id,
      slip: `It answered with the error ${formatValue(error)}: want {"code":101004,"message":"…"}, without code if there is none.`,
    }
  }
  const code: unknown = Reflect.get(error, 'code') ?? undefined
  const message: unknown = Reflect.get(error, 'message') ?? ''
  if (code !== undefined && !(typeof code === 'number' && Number.isInteger(code))) {
    return { id, slip: `It answered with the code ${formatValue(code)}: want a whole number, or no code.` }
  }
  return { id, came: { is: 'error', code, message: typeof message === 'string' ? message : formatValue(message) } }
}

function parseObject(line: string): { readonly [name: string]: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}
