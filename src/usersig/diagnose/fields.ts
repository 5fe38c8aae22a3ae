import { leastMilliseconds, toValidUntil } from '../document.ts'
import type { UserSigIssue } from '../messages.ts'
import { type Fields, readFields, type UserSigFieldIssue } from '../read.ts'

/** A document's fields as far as they can be read, and their issues. */
export interface CheckedFields {
  readonly fields: Fields
  readonly issues: readonly UserSigIssue[]
  /** The document's spelling of `TLS.userbuf`, if it differs: then a server ignores the field. */
  readonly userBufSpelling?: string | undefined
  /** The names of all fields but the version and the signature, in the document's order. */
  readonly names: readonly string[]
}

const known = ['TLS.ver', 'TLS.identifier', 'TLS.sdkappid', 'TLS.time', 'TLS.expire', 'TLS.userbuf', 'TLS.sig'] as const

/** The fields of version 1 that version 2 does not have. */
const known1 = ['TLS.version', 'TLS.account_type', 'TLS.appid_at_3rd', 'TLS.sdk_appid', 'TLS.expire_after']

/** Reads fields, including those of version 1 and those with misspelled names. */
export function checkFields(entries: ReadonlyMap<string, unknown>): CheckedFields {
  const names = [...entries.keys()].filter(name => name !== 'TLS.ver' && name !== 'TLS.sig')
  if (isFirstVersion(entries)) {
    // Its signature is left out: no secret key could have made it.
    const { fields } = readFields(toNewNames(entries))
    return { fields: { ...fields, sig: undefined }, issues: [{ code: 'old-version' }], names }
  }
  const spellings = findSpellings(entries)
  const { fields, issues: problems } = readFields(withSpellings(entries, spellings))
  const missing = problems.filter(({ code }) => code === 'field-missing').map(({ field }) => field)
  const unknown = [...entries.keys()].filter(name => !isKnown(name) && ![...spellings.values()].includes(name))
  const isForeign = missing.length > 0 && unknown.length > 0
  const issues: UserSigIssue[] = []
  for (const [field, spelled] of spellings) {
    if (field !== 'TLS.userbuf') issues.push({ code: 'field-misspelled', field, spelled })
  }
  if (isForeign) issues.push({ code: 'unknown-fields', unknown, missing })
  for (const problem of problems) {
    // A server ignores a user buffer under another name, whatever it contains.
    if (problem.field === 'TLS.userbuf' && spellings.has(problem.field)) continue
    if (!isForeign || problem.code !== 'field-missing') issues.push(specify(problem, entries))
  }
  return { fields, issues, names, userBufSpelling: spellings.get('TLS.userbuf') }
}

const isKnown = (name: string): boolean => known.some(one => one === name)

/** The known fields that are present only under a name of another case or punctuation, each with that name. */
function findSpellings(entries: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>()
  for (const spelled of entries.keys()) {
    if (isKnown(spelled)) continue
    const name = known.find(one => !entries.has(one) && toLetters(one) === toLetters(spelled))
    if (name !== undefined && !spellings.has(name)) spellings.set(name, spelled)
  }
  return spellings
}

/** The letters of a name, without the prefix that all names have. */
const toLetters = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(/^tls/, '')

function withSpellings(entries: ReadonlyMap<string, unknown>, spellings: ReadonlyMap<string, string>) {
  if (spellings.size === 0) return entries
  const renamed = new Map(entries)
  for (const [name, spelled] of spellings) renamed.set(name, entries.get(spelled))
  return renamed
}

/** A more precise issue for a wrong version and for a number with a fraction. */
function specify(issue: UserSigFieldIssue, entries: ReadonlyMap<string, unknown>): UserSigIssue {
  if (issue.code === 'field-missing') return issue
  const { field } = issue
  const value = entries.get(field)
  if (field === 'TLS.ver') return { code: 'other-version', version: value }
  return isFraction(value) ? { code: 'not-an-integer', field, value } : issue
}

/** Whether a value is a number with a fraction, as a number or as its digits. */
const isFraction = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && !Number.isInteger(value)
    : typeof value === 'string' && /^-?\d{1,16}\.\d{1,16}$/.test(value)

