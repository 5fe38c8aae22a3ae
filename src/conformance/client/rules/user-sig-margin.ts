import { eachEntry, type Rule } from '../rule.ts'
import { hasWrongTime } from '../user-sig.ts'
import { shortestLifetime } from './user-sig-lifetime.ts'

/** How much of its life a UserSig should still have, in seconds. */
const margin = 60

/** RB-Q16: not at the last moment. */
export const userSigMargin: Rule = {
  id: 'RB-Q16',
  group: 'request',
  severity: 'warning',
  sentence: `Renews its UserSig before its last ${margin} s`,
  reason: 'Clocks differ and requests take time: what is about to expire here has expired there.',
  seen: { assumed: 'no page says how early to renew; the margin is ours' },
  fix: 'Make a new UserSig some minutes before the old one expires.',
  judge: eachEntry(({ userSig, at }, { journal }) => {
    if (journal.auth === 'off' || !userSig?.claims || userSig.refuse !== undefined || hasWrongTime(userSig))
      return undefined
    const { time, expire } = userSig.claims
    if (expire < shortestLifetime) return undefined
    const left = Math.floor(time + expire - at / 1_000)
    return left >= margin || `The UserSig expires in ${left} s.`
  }),
}
