import { type CheckedFields, checkFields, checkLifetime, checkOwner } from './diagnose/fields.ts'
import { unpack, unwrap } from './diagnose/packing.ts'
import { checkSignature, isSigned, type Search } from './diagnose/signature.ts'
import { longestText, toIso, toValidUntil, type UserSigClaims } from './document.ts'
import {
  type ExplainedUserSigIssue,
  explainIssue,
  type UserSigExplanation,
  type UserSigIssue,
  weighIssue,
} from './messages.ts'
import { type Fields, readJson } from './read.ts'
import type { VerifyOptions } from './verify.ts'

/** What a UserSig is explained against; what is absent is not checked. `now` is in Unix milliseconds. */
export type ExplainOptions = {
  readonly [Name in Exclude<keyof VerifyOptions, 'now'>]?: VerifyOptions[Name] | undefined
} & Pick<VerifyOptions, 'now'> & {
    /** Whether the text was read from a URL's query, and so has been percent-decoded once. */
    readonly isQueryValue?: boolean | undefined
    /** Whether a text is a secret key of any application; by default only `secretKey` and 64 hex digits are recognized. */
    readonly isSecretKey?: ((text: string) => boolean) | undefined
  }

/**
 * Explains a UserSig: its claims, and everything that is wrong with it. It continues where `verify` stops, undoes wrong
 * encodings and, with the secret key, tries known mistakes until one produces the same signature. That costs
 * milliseconds, so it is for people and reports, not for each request.
 */
export function explain(text: string, options: ExplainOptions): UserSigExplanation {
  const examination = examine(text, options)
  const issues = listIssues(examination, options.now)
  const weights = issues.map(weighIssue)
  return {
    claims: examination.fields ? toClaims(examination.fields) : null,
    findings: issues.map(explainIssue),
    ok: !weights.some(({ isError }) => isError),
    accepted: !weights.some(({ isRefused }) => isRefused),
  }
}

/** The issues of a UserSig that do not depend on the time; those of its lifetime belong between `before` and `after`. */
interface Examination {
  readonly fields: Fields | undefined
  readonly before: readonly UserSigIssue[]
  readonly after: readonly UserSigIssue[]
}

/** Finds the issues of a UserSig that do not depend on the time. */
export function examine(text: string, options: Omit<ExplainOptions, 'now'>, search?: Search): Examination {
  const { checked, issues } = open(text, options)
  if (!checked) return { fields: undefined, before: issues, after: [] }
  const { fields, names, userBufSpelling: spelled } = checked
  const before = [...issues, ...checkOwner(fields, options)]
  const check = (own: Fields) => checkSignature(own, { ...options, names }, search)
  if (spelled === undefined) return { fields, before, after: check(fields) }
  const bare = { ...fields, userBuf: undefined }
  // Signed without the buffer it is a good UserSig with a field that nobody knows.
  if (isSigned(bare, options.secretKey)) {
    return { fields: bare, before: [...before, { code: 'field-ignored', spelled }], after: [] }
  }
  const misspelled: UserSigIssue = { code: 'field-misspelled', field: 'TLS.userbuf', spelled }
  return { fields, before: [...before, misspelled], after: check(fields) }
}

/** All issues of an examined UserSig at a time in Unix milliseconds. */
export const listIssues = ({ fields, before, after }: Examination, now: number): readonly UserSigIssue[] => [
  ...before,
  ...(fields ? checkLifetime(fields, now) : []),
  ...after,
]

interface Opened {
  readonly checked?: CheckedFields
  readonly issues: readonly UserSigIssue[]
}

function open(wrapped: string, { isQueryValue = false, isSecretKey, secretKey }: Omit<ExplainOptions, 'now'>): Opened {
  if (wrapped.length > longestText) return { issues: [{ code: 'too-long', length: wrapped.length }] }
  const { text, issues: around } = unwrap(wrapped, isQueryValue)
  if (text === '') return { issues: [...around, { code: 'empty' }] }
  if (text === secretKey || /^[\da-f]{64}$/i.test(text) || isSecretKey?.(text)) {
    return { issues: [...around, { code: 'secret-key' }] }
  }
  const unpacked = unpack(text)
  const issues = [...around, ...unpacked.issues]
  if (!unpacked.bytes) return { issues }
  const json = readJson(unpacked.bytes)
  if ('code' in json) return { issues: [...issues, json] }
  const checked = checkFields(json.entries)
  return { checked, issues: [...issues, ...checked.issues] }
}

function toClaims({ ver, identifier, sdkAppId, time, expire, userBuf, sig }: Fields): UserSigClaims {
  const validUntil = time === undefined || expire === undefined ? null : toValidUntil({ time, expire })
  return {
    ver: ver ?? null,
    identifier: identifier ?? null,
    sdkAppId: sdkAppId ?? null,
    time: time ?? null,
    timeIso: time === undefined ? null : toIso(time * 1000),
    expire: expire ?? null,
    validUntil,
    validUntilIso: validUntil === null ? null : toIso(validUntil),
    userBuf: userBuf ?? null,
    sig: sig ?? null,
  }
}

/** Finds every error and warning about a UserSig that was read from a query. */
type Diagnose = (userSig: string, options: ExplainOptions) => readonly ExplainedUserSigIssue[]

/** How often mistakes are searched for with one secret key, alone and in pairs: about a second in total. */
const mostSearches = { alone: 500, pairs: 20 }

/**
 * Creates a diagnosis that examines each distinct UserSig once: it caches the last `size` examinations (25,000 by
 * default), so that only the lifetime is checked again.
 */
export function createDiagnosis({ size = 25_000 }: { readonly size?: number } = {}): Diagnose {
  const examined = new Map<string, { readonly options: ExplainOptions; readonly examination: Examination }>()
  const searches = new Map<string, Search>()
  return (userSig, options) => {
    let known = examined.get(userSig)
    if (!known || !isSameQuestion(known.options, options)) {
      const search = findSearch(searches, options.secretKey)
      known = { options, examination: examine(userSig, { ...options, isQueryValue: true }, search) }
      examined.set(userSig, known)
      dropOldest(examined, size)
    }
    return listIssues(known.examination, options.now)
      .map(explainIssue)
      .filter(({ severity }) => severity !== 'note')
  }
}

/** The search of a secret key: a client repeats its mistake, so the mistakes found last are always tried first. */
function findSearch(searches: Map<string, Search>, secretKey = ''): Search {
  const known = searches.get(secretKey)
  if (known) return known
  const search: Search = { ...mostSearches, last: [] }
  searches.set(secretKey, search)
  dropOldest(searches, 1000)
  return search
}

/** A Map keeps the order of insertion, so its first key is the oldest. */
function dropOldest(map: Map<string, unknown>, size: number): void {
  const [oldest] = map.keys()
  if (map.size > size && oldest !== undefined) map.delete(oldest)
}

const isSameQuestion = (one: ExplainOptions, other: ExplainOptions) =>
  one.sdkAppId === other.sdkAppId && one.secretKey === other.secretKey && one.identifier === other.identifier
