import { formatValue } from '../text/format.ts'
import { type InvalidCharacter, largestDocument, longestText, toIso, type UserSigClaims } from './document.ts'

interface Row<Text = string | ((data: never) => string)> {
  readonly severity: 'error' | 'warning' | 'note'
  /** What is wrong, made from the finding's data. */
  readonly text: Text
  /** What to do about it, made from the same data. */
  readonly fix: string | ((data: never) => string)
  /** Whether `verify` accepts the UserSig; some errors are accepted because no documented error code refuses them. */
  readonly accepted: boolean
}

const rowOf =
  (severity: Row['severity']) =>
  <const Text extends Row['text']>(text: Text, fix: Row['fix'], accepted = severity !== 'error'): Row<Text> => ({
    severity,
    text,
    fix,
    accepted,
  })

const error = rowOf('error')
const warning = rowOf('warning')
const note = rowOf('note')

const lines = 'TLS.identifier, TLS.sdkappid, TLS.time, TLS.expire and, if there is one, TLS.userbuf'

/** Every finding about a UserSig: its severity, its message and its fix. Codes are stable, so programs may rely on them. */
const findings = {
  empty: error('The UserSig is empty.', 'Pass a UserSig.'),
  'secret-key': error(
    'This is the secret key, not a UserSig.',
    'Sign a UserSig with the key, and keep the key on the server. If it was sent to the real service or written to a log, replace it.',
  ),
  'too-long': error(
    ({ length }: { readonly length: number }) =>
      `The UserSig has ${length} characters; ringback reads at most ${longestText}.`,
    'Pass the UserSig alone; it has about 200 characters.',
  ),
  'space-around': error(
    'The UserSig has a space or a line break before or after it.',
    'Trim it, for example where it is read from a file.',
  ),
  'quotes-around': error('The UserSig is in quotes, and they are part of what was sent.', 'Send it without quotes.'),
  'percent-encoded': error(
    'The UserSig is percent-encoded. That is right in a URL; elsewhere it is then encoded twice.',
    'Pass the UserSig as it is to the function that builds the query, or decode it first.',
  ),
  'percent-encoded-twice': error(
    ({ times }: { readonly times: number }) =>
      `The UserSig is percent-encoded ${times === 2 ? 'twice' : `${times} times`}, and a server decodes a URL once.`,
    'Encode it once: pass the UserSig as it is to the function that builds the query.',
  ),
  'whitespace-inside': error(
    'The UserSig contains a space or a line break.',
    'Encode to base64 without line breaks; some encoders break after 76 characters.',
  ),
  'plus-became-space': error(
    'The UserSig has a space where base64 has a plus sign: it was sent in a URL in the standard base64 alphabet.',
    'Replace + / = with * - _ after encoding; these characters are safe in a URL.',
  ),
  'standard-base64': error(
    'The UserSig is in the standard base64 alphabet, with some of + / = left in it.',
    'Replace every + with *, every / with - and every = with _ after encoding.',
  ),
  'url-safe-base64': error(
    'The UserSig is in the URL-safe base64 alphabet of RFC 4648, with - and _ for + and /. A UserSig has its own alphabet.',
    'Encode to standard base64, then replace + with *, / with - and = with _.',
  ),
  'padding-wrong': error(
    ({ length }: { readonly length: number }) =>
      `The UserSig has ${length} characters, which is not a length of base64, or its padding (_) is misplaced. It may have been truncated.`,
    'Keep the one or two _ at its end; if it had none, it was truncated.',
  ),
  'outside-alphabet': error(
    ({ position, character, encoded }: InvalidCharacter) =>
      `Character ${position} is ${formatValue(character)}; a UserSig contains only letters, digits and * - _.` +
      (encoded ? ' It was percent-encoded twice.' : ''),
    'Check how it is copied, truncated or concatenated before it is sent.',
  ),
  'not-encoded': error('The UserSig is plain JSON.', 'Compress it with zlib, then encode it.'),
  'not-compressed': error(
    'The UserSig is JSON in base64 that was not compressed.',
    'Compress the JSON with zlib first.',
  ),
  'raw-deflate': error(
    "The UserSig was compressed to raw deflate data, without zlib's header and checksum.",
    'Compress with zlib instead (in Node deflateSync, not deflateRawSync; elsewhere without "nowrap").',
  ),
  gzip: error('The UserSig was compressed with gzip.', 'Compress with zlib instead (deflate, in Node).'),
  'cut-off': error(
    'The compressed data ends too early: the UserSig was truncated.',
    'Check how long a UserSig may be where it is stored or copied; about 200 characters are usual.',
  ),
  'not-zlib': error(
    'The UserSig is base64, but not of zlib-compressed data, or some of its characters were changed.',
    'Compress the JSON with zlib before encoding; if you do, compare it with the UserSig as it was created.',
  ),
  'too-large': error(
    `The UserSig decompresses to more than ${largestDocument} bytes, which is the most that ringback reads.`,
    'Shorten its identifier or user buffer.',
  ),
  'not-json': error(
    ({ content }: { readonly content: 'binary' | 'text' | 'json' }) =>
      `The content of the UserSig is ${{ binary: 'not UTF-8 text', text: 'not JSON', json: 'JSON, but not an object' }[content]}.`,
    'Let a library write the JSON, in UTF-8.',
  ),
  'old-version': error(
    'This is a UserSig of version 1, signed with a private key (ECDSA) instead of a secret key.',
    "Create it with a library for version 2 and the application's secret key.",
  ),
  'other-version': error(
    ({ version }: { readonly version: unknown }) => `The UserSig is of version ${formatShort(version)}.`,
    'Set TLS.ver to the string "2.0".',
  ),
  'unknown-fields': error(
    ({ unknown, missing }: { readonly unknown: readonly string[]; readonly missing: readonly string[] }) =>
      `This is not a form of UserSig: unknown fields ${formatNames(unknown)}; missing fields ${missing.join(', ')}.`,
    "Create the UserSig with the vendor's library, or with the field names that it uses.",
  ),
  'field-missing': error(
    ({ field }: { readonly field: string }) => `${field} is missing.`,
    ({ field }: { readonly field: string }) =>
      `Add ${field} to the document and, unless it is TLS.ver or TLS.sig, sign it.`,
  ),
  'field-misspelled': error(
    ({ field, spelled }: Spelling) => `The field ${field} is spelled ${formatShort(spelled)}.`,
    ({ field }: Spelling) => `Spell it ${field}, in the document and in the signed line.`,
  ),
  'field-ignored': warning(
    ({ spelled }: { readonly spelled: string }) => `The field ${formatShort(spelled)} is ignored.`,
    'Spell it TLS.userbuf, and sign its line.',
  ),
  'field-wrong': error(
    ({ field, expected, value }: WrongField) => `Invalid ${field}: expected ${expected}, got ${formatShort(value)}.`,
    ({ field }: WrongField) => `Set ${field} to the documented type.`,
  ),
  'not-an-integer': error(
    ({ field, value }: Omit<WrongField, 'expected'>) =>
      `Invalid ${field}: expected an integer, got ${typeof value === 'string' ? value : formatShort(value)}.`,
    'Round it down before it is signed, for example with Math.floor.',
  ),
  'other-application': error(
    ({ requested, signed }: Mismatch<number>) =>
      `The UserSig was created for application ${signed}, and used for application ${requested}.`,
    'Create it with the id and the key of the same application.',
  ),
  'other-user': error(
    ({ requested, signed }: Mismatch<string>) =>
      `The UserSig was created for ${formatValue(signed)}, and used by ${formatValue(requested)}${explainDifference(signed, requested)}.`,
    'Send as identifier exactly the account that it was created for.',
  ),
  expired: error(
    ({ validUntil, now }: Expiry) =>
      `The UserSig expired ${formatDuration((now - validUntil) / 1000)} ago, at ${formatTime(validUntil)}.`,
    'Create a new UserSig, and renew it before it expires.',
  ),
  'not-yet-valid': warning(explainAhead, setClock()),
  'time-in-the-future': error(explainAhead, setClock(), true),
  'time-in-milliseconds': error(
    ({ time }: { readonly time: number }) =>
      `TLS.time is ${time}: as seconds, that is far in the future; as milliseconds, it is ${formatTime(time)}.`,
    'Divide by 1000 and round down: TLS.time is in Unix seconds.',
    true,
  ),
  'expire-in-milliseconds': error(
    ({ expire }: { readonly expire: number }) =>
      `TLS.expire is ${expire}: as milliseconds, that is ${formatDuration(expire / 1000)}; it is a duration in seconds.`,
    'Divide by 1000: TLS.expire is in seconds.',
    true,
  ),
  'expire-is-a-point-in-time': error(
    ({ expire, at }: { readonly expire: number; readonly at: number }) =>
      `TLS.expire is ${expire}: expire is a duration in seconds; this looks like a point in time, ${formatTime(at)}.`,
    'Set TLS.expire to how long the UserSig is to be valid; 86400 is one day.',
    true,
  ),
  'short-lived': warning(
    ({ expire }: { readonly expire: number }) => `The UserSig is valid for only ${expire} s.`,
    'Set TLS.expire to enough seconds for the requests that use it.',
  ),
  'long-lived': warning(
    ({ expire, looksLikeMilliseconds }: { readonly expire: number; readonly looksLikeMilliseconds: boolean }) =>
      `The UserSig is valid for ${formatDuration(expire)}` +
      (looksLikeMilliseconds ? `; as milliseconds, that would be ${formatDuration(expire / 1000)}.` : '.'),
    'Set TLS.expire in seconds; 15552000 is 180 days.',
  ),
  'signature-not-checked': note(
    ({ missing }: { readonly missing: 'key' | 'fields' }) =>
      `The signature was not checked: ${missing === 'key' ? 'the secret key is not known' : 'not every signed field is known'}.`,
    ({ missing }: { readonly missing: 'key' | 'fields' }) =>
      missing === 'key' ? "Pass the application's secret key." : 'Fix the fields first.',
  ),
  'key-with-space-or-quotes': error(
    ({ around }: { readonly around: KeyWrapping }) =>
      around === 'given key'
        ? 'It was signed with the key you passed, without the space or quotes around it.'
        : `It was signed with the secret key and ${around} around it.`,
    ({ around }: { readonly around: KeyWrapping }) =>
      around === 'given key'
        ? 'Pass the key without anything around it.'
        : 'Trim the key where it is read, from a file or the environment.',
  ),
  'key-decoded-from-hex': error(
    'It was signed with the bytes that the secret key represents in hex.',
    'Use the key as the text it is; do not decode it.',
  ),
  'key-decoded-from-base64': error(
    'It was signed with the bytes that the secret key represents in base64.',
    'Use the key as it is; do not decode it.',
  ),
  'key-in-other-case': error(
    ({ letters }: { readonly letters: 'lowercase' | 'uppercase' }) =>
      `It was signed with the secret key in ${letters}.`,
    'Use the key exactly as the console shows it.',
  ),
  'other-application-signed': error(explainOtherValue, useOneValue()),
  'other-user-signed': error(explainOtherValue, useOneValue()),
  'other-time-signed': error(explainOtherValue, useOneValue()),
  'user-buffer-not-signed': error(
    'The document has a user buffer, and it was not signed.',
    'Sign a fifth line, TLS.userbuf with the base64 of the buffer.',
  ),
  'user-buffer-not-in-base64': error(
    'The user buffer was signed as raw text, not in base64.',
    'Sign the base64 of the buffer, as it is in the document.',
  ),
  'user-buffer-missing': error(
    ({ value }: { readonly value: string }) =>
      `A line TLS.userbuf:${value} was signed, and the document has no user buffer.`,
    'Sign that line only if the document has the field.',
  ),
  'fields-in-another-order': error(
    ({ order }: { readonly order: readonly string[] }) =>
      `The lines were signed in another order: ${order.join(', ')}.`,
    `Sign ${lines}, in this order.`,
  ),
  'line-misspelled': error(
    (data: LineSpelling) =>
      data.style === 'one'
        ? `The line of ${data.field} was signed as ${data.spelled}.`
        : {
            lowercase: 'The signed lines spell the field names in lowercase.',
            'no-prefix': 'The signed lines lack the prefix TLS.',
            'as-document': 'The signed lines misspell the field names as the document does.',
          }[data.style],
    (data: LineSpelling) =>
      data.style === 'one'
        ? `Spell it ${data.field} in the signed line, as in the document.`
        : `Sign the lines ${lines}.`,
  ),
  'lines-end-with-crlf': error('The signed lines end with CR LF.', 'End each line with LF alone, on every system.'),
  'lines-not-ended': error(
    ({ newline }: { readonly newline: string }) =>
      newline === ''
        ? 'The lines were signed without any line breaks.'
        : 'The signed lines end with a backslash and an n, not with a line break.',
    ({ newline }: { readonly newline: string }) =>
      newline === ''
        ? 'End each line with LF, including the last.'
        : 'Write the line break so that the language interprets it; in PHP, in double quotes.',
  ),
  'final-newline-missing': error(
    'The last line was signed without a line break.',
    'End each line with LF, including the last.',
  ),
  'other-digest': error(
    ({ digest }: { readonly digest: string }) => `It was signed with HMAC-${digest}.`,
    'Use HMAC-SHA256.',
  ),
  'signature-in-hex': error(
    'The signature is correct, but TLS.sig has it in hex.',
    "Encode the HMAC's 32 bytes, not its hex digits, to base64.",
  ),
  'signature-in-other-base64': error(
    'The signature is correct, but TLS.sig is not in standard base64 with padding.',
    'Encode TLS.sig to standard base64; the alphabet with * - _ is for the UserSig as a whole.',
  ),
  'signed-with-another-key': error(
    'The signature is wrong, and no known mistake explains it: most likely it was signed with the key of another application.',
    'Compare the key with the one that the console shows for this application.',
  ),
} satisfies Record<string, Row>

