import type { OperationName } from '../../contracts/operations.ts'
import type { Handler } from '../handler.ts'
import { getCallInfo } from './get-call-info.ts'

/** Every command's handler; a contract without one does not compile. */
export const handlers: { readonly [Name in OperationName]: Handler<Name> } = {
  get_call_info: getCallInfo,
}