/** Signed with ECDSA: only fields of version 1, and a signature that is not the 32 bytes of an HMAC. */
function isFirstVersion(entries: ReadonlyMap<string, unknown>): boolean {
  const sig = entries.get('TLS.sig')
  return (
    !entries.has('TLS.ver') &&
    ['TLS.version', 'TLS.account_type', 'TLS.appid_at_3rd'].some(name => entries.has(name)) &&
    [...entries.keys()].every(name => isKnown(name) || known1.includes(name)) &&
    !(typeof sig === 'string' && Buffer.from(sig, 'base64').length === 32)
  )
}

function toNewNames(entries: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const renamed = new Map(entries)
  renamed.set('TLS.sdkappid', entries.get('TLS.sdk_appid'))
  renamed.set('TLS.expire', entries.get('TLS.expire_after'))
  return renamed
}

/** Checks that a UserSig was created for the application and the account that use it. */
export function checkOwner(
  { sdkAppId, identifier }: Fields,
  used: { readonly sdkAppId?: number | undefined; readonly identifier?: string | undefined },
): UserSigIssue[] {
  const issues: UserSigIssue[] = []
  if (used.sdkAppId !== undefined && sdkAppId !== undefined && used.sdkAppId !== sdkAppId) {
    issues.push({ code: 'other-application', requested: used.sdkAppId, signed: sdkAppId })
  }
  if (used.identifier !== undefined && identifier !== undefined && used.identifier !== identifier) {
    issues.push({ code: 'other-user', requested: used.identifier, signed: identifier })
  }
  return issues
}

const day = 86_400
const year = 365 * day

const shortest = 60
const longest = 10 * year
const leapYear = 366 * day
/** A longer lifetime is not meant in seconds. */
const longestInSeconds = 100 * year

/** Checks that a UserSig is valid at a time in Unix milliseconds, and that its times are plausible. */
export function checkLifetime({ time, expire }: Pick<Fields, 'time' | 'expire'>, now: number): UserSigIssue[] {
  const issues = [
    ...(time === undefined ? [] : checkTime(time, now)),
    ...(expire === undefined ? [] : checkExpire(expire, time)),
  ]
  if (time === undefined || expire === undefined) return issues
  const validUntil = toValidUntil({ time, expire })
  return now < validUntil ? issues : [...issues, { code: 'expired', validUntil, now }]
}

function checkTime(time: number, now: number): UserSigIssue[] {
  if (time >= leastMilliseconds) return [{ code: 'time-in-milliseconds', time }]
  const ahead = time - now / 1000
  if (ahead <= 0) return []
  return [{ code: ahead > day ? 'time-in-the-future' : 'not-yet-valid', time, now }]
}

function checkExpire(expire: number, time: number | undefined): UserSigIssue[] {
  if (expire < shortest) return [{ code: 'short-lived', expire }]
  const isHoursInMilliseconds = expire > leapYear && expire % 3_600_000 === 0
  if (expire <= longest && !isHoursInMilliseconds) return []
  const at = findPointInTime(expire, time)
  if (at !== undefined) return [{ code: 'expire-is-a-point-in-time', expire, at }]
  const looksLikeMilliseconds = Math.floor(expire / 1000) <= longest
  if (looksLikeMilliseconds && (expire > longestInSeconds || (expire > longest && isHoursInMilliseconds))) {
    return [{ code: 'expire-in-milliseconds', expire }]
  }
  return [{ code: 'long-lived', expire, looksLikeMilliseconds }]
}

/** The point in time that a duration is, in Unix milliseconds, if it is one: within ten years after `time`, or in this century. */
function findPointInTime(expire: number, time: number | undefined): number | undefined {
  const toMilliseconds = (value: number) => (value >= leastMilliseconds ? value : value * 1000)
  const at = toMilliseconds(expire)
  const from = time === undefined ? Date.UTC(2015) : toMilliseconds(time)
  const to = time === undefined ? Date.UTC(2100) : from + longest * 1000
  return at >= from && at <= to ? at : undefined
}
