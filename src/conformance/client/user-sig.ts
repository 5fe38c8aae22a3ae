import type { ErrorName } from '../../contracts/errors.ts'
import type { UserSigFacts, UserSigFinding } from '../../emulator/journal.ts'
import { eachEntry, type Rule } from './rule.ts'

/** What the service looks at in a UserSig, in its order. */
const checks: readonly string[] = [
  'UserSigUnreadable',
  'UserSigOtherApp',
  'UserSigOtherUser',
  'UserSigSignatureWrong',
  'UserSigExpired',
]

/** Errors in the time or the expire of a UserSig, by which no error code refuses it. */
const wrongTimes: ReadonlySet<string> = new Set([
  'time-in-milliseconds',
  'time-in-the-future',
  'expire-in-milliseconds',
  'expire-is-a-point-in-time',
])

/** What each check finds, where it is not whatever the others do not find. */
const findingsOf: { readonly [check: string]: ReadonlySet<string> } = {
  UserSigOtherApp: new Set(['other-application']),
  UserSigOtherUser: new Set(['other-user']),
  UserSigExpired: new Set(['expired', ...wrongTimes]),
}
const claimed = new Set(Object.values(findingsOf).flatMap(codes => [...codes]))

/** Judges UserSigs by one of the checks: those that came so far. Nothing to say where UserSigs are not verified. */
export const judgeUserSig = (check: ErrorName): Rule['judge'] =>
  eachEntry(({ userSig, identifier, isAdministrator }, { journal }) => {
    if (journal.auth === 'off' || !userSig || isAdministrator === undefined) return undefined
    const { refuse } = userSig
    if (check === 'UserSigExpired' && (refuse === undefined || refuse === check) && hasWrongTime(userSig)) {
      return explain(userSig, check)
    }
    if (refuse === undefined) return true
    const failed = checks.indexOf(refuse)
    // Where no account is named there is none to differ from.
    if (refuse === check) return refuse === 'UserSigOtherUser' && !identifier ? undefined : explain(userSig, check)
    return failed > checks.indexOf(check) ? true : undefined
  })

/** Whether a UserSig has its times in the wrong unit or form, so that nothing can be said of how long it is valid. */
export const hasWrongTime = ({ findings }: UserSigFacts): boolean => findings.some(({ code }) => wrongTimes.has(code))

/** What a UserSig of a request is wrong by, with the fix; what `ErrorInfo` says where nothing more is known. */
function explain({ findings, refuse, because }: UserSigFacts, check: string): string {
  const codes = findingsOf[check]
  const errors = findings.filter(({ severity }) => severity === 'error')
  const own = errors.filter(({ code }) => (codes ? codes.has(code) : !claimed.has(code)))
  return own.length > 0 ? own.map(toText).join(' ') : (because ?? refuse ?? '')
}

const toText = ({ text, fix }: UserSigFinding) => `${text} ${fix}`
