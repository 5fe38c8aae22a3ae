import type { Came } from '../conformance/client/case-outcome.ts'

/** How far an error's causes are followed. */
const deepest = 5

/** What a function of an adapter gave, as data. */
export async function toCame(ask: () => unknown, toCode: (error: unknown) => unknown): Promise<Came> {
  let value: unknown
  try {
    value = await ask()
  } catch (error) {
    return { is: 'error', code: findCode(error, toCode), message: toMessage(error) }
  }
  try {
    // What JSON cannot say, such as a method, is no part of an answer.
    const text = JSON.stringify(value)
    return { is: 'value', value: text === undefined ? undefined : JSON.parse(text) }
  } catch (error) {
    return { is: 'broken', sentence: `It gave a value that cannot be written as JSON: ${toMessage(error)}.` }
  }
}

/** The ErrorCode an error carries: as `errorCode`, `ErrorCode` or `code`, a whole number, on itself or on a cause of it. */
export function findErrorCode(error: unknown): number | undefined {
  let at = error
  for (let depth = 0; depth < deepest && typeof at === 'object' && at !== null; depth++) {
    for (const name of ['errorCode', 'ErrorCode', 'code']) {
      const code: unknown = Reflect.get(at, name)
      if (typeof code === 'number' && Number.isInteger(code)) return code
    }
    at = Reflect.get(at, 'cause')
  }
  return undefined
}

function findCode(error: unknown, toCode: (error: unknown) => unknown): number | undefined {
  const code = toCode(error)
  return typeof code === 'number' && Number.isInteger(code) ? code : undefined
}

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error))