interface Spelling {
  readonly field: string
  readonly spelled: string
}

interface WrongField {
  readonly field: string
  readonly expected: string
  readonly value: unknown
}

/** What the request names, and what the UserSig was signed for. */
interface Mismatch<Value> {
  readonly requested: Value
  readonly signed: Value
}

/** Both in Unix milliseconds. */
interface Expiry {
  readonly validUntil: number
  readonly now: number
}

type KeyWrapping = 'given key' | 'a line break' | 'a space' | 'quotes'

type LineSpelling =
  | { readonly style: 'lowercase' | 'no-prefix' | 'as-document' }
  | { readonly style: 'one'; readonly field: string; readonly spelled: string }

type Catalogue = typeof findings

/** The code of a finding about a UserSig; codes are stable. */
export type UserSigFindingCode = keyof Catalogue

type DataOf<Code extends UserSigFindingCode> = Catalogue[Code] extends Row<(data: infer Data) => string> ? Data : object

type Coded<Code> = Code extends UserSigFindingCode ? { readonly code: Code } & DataOf<Code> : never

/** A finding as data, before its message is made. It contains neither the UserSig nor a key. */
export type UserSigIssue = Coded<UserSigFindingCode>

/** One finding about a UserSig. It contains neither the UserSig nor a key. */
export interface ExplainedUserSigIssue {
  readonly code: UserSigFindingCode
  readonly severity: 'error' | 'warning' | 'note'
  /** What is wrong. */
  readonly text: string
  /** What to do about it. */
  readonly fix: string
}

