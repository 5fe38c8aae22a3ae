import { findErrorName } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'

const findContract = (command: string | undefined): Operation | undefined =>
  command !== undefined && isOperationName(command) ? operations[command] : undefined

/** Whether a command only tells what is. */
export const isLook = (command: string | undefined): boolean => findContract(command)?.looks === true

/** Whether a refusal says what is not there, now, of what was looked for: asking for it later is no retry. */
export function isNotThere(command: string | undefined, code: number | undefined): boolean {
  const contract = findContract(command)
  const name = code === undefined ? undefined : findErrorName(code)
  return contract?.looks === true && name !== undefined && name !== contract.invalid && contract.refusals.includes(name)
}
