import { formatValue } from '../../../text/format.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q18: an administrator. */
export const administrator: Rule = {
  id: 'RB-Q18',
  group: 'request',
  severity: 'error',
  sentence: 'Asks in the name of an administrator of the application',
  reason: 'Only administrators may call this API.',
  seen: { page: 68926 },
  fix: 'Use an account that the console lists as an administrator, never that of a user of the app.',
  judge: eachEntry(({ identifier, isAdministrator, userSig }, { journal }) => {
    if (!identifier || isAdministrator === undefined) return undefined
    if (journal.auth === 'verify' && (!userSig || userSig.refuse !== undefined)) return undefined
    return isAdministrator || `${formatValue(identifier)} is no administrator.`
  }),
}
