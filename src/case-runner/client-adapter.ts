import type { ClientResult } from '../conformance/client/case-outcome.ts'
import { type CamelCase, toCamelCase } from '../contracts/operation.ts'
import { type Body, type OperationName, operationNames } from '../contracts/operations.ts'
import { findNearest } from '../text/suggest.ts'
import type { Service } from './case-runner.ts'
import { explainContract } from './messages.ts'

/**
 * A client as the cases see it: a function for each command it has, in camel case. It receives the address of the service
 * and the body to send, with the service's field names; it returns the `Response` of the reply, with the service's field
 * names too, or nothing for commands without one, and throws what the client throws.
 */
export type ClientAdapter = {
  readonly [Name in OperationName as CamelCase<Name>]?: (service: Service, body: Body<Name>) => unknown
} & {
  /** The ErrorCode of an error of the client; by default `errorCode`, `ErrorCode` or `code` of it or of its causes. */
  readonly toCode?: (error: unknown) => number | undefined
}

/** The function of any command. */
export type AdapterFunction = (service: Service, body: object) => unknown

/** The commands by their names in adapters. */
export const adapterNames: ReadonlyMap<string, OperationName> = new Map(
  operationNames.map(name => [toCamelCase(name), name]),
)

/** The functions of an adapter by command. Throws a TypeError if there is none, or one with a misspelled name. */
export function toFunctions(adapter: ClientAdapter): ReadonlyMap<OperationName, AdapterFunction> {
  const found = new Map<OperationName, AdapterFunction>()
  for (const [name, command] of adapterNames) {
    const one: unknown = Reflect.get(adapter, name)
    // The cases pass bodies of the command's contract.
    if (typeof one === 'function') found.set(command, (service, body) => one.call(adapter, service, body))
    else if (one !== undefined) throw new TypeError(explainContract({ code: 'not-a-function', name, got: one }))
  }
  for (const name of Object.keys(adapter)) {
    const nearest = adapterNames.has(name) ? undefined : findNearest(name, adapterNames.keys())
    const meant = nearest === undefined ? undefined : adapterNames.get(nearest)
    if (nearest !== undefined && meant !== undefined && !found.has(meant))
      throw new TypeError(explainContract({ code: 'unknown-command', name, nearest }))
  }
  if (found.size > 0) return found
  throw new TypeError(explainContract({ code: 'no-functions', names: [...adapterNames.keys()] }))
}

const deepestCause = 5

/** Calls a function of an adapter, and returns its result as data. */
export async function toClientResult(call: () => unknown, toCode: (error: unknown) => unknown): Promise<ClientResult> {
  let value: unknown
  try {
    value = await call()
  } catch (error) {
    const code = toCode(error)
    return { is: 'error', code: isInteger(code) ? code : undefined, message: toMessage(error) }
  }
  try {
    // What JSON cannot express, such as a method, is not part of a result.
    const text = JSON.stringify(value)
    return { is: 'value', value: text === undefined ? undefined : JSON.parse(text) }
  } catch (error) {
    return { is: 'broken', message: explainContract({ code: 'not-json', reason: toMessage(error) }) }
  }
}

/** The ErrorCode of an error: an integer `errorCode`, `ErrorCode` or `code` of it or of one of its causes. */
export function findErrorCode(error: unknown): number | undefined {
  let at = error
  for (let depth = 0; depth < deepestCause && typeof at === 'object' && at !== null; depth++) {
    for (const name of ['errorCode', 'ErrorCode', 'code']) {
      const code: unknown = Reflect.get(at, name)
      if (isInteger(code)) return code
    }
    at = Reflect.get(at, 'cause')
  }
  return undefined
}

const isInteger = (value: unknown): value is number => Number.isInteger(value)

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error))
