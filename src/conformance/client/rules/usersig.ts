import { judgeParameter } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q09: usersig. */
export const usersig: Rule = {
  id: 'RB-Q09',
  group: 'request',
  severity: 'error',
  sentence: 'Sends a UserSig in usersig',
  reason: 'A request is believed for its UserSig alone.',
  seen: { page: 68926 },
  fix: 'Make a UserSig for the identifier with the key of the application, and send it percent-encoded in the query.',
  judge: eachEntry(entry => judgeParameter('usersig', entry)),
}
