import { formatValue } from '../text/quote.ts'
import { longestText, toValidUntil } from './document.ts'
import { type CheckedFields, checkFields, explainSpelling } from './findings/fields.ts'
import { type Finding, toFinding, toleratedErrors } from './findings/finding.ts'
import { checkLifetime } from './findings/lifetime.ts'
import { checkOwner } from './findings/owner.ts'
import { checkSignature, isSigned, type Search } from './findings/signature.ts'
import { unpack } from './findings/unpack.ts'
import { unwrap } from './findings/unwrap.ts'
import { toIso } from './moment.ts'
import type { Fields } from './read-fields.ts'
import { readJson } from './read-json.ts'
import type { Claim } from './verify.ts'

/** What a UserSig is explained against; what is not given is not checked. `now` is in Unix milliseconds. */
export type Asked = { readonly [Name in Exclude<keyof Claim, 'now'>]?: Claim[Name] | undefined } & Pick<
  Claim,
  'now'
> & {
    /** Whether the text was read from a URL's query, and so has been percent-decoded once. */
    readonly isQueryValue?: boolean | undefined
    /** Whether a text is a secret key, of whatever application; else only `secretKey` and 64 hex digits are recognized. */
    readonly isSecretKey?: ((text: string) => boolean) | undefined
  }

/** What a document says, null where it says nothing readable; moments beyond the calendar have no ISO form. */
export interface Says {
  readonly ver: string | null
  readonly identifier: string | null
  readonly sdkAppId: number | null
  /** Unix seconds, and the same as ISO 8601. */
  readonly time: number | null
  readonly timeIso: string | null
  /** Seconds. */
  readonly expire: number | null
  /** Unix milliseconds, and the same as ISO 8601. */
  readonly validUntil: number | null
  readonly validUntilIso: string | null
  /** Base64. */
  readonly userBuf: string | null
  readonly sig: string | null
}

/** What a UserSig says and everything that was found about it. */
export interface Explanation {
  /** Null if no document could be read from it. */
  readonly says: Says | null
  readonly findings: readonly Finding[]
  /** Whether no finding is an error. */
  readonly ok: boolean
  /** Whether `verify` accepts it, as far as that could be checked: no finding is an error that `verify` refuses. */
  readonly accepted: boolean
}

/**
 * Explains a UserSig: what it says, and everything that is wrong with it. It continues where `verify` stops, undoes wrong
 * packing and, with the secret key, tries the known mistakes until one makes the same signature. That costs milliseconds,
 * so it is for people and reports, not for each request.
 */
export function explain(text: string, asked: Asked): Explanation {
  return toExplanation(examine(text, asked), asked.now)
}

/** What is found about a UserSig whatever the time is; lifetime findings stand between `before` and `after`. */
export interface Examination {
  readonly fields: Fields | undefined
  readonly before: readonly Finding[]
  readonly after: readonly Finding[]
}

/** Everything about a UserSig that does not depend on the time. */
export function examine(text: string, asked: Omit<Asked, 'now'>, search?: Search): Examination {
  const { checked, findings } = open(text, asked)
  if (!checked) return { fields: undefined, before: findings, after: [] }
  const { fields, names, userBufSpelling: spelled } = checked
  const before = [...findings, ...checkOwner(fields, asked)]
  const check = (own: Fields) => checkSignature(own, { ...asked, names }, search)
  if (spelled === undefined) return { fields, before, after: check(fields) }
  const bare = { ...fields, userBuf: undefined }
  // Signed without the buffer it is a good UserSig with a field that nobody knows.
  if (isSigned(bare, asked.secretKey)) return { fields: bare, before: [...before, explainIgnored(spelled)], after: [] }
  return { fields, before: [...before, explainSpelling('TLS.userbuf', spelled)], after: check(fields) }
}

const explainIgnored = (spelled: string) =>
  toFinding(
    'field-ignored',
    `The field ${formatValue(spelled, 40)} is ignored.`,
    'Spell it TLS.userbuf, and sign its line.',
  )

/** What was found about a UserSig at a time, in Unix milliseconds. */
export function toExplanation({ fields, before, after }: Examination, now: number): Explanation {
  const findings = [...before, ...(fields ? checkLifetime(fields, now) : []), ...after]
  const errors = findings.filter(({ severity }) => severity === 'error')
  return {
    says: fields ? toSays(fields) : null,
    findings,
    ok: errors.length === 0,
    accepted: errors.every(({ code }) => toleratedErrors.has(code)),
  }
}

interface Opened {
  readonly checked?: CheckedFields
  readonly findings: readonly Finding[]
}

function open(wrapped: string, { isQueryValue = false, isSecretKey, secretKey }: Omit<Asked, 'now'>): Opened {
  if (wrapped.length > longestText) {
    const text = `It has ${wrapped.length} characters; ringback reads at most ${longestText}.`
    return { findings: [toFinding('too-long', text, 'Pass the UserSig alone; it has about 200 characters.')] }
  }
  const { text, findings: around } = unwrap(wrapped, isQueryValue)
  if (text === '') return { findings: [...around, toFinding('empty', 'The UserSig is empty.', 'Pass a UserSig.')] }
  if (text === secretKey || /^[\da-f]{64}$/i.test(text) || isSecretKey?.(text)) {
    return { findings: [...around, toFinding(...sentKey)] }
  }
  const unpacked = unpack(text)
  const packing = [...around, ...unpacked.findings]
  if (!unpacked.bytes) return { findings: packing }
  const read = readJson(unpacked.bytes)
  if ('wrong' in read) {
    const finding = toFinding(
      'not-json',
      `What it carries is ${read.wrong}.`,
      'Let a library write the JSON, in UTF-8.',
    )
    return { findings: [...packing, finding] }
  }
  const checked = checkFields(read.entries)
  return { checked, findings: [...packing, ...checked.findings] }
}

const sentKey = [
  'secret-key',
  'This is the secret key, not a UserSig.',
  'Sign a UserSig with the key, and keep the key on the server. If it was sent to the real service or written to a log, replace it.',
] as const

function toSays({ ver, identifier, sdkAppId, time, expire, userBuf, sig }: Fields): Says {
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
