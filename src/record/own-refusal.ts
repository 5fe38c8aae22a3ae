import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import { type OperationName, operations } from '../contracts/operations.ts'

/** The refusal that a code stands for, if it is one that a command declares for itself. */
export function findOwnRefusal(command: OperationName, code: number): ErrorName | undefined {
  const name = findErrorName(code)
  return operations[command].refusals.find(refusal => refusal === name)
}
