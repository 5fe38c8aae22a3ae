import { judgeParameter } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q08: identifier. */
export const identifier: Rule = {
  id: 'RB-Q08',
  group: 'request',
  severity: 'error',
  sentence: 'Names an account in identifier',
  reason: 'A request is made in the name of an administrator of the application.',
  seen: { page: 68926 },
  fix: 'Send the account the UserSig was made for.',
  judge: eachEntry(entry => judgeParameter('identifier', entry)),
}
