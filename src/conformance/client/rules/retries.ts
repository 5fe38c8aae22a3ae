import { findErrorName } from '../../../contracts/errors.ts'
import { isOperationName, operations } from '../../../contracts/operations.ts'
import { findRefusalSource } from '../../../contracts/refusal-order.ts'
import type { Source } from '../../../contracts/source.ts'
import { findChains, isLook } from '../retries.ts'
import type { Opinion, Rule } from '../rule.ts'
import type { Seen } from '../run.ts'
import { explainMet } from '../said.ts'

/** Where the code of a refusal was seen with its meaning: on the page of its command, if that declares it. */
function findSeen({ command, errorCode }: Seen): Source | undefined {
  const name = errorCode ? findErrorName(errorCode) : undefined
  if (name === undefined || command === undefined || !isOperationName(command)) return undefined
  return findRefusalSource(operations[command], name)
}

/** RB-B01: asks again where asking again helps. */
export const retries: Rule = {
  id: 'RB-B01',
  group: 'behaviour',
  severity: 'warning',
  sentence: 'Asks again after an internal error, a timeout of the service, or a connection that was reset',
  reason: '101001 is documented with the advice to retry; the others pass as well.',
  seen: { page: 68932 },
  fix: 'Retry ErrorCodes 101001, 60008, 60013, 60014, 70169, 70500 and 100001 a few times with growing pauses, and so reset connections of commands that change nothing.',
  *judge(run): Generator<Opinion> {
    for (const { first, attempts } of findChains(run, ['again', 'lost'])) {
      // Whether the service has acted on what was cut off is not known, so asking again may do harm.
      if (first.drop === 'during' || (first.drop === 'before' && !isLook(first.command))) continue
      if (attempts.length > 1) yield { entry: first }
      else yield { entry: first, slip: `It met ${explainMet(first)} and never asked again.`, seen: findSeen(first) }
    }
  },
}
