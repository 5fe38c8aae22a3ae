import { toError } from '../../../contracts/errors.ts'
import { findCode } from '../probe.ts'
import { orderProbes } from '../probes/order.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P31: the order of refusals. */
export const order: Rule = {
  id: 'RB-P31',
  severity: 'warning',
  sentence: 'Refuses the first of several slips, in the order of the service',
  reason: 'A client that mends one slip should be told the next, and not the same again.',
  seen: { assumed: 'no page says in which order the query is looked at' },
  fix: 'Check the path, sdkappid, contenttype, random, identifier and usersig first, then the identity, the method and, last, the body.',
  judge: course =>
    orderProbes.map(({ id, wanted, alone }) =>
      judgeCode(course, id, code => {
        const want = toError(wanted).code
        if (code === want) return 'kept'
        // Refused with another code where it stands alone, it is another rule's matter.
        if (findCode(course, alone) !== want) return { unclear: `${alone} was not answered ${want} either.` }
        return { slip: `It was answered ${nameCode(code)}: want ${nameCode(want)} first.`, probe: id }
      }),
    ),
}
