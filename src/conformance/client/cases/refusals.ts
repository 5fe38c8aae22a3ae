import type { gateRefusals } from '../../../contracts/gate-refusals.ts'
import type { OperationName, RefusalOf } from '../../../contracts/operations.ts'

/** Every refusal that a client of some command can meet although its requests are right. */
export type Meetable =
  | RefusalOf<OperationName>
  | Extract<(typeof gateRefusals)[number], { readonly evenIfRight: true }>['refuse']

/** The ids of the cases about a refusal: that it lasts, and, where asking again helps, that it comes twice and then no more. */
export interface RefusalIds {
  readonly lasts: `RB-C${number}`
  readonly passes?: `RB-C${number}`
}

/** Every refusal that can be met; one that is new, or that none declares any more, does not compile. */
export const refusalIds: { readonly [Name in Meetable]: RefusalIds } = {
  InternalError: { lasts: 'RB-C20', passes: 'RB-C30' },
  InvalidParameter: { lasts: 'RB-C21' },
  CallNotFound: { lasts: 'RB-C22' },
  RecordNotFound: { lasts: 'RB-C23' },
  ConfigInternalError: { lasts: 'RB-C24', passes: 'RB-C31' },
  ConfigInvalidParameter: { lasts: 'RB-C25' },
  CallbackNotSet: { lasts: 'RB-C26' },
  UserSigExpired: { lasts: 'RB-C27' },
  TooManyRequests: { lasts: 'RB-C28', passes: 'RB-C32' },
  ServiceTimeout: { lasts: 'RB-C29', passes: 'RB-C33' },
}