/** Makes the message of a finding. */
export function explainIssue(issue: UserSigIssue): ExplainedUserSigIssue {
  const { severity, text, fix }: Row = findings[issue.code]
  // A row's functions take the data of its own code.
  const fill = (part: Row['text']) => (typeof part === 'string' ? part : part(issue as never))
  return { code: issue.code, severity, text: fill(text), fix: fill(fix) }
}

/** Every code of a finding, in the order of the catalogue. */
export const userSigFindingCodes = Object.keys(findings) as readonly UserSigFindingCode[]

/** Whether a finding is an error, and whether `verify` refuses a UserSig because of it. */
export function weighIssue({ code }: UserSigIssue): { readonly isError: boolean; readonly isRefused: boolean } {
  const { severity, accepted }: Row = findings[code]
  return { isError: severity === 'error', isRefused: !accepted }
}

/** Why `verify` refuses a UserSig, as data. */
export type UserSigReason =
  | { readonly code: 'usersig-unreadable'; readonly issues: readonly UserSigIssue[] }
  | ({ readonly code: 'usersig-of-another-application' } & Mismatch<number>)
  | ({ readonly code: 'usersig-of-another-user' } & Mismatch<string>)
  | { readonly code: 'usersig-signature-wrong' }
  | ({ readonly code: 'usersig-expired' } & Expiry)

