import type { ErrorName } from '../../../contracts/errors.ts'
import type { UserSigFacts, UserSigFinding } from '../../../emulator/journal.ts'
import { formatValue } from '../../../text/format.ts'
import { type ClientRule, defineClientRule, eachRequest } from '../rule.ts'

const general = { page: 68926 } as const

/** What the service checks in a UserSig, in its order. */
const checks: readonly string[] = [
  'UserSigUnreadable',
  'UserSigOtherApp',
  'UserSigOtherUser',
  'UserSigSignatureWrong',
  'UserSigExpired',
]

/** Errors in the times of a UserSig, for which no ErrorCode refuses it. */
const timeMistakes: ReadonlySet<string> = new Set([
  'time-in-milliseconds',
  'time-in-the-future',
  'expire-in-milliseconds',
  'expire-is-a-point-in-time',
])

/** The diagnoses that belong to a check; all others belong to the checks without an entry. */
const diagnosesOf: { readonly [check: string]: ReadonlySet<string> } = {
  UserSigOtherApp: new Set(['other-application']),
  UserSigOtherUser: new Set(['other-user']),
  UserSigExpired: new Set(['expired', ...timeMistakes]),
}
const assigned = new Set(Object.values(diagnosesOf).flatMap(codes => [...codes]))

/** What is wrong with a UserSig: the diagnoses of one check, or the ErrorInfo if there are none. */
interface Refused {
  readonly mistakes: readonly UserSigFinding[]
  readonly errorInfo: string
}

const messages = {
  refused: ({ mistakes, errorInfo }: Refused) =>
    mistakes.length > 0 ? mistakes.map(({ text, fix }) => `${text} ${fix}`).join(' ') : errorInfo,
}

const toRefused = ({ findings, refuse, because }: UserSigFacts, check: string) => {
  const own = diagnosesOf[check]
  const mistakes = findings.filter(
    ({ severity, code }) => severity === 'error' && (own ? own.has(code) : !assigned.has(code)),
  )
  return { code: 'refused', mistakes, errorInfo: because ?? refuse ?? '' } as const
}

/** Evaluates one check of the UserSigs that passed the earlier checks, unless the emulator does not verify them. */
const evaluateCheck = (check: ErrorName) =>
  eachRequest(({ userSig, identifier, isAdministrator }, { journal }) => {
    if (journal.auth === 'off' || !userSig || isAdministrator === undefined) return undefined
    const { refuse } = userSig
    if (check === 'UserSigExpired' && (refuse === undefined || refuse === check) && hasTimeMistake(userSig))
      return toRefused(userSig, check)
    if (refuse === undefined) return true
    // Without an identifier there is no account to compare with.
    if (refuse === check) return refuse === 'UserSigOtherUser' && !identifier ? undefined : toRefused(userSig, check)
    return checks.indexOf(refuse) > checks.indexOf(check) || undefined
  })

/** Whether a UserSig has times in the wrong unit or form, so that its lifetime is unknown. */
const hasTimeMistake = ({ findings }: UserSigFacts) => findings.some(({ code }) => timeMistakes.has(code))

/** The times of a UserSig that was accepted and whose times are right; undefined for any other. */
const toTimes = (userSig: UserSigFacts | undefined, auth: 'verify' | 'off') =>
  auth === 'off' || !userSig || userSig.refuse !== undefined || hasTimeMistake(userSig) ? undefined : userSig.claims

/** How long before its end a UserSig should be renewed, in seconds. */
const margin = 60

const day = 86_400
const shortestLifetime = 300
const longestLifetime = 366 * day

