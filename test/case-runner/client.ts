import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Service } from '../../src/case-runner/case-runner.ts'
import type { AdapterFunction, ClientAdapter } from '../../src/case-runner/client-adapter.ts'
import { adapterNames } from '../../src/case-runner/client-adapter.ts'
import { findErrorName, toError } from '../../src/contracts/errors.ts'
import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'
import { isRecord, parseJson } from '../../src/text/data.ts'

/** Thrown by a client if the service refuses. */
export class Refused extends Error {
  readonly errorCode: number

  constructor(errorCode: number, message: string) {
    super(message)
    this.errorCode = errorCode
  }
}

/** A response over HTTP. */
export interface ServiceResponse {
  readonly status: number
  readonly text: string
}

/** Everything that a client decides; a wrong client is the good one with one of these replaced. */
export interface Hooks {
  readonly send: (service: Service, command: OperationName, body: object) => Promise<ServiceResponse>
  /** The Response, or an error. */
  readonly read: (response: ServiceResponse, command: OperationName) => unknown
  /** The pause before a retry after an error, in milliseconds; undefined for no retry. */
  readonly pause: (error: unknown) => number | undefined
  readonly attempts: number
}

const send = async ({ url, sdkAppId, identifier, userSig }: Service, command: OperationName, body: object) => {
  const query = new URLSearchParams({
    sdkappid: `${sdkAppId}`,
    identifier,
    usersig: userSig,
    random: `${randomInt(2 ** 32)}`,
    contenttype: 'json',
  })
  const response = await fetch(`${url}${toPath(operations[command])}?${query}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  })
  return { status: response.status, text: await response.text() }
}

function read({ status, text }: ServiceResponse, command: OperationName): unknown {
  const json = parseJson(text)
  if (status !== 200 || !isRecord(json)) throw new Error(`HTTP ${status} without an answer`)
  const { ErrorCode: code, ErrorInfo: info, ActionStatus: verdict = 'OK', Response: response } = json
  if (typeof code !== 'number') throw new Error('no ErrorCode')
  if (code !== 0) throw new Refused(code, `${info}`)
  if (verdict !== 'OK') throw new Error('no success')
  if ('response' in operations[command] && !isRecord(response)) throw new Error('no Response')
  return response
}

/** The decisions of a good client, with the shortest pauses that break no rule of severity error. */
export const goodHooks: Hooks = {
  send,
  read,
  pause(error) {
    if (!(error instanceof Refused)) return error instanceof TypeError ? 1 : undefined
    const name = findErrorName(error.errorCode)
    const retry = name === undefined ? 'never' : toError(name).retry
    return { immediate: 1, backoff: 210, never: undefined }[retry]
  },
  attempts: 3,
}

/** A client of some commands, the good one if nothing is replaced. */
export function createAdapter(commands: readonly OperationName[], replaced: Partial<Hooks> = {}): ClientAdapter {
  const hooks = { ...goodHooks, ...replaced }
  const functions = [...adapterNames].flatMap(([name, command]) => {
    if (!commands.includes(command)) return []
    const one: AdapterFunction = async (service, body) => {
      for (let left = hooks.attempts - 1; ; left--) {
        try {
          return hooks.read(await hooks.send(service, command, body), command)
        } catch (error) {
          const rest = hooks.pause(error)
          if (rest === undefined || left <= 0) throw error
          await pause(rest)
        }
      }
    }
    return [[name, one] as const]
  })
  return Object.fromEntries(functions)
}
