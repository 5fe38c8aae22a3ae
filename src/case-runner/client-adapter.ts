import type { Came } from '../conformance/client/case-outcome.ts'
import { type CamelCase, toCamelCase } from '../contracts/operation.ts'
import { type Body, type OperationName, operationNames } from '../contracts/operations.ts'
import { formatList, formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import type { Service } from './case-runner.ts'

/**
 * A client as the cases see it: a function for each command it has, named as the contract of the command is. It is given
 * where the service is and the body to send, in the names of the wire; it gives the answer's `Response`, in the names of
 * the wire too, nothing for commands without one, and throws what the client throws.
 */
export type ClientAdapter = {
  readonly [Name in OperationName as CamelCase<Name>]?: (service: Service, body: Body<Name>) => unknown
} & {
  /** The ErrorCode of an error of the client's; if absent, `errorCode`, `ErrorCode` or `code` of it or of its causes. */
  readonly toCode?: (error: unknown) => number | undefined
}

/** A command's function, whichever command it is. */
export type AdapterFunction = (service: Service, body: object) => unknown

/** How each command is spelt in adapters. */
export const askNames: ReadonlyMap<string, OperationName> = new Map(
  operationNames.map(name => [toCamelCase(name), name]),
)

/** The functions an adapter has, by command. Throws a TypeError if there is none, or one of a name that is nearly right. */
export function toFunctions(adapter: ClientAdapter): ReadonlyMap<OperationName, AdapterFunction> {
  const found = new Map<OperationName, AdapterFunction>()
  for (const [name, command] of askNames) {
    const one: unknown = Reflect.get(adapter, name)
    // What a body must be is the case's concern, and its bodies are those of the contract.
    if (typeof one === 'function') found.set(command, (service, body) => one.call(adapter, service, body))
    else if (one !== undefined) throw new TypeError(`${name} is ${formatValue(one)}: want a function.`)
  }
  for (const name of Object.keys(adapter)) {
    const nearest = askNames.has(name) ? undefined : findNearest(name, askNames.keys())
    const meant = nearest === undefined ? undefined : askNames.get(nearest)
    if (meant !== undefined && !found.has(meant)) {
      throw new TypeError(`${formatValue(name)} is no command. Did you mean ${formatValue(nearest)}?`)
    }
  }
  if (found.size > 0) return found
  throw new TypeError(`The adapter can do nothing: want one function or more of ${formatList([...askNames.keys()])}.`)
}

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