/** The rules on UserSigs and administrators. */
export const userSigRules: readonly ClientRule[] = [
  defineClientRule({
    id: 'RB-Q11',
    title: 'Sends UserSigs that can be decoded',
    reason: 'A UserSig is JSON, compressed by zlib, in base64 with * - _ in place of + / =.',
    source: { page: 34385 },
    fix: "Make it with the vendor's library, or compare it with the output of ringback sign; the finding names the wrong step. Percent-encode it once in the query.",
    examples: { good: [{}], bad: [{ userSig: 'xxx' }] },
    messages,
    evaluate: evaluateCheck('UserSigUnreadable'),
  }),
  defineClientRule({
    id: 'RB-Q12',
    title: 'Sends UserSigs made for the application in sdkappid',
    reason: 'A UserSig is valid for one application.',
    source: general,
    fix: 'Take sdkappid and the signed SDKAppID from the same place.',
    examples: { good: [{}], bad: [{ userSig: { sdkAppId: 1_400_000_001 } }] },
    messages,
    evaluate: evaluateCheck('UserSigOtherApp'),
  }),
  defineClientRule({
    id: 'RB-Q13',
    title: 'Sends UserSigs made for the account in identifier',
    reason: 'A UserSig is valid for one account.',
    source: general,
    fix: 'Take identifier and the signed account from the same place. Include the account in the key of a cache of UserSigs.',
    examples: { good: [{}], bad: [{ userSig: { identifier: 'admin' } }] },
    messages,
    evaluate: evaluateCheck('UserSigOtherUser'),
  }),
  defineClientRule({
    id: 'RB-Q14',
    title: "Signs UserSigs with the application's secret key",
    reason: 'The signature proves the identity.',
    source: general,
    fix: 'Use the key as the text it is, without decoding it, and sign the lines in their documented order; the finding names the wrong step.',
    examples: { good: [{}], bad: [{ userSig: { secretKey: 'another-key' } }] },
    messages,
    evaluate: evaluateCheck('UserSigSignatureWrong'),
  }),
  defineClientRule({
    id: 'RB-Q15',
    title: 'Sends UserSigs that have not expired, with their times in seconds',
    reason:
      'A UserSig is valid for TLS.expire seconds, starting at TLS.time. With milliseconds, or a point in time as the duration, it would be valid for decades.',
    source: general,
    fix: 'Renew the UserSig before it expires. Sign the Unix time in seconds from a correct clock, and a duration in seconds.',
    examples: {
      good: [{ userSig: { time: -3_600, expire: 86_400 } }],
      bad: [{ userSig: { time: -90_000, expire: 86_400 } }],
    },
    messages,
    evaluate: evaluateCheck('UserSigExpired'),
  }),
  defineClientRule({
    id: 'RB-Q16',
    severity: 'warning',
    title: `Renews its UserSig at least ${margin} s before it expires`,
    reason: 'Clocks differ and requests take time: a UserSig that is about to expire may have expired when it arrives.',
    source: { assumed: 'no page says how early to renew; the margin is ours' },
    fix: 'Make a new UserSig some minutes before the old one expires.',
    examples: {
      good: [{ userSig: { time: -3_000, expire: 3_600 } }],
      bad: [{ userSig: { time: -3_570, expire: 3_600 } }],
    },
    messages: { late: ({ seconds }: { seconds: number }) => `The UserSig expires in ${seconds} s.` },
    evaluate: eachRequest(({ userSig, at }, { journal }) => {
      const times = toTimes(userSig, journal.auth)
      if (!times || times.expire < shortestLifetime) return undefined
      const seconds = Math.floor(times.time + times.expire - at / 1_000)
      return seconds >= margin || { code: 'late', seconds }
    }),
  }),
  defineClientRule({
    id: 'RB-Q17',
    severity: 'warning',
    title: 'Makes UserSigs that are valid for five minutes to a year',
    reason: 'A shorter one may expire in transit; a longer one is a password that cannot be revoked.',
    source: { assumed: 'the samples use 180 days, and no page gives bounds; these are ours' },
    fix: 'Sign for about a day and renew the UserSig. expire is in seconds, not milliseconds.',
    examples: { good: [{ userSig: { expire: 86_400 } }], bad: [{ userSig: { expire: 120 } }] },
    messages: {
      short: ({ seconds }: { seconds: number }) => `The UserSig is valid for only ${seconds} s.`,
      long: ({ seconds, diagnosis }: { seconds: number; diagnosis: string | undefined }) =>
        diagnosis ?? `The UserSig is valid for ${Math.floor(seconds / day)} days.`,
    },
    evaluate: eachRequest(({ userSig }, { journal }) => {
      const times = toTimes(userSig, journal.auth)
      if (!times) return undefined
      const { expire: seconds } = times
      if (seconds < shortestLifetime) return { code: 'short', seconds }
      const diagnosis = userSig?.findings.find(({ code }) => code === 'long-lived')?.text
      return seconds <= longestLifetime || { code: 'long', seconds, diagnosis }
    }),
  }),
  defineClientRule({
    id: 'RB-Q18',
    title: 'Sends requests in the name of an administrator of the application',
    reason: 'Only administrators may call this API.',
    source: general,
    fix: 'Use an account that the console lists as an administrator, not that of an app user.',
    examples: { good: [{}], bad: [{ query: { identifier: 'user1' }, userSig: { identifier: 'user1' } }] },
    messages: {
      other: ({ identifier }: { identifier: string }) => `${formatValue(identifier)} is not an administrator.`,
    },
    evaluate: eachRequest(({ identifier, isAdministrator, userSig }, { journal }) => {
      if (!identifier || isAdministrator === undefined) return undefined
      if (journal.auth === 'verify' && (!userSig || userSig.refuse !== undefined)) return undefined
      return isAdministrator || { code: 'other', identifier }
    }),
  }),
]