const reasons: { readonly [Code in UserSigReason['code']]: (reason: UserSigReason & { code: Code }) => string } = {
  'usersig-unreadable': ({ issues }) =>
    `The UserSig in use is illegal. Please regenerate UserSig through official API. ${issues.map(issue => explainIssue(issue).text).join(' ')}`,
  'usersig-of-another-application': ({ requested, signed }) =>
    `The requested SDKAppID(${requested}) does not match the Usersig(${signed}). You can run a self-checking with the assistant tool on the console.`,
  'usersig-of-another-user': ({ requested, signed }) =>
    `The requested UserID(${formatValue(requested)}) does not match the Usersig(${formatValue(signed)}).`,
  'usersig-signature-wrong': () =>
    'UserSig verification Failed. The UserSig in use maybe generated by Secret Key from other SDKAppID. Please regenerate UserSig by Secret Key from its own SDKAppID.',
  'usersig-expired': ({ validUntil, now }) =>
    `The UserSig in use is expired. Please regenerate UserSig. It was valid until ${formatTime(validUntil)}, and it is now ${formatTime(now)}.`,
}

/** `ErrorInfo` of a refused UserSig: the service's text, then the details. */
export function explainReason(reason: UserSigReason): string {
  // The compiler cannot see that a reason's code selects the function that takes it.
  const explain = reasons[reason.code] as (reason: UserSigReason) => string
  return explain(reason)
}

