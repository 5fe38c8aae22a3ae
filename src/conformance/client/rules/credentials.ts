import { findMisplaced, findParameter } from '../../../contracts/parse-request.ts'
import type { Leak } from '../../../emulator/journal.ts'
import { formatList, formatValue } from '../../../text/format.ts'
import { isCredentialName } from '../credentials.ts'
import { findOtherCase } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q23: secrets stay where they belong. */
export const credentials: Rule = {
  id: 'RB-Q23',
  group: 'request',
  severity: 'error',
  sentence: 'Sends no secret but the UserSig, and that in the query alone',
  reason: 'The key signs and never travels; bodies end in logs.',
  seen: { page: 34385 },
  fix: 'Keep the key out of every request, and the UserSig out of bodies. If either went to the real service or to a log, change the key.',
  judge: eachEntry(({ leaks, json, ask }) => {
    const misplaced = findMisplaced(ask)?.names ?? []
    // A UserSig that was only sent in the wrong place, or under usersig in another case, is a finding of RB-Q25 or RB-Q03.
    const isElsewhere = misplaced.includes('usersig') || findOtherCase(ask, 'usersig') !== undefined
    const isMisplaced = (leak: Leak) => isElsewhere && leak.startsWith('UserSig ')
    const fields = Object.keys(json ?? {}).filter(
      name => isCredentialName(name) && !misplaced.some(one => one === findParameter(name)),
    )
    const found = [
      ...leaks.filter(leak => !isMisplaced(leak)),
      ...fields.map(name => `a field ${formatValue(name)} in the body`),
    ]
    return found.length === 0 || `Found: ${formatList(found, 'and')}.`
  }),
}
