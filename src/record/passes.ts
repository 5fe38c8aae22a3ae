import type { ApiRequest } from '../contracts/api-request.ts'
import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import { toGateRefusals } from '../contracts/gate-refusals.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { checkParameter } from '../emulator/authorize.ts'
import { checkBody, readBody } from '../emulator/validate-body.ts'

/** How far a request came by its own merits: to the command, or not; or there only where validation is lenient. */
export type Merit = 'passes' | 'lenient' | 'refused'

// The table is a literal, so its keys are exactly the names.
const names = Object.keys(parameters) as ParameterName[]

/** Looks at a request as the gates do, but for who asks, which only the server knows: its answer tells. */
export function toMerit(command: OperationName, ask: ApiRequest, code: number | undefined): Merit {
  const read = readBody(ask.body)
  if (ask.method !== 'POST' || 'refuse' in read || 'refuse' in checkBody(operations[command], read.json))
    return 'refused'
  const wrong = names.filter(name => checkParameter(name, ask))
  if (wrong.some(name => !('tolerated' in parameters[name]))) return 'refused'
  const name = code === undefined ? undefined : findErrorName(code)
  if (name !== undefined && isOfIdentity(command, name)) return 'refused'
  return wrong.length === 0 ? 'passes' : 'lenient'
}

/** The gates' refusals about application and asker, which come before the throttle. */
const isOfIdentity = (command: OperationName, name: ErrorName) =>
  toGateRefusals(operations[command]).some(
    ({ refuse, order }) => refuse === name && order >= firstOfAsker && order <= lastOfAsker,
  )

const firstOfAsker = 3
const lastOfAsker = 13