/** Why a UserSig cannot be created, as data. */
export type SignIssue =
  | { readonly code: 'invalid-option'; readonly field: string; readonly expected: string; readonly received: unknown }
  /** `type` is JavaScript's; a string is an empty one. */
  | { readonly code: 'invalid-secret-key'; readonly type: string }
  | { readonly code: 'too-long'; readonly characters: number; readonly bytes: number }

/** The sentence about a UserSig that cannot be created. */
export function explainSignIssue(issue: SignIssue): string {
  switch (issue.code) {
    case 'invalid-option':
      return `Invalid ${issue.field}: expected ${issue.expected}, got ${formatValue(issue.received, 40)}.`
    case 'invalid-secret-key': {
      const received = issue.type === 'string' ? 'an empty string' : `a value of type ${issue.type}`
      return `Invalid secretKey: expected the application's secret key, got ${received}.`
    }
    case 'too-long':
      return `Invalid UserSig: expected at most ${longestText} characters with ${largestDocument} bytes inside, got ${issue.characters} and ${issue.bytes}. Shorten identifier or userBuf.`
  }
}

/** The claims of a UserSig and every finding about it. */
export interface UserSigExplanation {
  /** Null if no document could be read from it. */
  readonly claims: UserSigClaims | null
  readonly findings: readonly ExplainedUserSigIssue[]
  /** Whether no finding is an error. */
  readonly ok: boolean
  /** Whether `verify` accepts it, as far as that could be checked. */
  readonly accepted: boolean
}

