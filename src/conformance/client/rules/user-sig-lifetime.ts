import { eachEntry, type Rule } from '../rule.ts'
import { hasWrongTime } from '../user-sig.ts'

/** The shortest lifetime of a UserSig that makes sense on a server, in seconds. */
export const shortestLifetime = 300

const day = 86_400
const longestLifetime = 366 * day

/** RB-Q17: a lifetime that makes sense. */
export const userSigLifetime: Rule = {
  id: 'RB-Q17',
  group: 'request',
  severity: 'warning',
  sentence: 'Makes UserSigs that are good for five minutes to a year',
  reason: 'One that is shorter expires on its way; one that is longer is a password nobody can take back.',
  seen: { assumed: 'the samples use 180 days, and no page gives bounds; these are ours' },
  fix: 'Sign for a day or so, and renew it; expire is in seconds, not milliseconds.',
  judge: eachEntry(({ userSig }, { journal }) => {
    if (journal.auth === 'off' || !userSig?.claims || userSig.refuse !== undefined || hasWrongTime(userSig))
      return undefined
    const { expire } = userSig.claims
    if (expire < shortestLifetime) return `The UserSig is valid for ${expire} s only.`
    if (expire <= longestLifetime) return true
    const known = userSig.findings.find(({ code }) => code === 'long-lived')
    return known?.text ?? `The UserSig is valid for ${Math.floor(expire / day)} days.`
  }),
}
