import type { ErrorName } from '../../contracts/errors.ts'
import { eachEntry, type Rule } from './rule.ts'

/** What the service looks at in a UserSig, in its order. */
const checks: readonly string[] = [
  'UserSigUnreadable',
  'UserSigOtherApp',
  'UserSigOtherUser',
  'UserSigSignatureWrong',
  'UserSigExpired',
]

/** Judges UserSigs by one of the checks: those that came so far. Nothing to say where UserSigs are not verified. */
export const judgeUserSig = (check: ErrorName): Rule['judge'] =>
  eachEntry(({ userSig, identifier, isAdministrator }, { journal }) => {
    if (journal.auth === 'off' || !userSig || isAdministrator === undefined) return undefined
    const { refuse, because } = userSig
    if (refuse === undefined) return true
    const failed = checks.indexOf(refuse)
    // Where no account is named there is none to differ from.
    if (refuse === check) return refuse === 'UserSigOtherUser' && !identifier ? undefined : (because ?? refuse)
    return failed > checks.indexOf(check) ? true : undefined
  })