/** An explanation as lines for people: what the UserSig claims, each finding with its fix, and the conclusion. */
export function explainText({ claims, findings, ok, accepted }: UserSigExplanation): string[] {
  const found = findings.flatMap(({ code, severity, text, fix }) => [`${severity}: ${text} [${code}]`, `  ${fix}`])
  return [...(claims ? explainClaims(claims) : []), ...found, conclude(ok, accepted, claims !== null)]
}

function explainClaims({ identifier, sdkAppId, timeIso, expire, validUntilIso, userBuf }: UserSigClaims): string[] {
  const user = identifier === null ? 'an unknown account' : formatValue(identifier)
  const application = sdkAppId === null ? 'an unknown application' : `application ${sdkAppId}`
  const created = timeIso === null ? 'at an unknown time' : `at ${timeIso}`
  const valid = expire === null ? '' : `, valid for ${formatDuration(expire)}`
  const end = validUntilIso === null ? '' : `, until ${validUntilIso}`
  const buffer = userBuf === null ? [] : [`It has a user buffer of ${Buffer.from(userBuf, 'base64').length} bytes.`]
  return [`Created for ${user} of ${application} ${created}${valid}${end}.`, ...buffer]
}

function conclude(ok: boolean, accepted: boolean, isReadable: boolean): string {
  if (ok) return 'It is accepted, as far as could be checked.'
  if (accepted) return 'It is wrong, but accepted: no documented error code refuses it.'
  return isReadable ? 'It is refused.' : 'It is refused: it cannot be read.'
}

function explainAhead({ time, now }: { readonly time: number; readonly now: number }): string {
  return `TLS.time is ${formatDuration(time - now / 1000)} in the future, at ${formatTime(time * 1000)}.`
}

function setClock(): string {
  return 'Set the clock of the machine that creates the UserSig; TLS.time is in Unix seconds.'
}

function explainOtherValue({ field, signed, shown }: OtherValue): string {
  return `The signature was made with ${formatValue(signed)} for ${field}, and the document has ${formatValue(shown)}.`
}

interface OtherValue {
  readonly field: string
  readonly signed: string
  readonly shown: string
}

function useOneValue(): string {
  return 'Compute the value once, and use it both for signing and in the document.'
}

function explainDifference(one: string, other: string): string {
  if (one.trim() === other.trim()) return '; only the space around it differs'
  if (one.toLowerCase() === other.toLowerCase()) return '; only uppercase and lowercase differ'
  return ''
}

/** A value of a document. Arrays and objects are not quoted: writing a deeply nested one overflows the stack. */
function formatShort(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : formatValue(value, 40)
}

const mostNames = 8

function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map(name => (/^[\w.-]{1,40}$/.test(name) ? name : formatValue(name, 40)))
  return `${shown.join(', ')}${names.length > mostNames ? ` and ${names.length - mostNames} more` : ''}`
}

/** A time in Unix milliseconds as ISO 8601, or words if it is out of range. */
export const formatTime = (milliseconds: number): string => toIso(milliseconds) ?? 'a time out of range'

const units = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** A number of seconds in its two largest units: `3 h`, `1 day 4 h`, `2 years 15 days`. */
export function formatDuration(seconds: number): string {
  let rest = Math.floor(Math.abs(seconds))
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}${size >= 86_400 && count > 1 ? 's' : ''}`)
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}
