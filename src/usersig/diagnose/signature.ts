import { createHmac } from 'node:crypto'
import type { UserSigDocument } from '../document.ts'
import { toUserSigText } from '../document.ts'
import type { UserSigIssue } from '../messages.ts'
import { type Fields, findDocument } from '../read.ts'
import { type SignedFields, toSignedLines } from '../sign.ts'

/** What a signature is checked against. */
interface Expected {
  readonly sdkAppId?: number | undefined
  readonly secretKey?: string | undefined
  readonly identifier?: string | undefined
  /** The field names as the document spells them, in its order. */
  readonly names?: readonly string[] | undefined
}

/** How much a search for mistakes may cost, and what it learns for the next one. */
export interface Search {
  /** How many more times each mistake may be tried alone, which takes about a millisecond. */
  alone: number
  /** How many more times every two mistakes may be tried together, which takes some milliseconds. */
  pairs: number
  /** The mistakes that were found last, by their places in the list. */
  last: readonly number[]
}

/** Checks the signature. If it is wrong, finds the mistake, or the two mistakes, that produce exactly this one. */
export function checkSignature(
  fields: Fields,
  { secretKey, ...expected }: Expected,
  search: Search = { alone: 1, pairs: 1, last: [] },
): UserSigIssue[] {
  if (secretKey === undefined) return [{ code: 'signature-not-checked', missing: 'key' }]
  // A missing or foreign version is an issue of its own, and is not signed.
  const document = findDocument({ ...fields, ver: '2.0' })
  if (!document) return [{ code: 'signature-not-checked', missing: 'fields' }]
  const right = toVariant(secretKey, document)
  if (toSig(right) === document.sig) return []
  const found = findMistakes({ ...expected, document, secretKey }, right, search)
  return found ? found.map(({ issue }) => issue) : [{ code: 'signed-with-another-key' }]
}

/** Whether the signature is right; false if a signed field or the key is missing. */
export function isSigned(fields: Fields, secretKey: string | undefined): boolean {
  const document = findDocument({ ...fields, ver: '2.0' })
  return document !== undefined && secretKey !== undefined && toSig(toVariant(secretKey, document)) === document.sig
}

/** One way to compute a signature: the right one, or one with mistakes in it. */
interface SigningVariant {
  readonly key: string | Uint8Array
  readonly lines: readonly (readonly [name: string, value: string])[]
  /** Ends each line but the last. */
  readonly newline: string
  /** Ends the last line; `newline` if undefined. */
  readonly end: string | undefined
  readonly digest: string
  /** Encodes the signature's bytes. */
  encode(mac: Buffer): string
}

interface Mistake {
  /** The step it changes; two mistakes of one step are not tried together. */
  readonly step: string
  readonly issue: UserSigIssue
  apply(variant: SigningVariant): SigningVariant
}

/** What the mistakes depend on. */
interface Suspicion extends Expected {
  readonly document: UserSigDocument
  readonly secretKey: string
}

const toVariant = (key: string, fields: SignedFields): SigningVariant => ({
  key,
  lines: toSignedLines(fields),
  newline: '\n',
  end: undefined,
  digest: 'sha256',
  encode: mac => mac.toString('base64'),
})

/** The text of `TLS.sig` that a variant produces. */
function toSig({ key, lines, newline, end = newline, digest, encode }: SigningVariant): string {
  const text = lines.map(([name, value]) => `${name}:${value}`).join(newline) + end
  return encode(createHmac(digest, key).update(text).digest())
}

/** Tries the mistakes found last, then every mistake alone, then every two: some thousand signatures, a few milliseconds. */
function findMistakes(suspicion: Suspicion, right: SigningVariant, search: Search): readonly Mistake[] | undefined {
  const expected = suspicion.document.sig
  const combined = [
    ...listKeyMistakes(suspicion.secretKey),
    ...listValueMistakes(suspicion),
    ...listBufferMistakes(suspicion.document.userBuf),
    ...listOrderMistakes(right.lines.map(([name]) => name)),
    ...newlineMistakes,
    ...digestMistakes,
    ...encodingMistakes,
  ]
  const all = [...combined, ...listNameMistakes(suspicion)]
  const matches = (variant: SigningVariant) => toSig(variant) === expected
  const last = search.last.flatMap(at => all[at] ?? [])
  if (last.length > 0 && matches(last.reduce((variant, mistake) => mistake.apply(variant), right))) return last
  if (search.alone <= 0) return undefined
  search.alone--
  for (const [at, mistake] of all.entries()) {
    if (!matches(mistake.apply(right))) continue
    search.last = [at]
    return [mistake]
  }
  if (search.pairs <= 0) return undefined
  search.pairs--
  for (const [at, first] of combined.entries()) {
    const variant = first.apply(right)
    for (let other = at + 1; other < combined.length; other++) {
      const second = combined[other]
      if (!second || second.step === first.step || !matches(second.apply(variant))) continue
      search.last = [at, other]
      return [first, second]
    }
  }
  return undefined
}

/** Something other than the secret key itself was used. No issue contains the key. */
function listKeyMistakes(secretKey: string): Mistake[] {
  const use = (step: string, issue: UserSigIssue, key: string | Uint8Array): Mistake => ({
    step,
    issue,
    apply: variant => ({ ...variant, key }),
  })
  const trimmed = secretKey.trim()
  const bare = trimmed.replaceAll(/^["']|["']$/g, '').trim()
  const wrap = (around: 'given key' | 'a line break' | 'a space' | 'quotes', key: string) =>
    use('key text', { code: 'key-with-space-or-quotes', around }, key)
  return [
    ...(bare === secretKey ? [] : [wrap('given key', bare)]),
    ...[`${bare}\n`, `${bare}\r\n`].map(key => wrap('a line break', key)),
    ...[` ${bare}`, `${bare} `].map(key => wrap('a space', key)),
    ...[`"${bare}"`, `'${bare}'`].map(key => wrap('quotes', key)),
    ...(/^(?:[\da-f]{2})+$/i.test(trimmed)
      ? [use('key', { code: 'key-decoded-from-hex' }, Buffer.from(trimmed, 'hex'))]
      : []),
    ...(/^[\w+/-]+=*$/.test(trimmed)
      ? [use('key', { code: 'key-decoded-from-base64' }, Buffer.from(trimmed, 'base64'))]
      : []),
    use('key', { code: 'key-in-other-case', letters: 'lowercase' }, trimmed.toLowerCase()),
    use('key', { code: 'key-in-other-case', letters: 'uppercase' }, trimmed.toUpperCase()),
  ]
}

/** Other values were signed than the document has. */
function listValueMistakes({ document, sdkAppId, identifier }: Suspicion): Mistake[] {
  const mistakes: Mistake[] = []
  const add = (
    step: string,
    code: 'other-application-signed' | 'other-user-signed' | 'other-time-signed',
    field: string,
    signed: string,
    shown: string,
  ) => {
    if (signed === shown) return
    const issue = { code, field, signed, shown }
    mistakes.push({ step, issue, apply: variant => withValue(variant, field, signed) })
  }
  if (sdkAppId !== undefined) {
    add('app', 'other-application-signed', 'TLS.sdkappid', String(sdkAppId), String(document.sdkAppId))
  }
  const shown = document.identifier
  const users = [
    shown.trim(),
    shown.toLowerCase(),
    shown.toUpperCase(),
    encodeURIComponent(Buffer.from(shown).toString()),
    ...(identifier === undefined ? [] : [identifier]),
  ]
  for (const user of new Set(users)) add('user', 'other-user-signed', 'TLS.identifier', user, shown)
  for (const time of [document.time - 1, document.time + 1]) {
    add('time', 'other-time-signed', 'TLS.time', String(time), String(document.time))
  }
  const end = String(document.time + document.expire)
  add('time', 'other-time-signed', 'TLS.expire', end, String(document.expire))
  return mistakes
}

const withValue = (variant: SigningVariant, name: string, value: string): SigningVariant => ({
  ...variant,
  lines: variant.lines.map(line => (line[0] === name ? [name, value] : line)),
})

function listBufferMistakes(userBuf: string | undefined): Mistake[] {
  if (userBuf === undefined) {
    return ['', 'null', 'undefined', 'None'].map(value => ({
      step: 'buffer',
      issue: { code: 'user-buffer-missing', value },
      apply: variant => ({ ...variant, lines: [...variant.lines, ['TLS.userbuf', value]] }),
    }))
  }
  return [
    {
      step: 'buffer',
      issue: { code: 'user-buffer-not-signed' },
      apply: variant => ({ ...variant, lines: variant.lines.filter(([name]) => name !== 'TLS.userbuf') }),
    },
    {
      step: 'buffer',
      issue: { code: 'user-buffer-not-in-base64' },
      apply: variant => withValue(variant, 'TLS.userbuf', Buffer.from(userBuf, 'base64').toString()),
    },
  ]
}

const listOrderMistakes = (names: readonly string[]): Mistake[] =>
  permute(names)
    .slice(1)
    .map(order => ({
      step: 'order',
      issue: { code: 'fields-in-another-order', order },
      apply: variant => ({ ...variant, lines: sort(variant.lines, order) }),
    }))

// A line that the order does not contain, a user buffer signed by mistake, stays at the end.
const sort = (lines: SigningVariant['lines'], order: readonly string[]) => [
  ...order.flatMap(name => lines.filter(line => line[0] === name)),
  ...lines.filter(([name]) => !order.includes(name)),
]

/** Every order of some words, the given one first. */
function permute(words: readonly string[]): string[][] {
  if (words.length === 0) return [[]]
  return words.flatMap((first, at) => permute(words.toSpliced(at, 1)).map(rest => [first, ...rest]))
}

const newlineMistakes: readonly Mistake[] = [
  { step: 'newline', issue: { code: 'lines-end-with-crlf' }, apply: variant => ({ ...variant, newline: '\r\n' }) },
  ...['\\n', ''].map(
    (newline): Mistake => ({
      step: 'newline',
      issue: { code: 'lines-not-ended', newline },
      apply: variant => ({ ...variant, newline }),
    }),
  ),
  { step: 'end', issue: { code: 'final-newline-missing' }, apply: variant => ({ ...variant, end: '' }) },
]

const otherDigests = { sha1: 'SHA1', sha512: 'SHA512', sha384: 'SHA384', sha224: 'SHA224', md5: 'MD5' }

const digestMistakes = Object.entries(otherDigests).map(
  ([digest, name]): Mistake => ({
    step: 'digest',
    issue: { code: 'other-digest', digest: name },
    apply: variant => ({ ...variant, digest }),
  }),
)

const encode = (code: 'signature-in-hex' | 'signature-in-other-base64', toText: (mac: Buffer) => string): Mistake => ({
  step: 'text',
  issue: { code },
  apply: variant => ({ ...variant, encode: toText }),
})

const encodingMistakes: readonly Mistake[] = [
  encode('signature-in-hex', mac => mac.toString('hex')),
  encode('signature-in-hex', mac => mac.toString('hex').toUpperCase()),
  encode('signature-in-hex', mac => Buffer.from(mac.toString('hex')).toString('base64')),
  encode('signature-in-other-base64', mac => mac.toString('base64url')),
  encode('signature-in-other-base64', mac => mac.toString('base64').replaceAll('=', '')),
  encode('signature-in-other-base64', mac => mac.toString('base64').replaceAll('+', '-').replaceAll('/', '_')),
  encode('signature-in-other-base64', mac => toUserSigText(mac.toString('base64'))),
]

/** Other names that the signed lines have been seen or are likely to have. */
const otherNames: { readonly [name: string]: readonly string[] } = {
  identifier: ['Identifier', 'IDENTIFIER', 'userid', 'userId', 'UserID', 'user_id', 'account'],
  sdkappid: ['sdkAppId', 'sdkAppID', 'SdkAppId', 'SDKAppID', 'SDKAPPID', 'sdk_appid', 'sdkAppid', 'appid'],
  time: ['Time', 'TIME', 'currTime', 'curr_time', 'timestamp'],
  expire: ['Expire', 'EXPIRE', 'expires', 'expire_after', 'expireTime', 'expire_time'],
  userbuf: ['userBuf', 'UserBuf', 'USERBUF', 'user_buf', 'userBuff', 'userbuff'],
}

/** The names of the signed lines were spelled differently; these are not combined with other mistakes. */
function listNameMistakes({ document, names = [] }: Suspicion): Mistake[] {
  const each = Object.entries(otherNames)
    .filter(([name]) => name !== 'userbuf' || document.userBuf !== undefined)
    .flatMap(([name, others]) =>
      others.map((other): Mistake => {
        const [field, spelled] = [`TLS.${name}`, `TLS.${other}`]
        const toName = (line: string) => (line === field ? spelled : line)
        return toNameMistake({ code: 'line-misspelled', style: 'one', field, spelled }, toName)
      }),
    )
  return [
    ...each,
    toNameMistake({ code: 'line-misspelled', style: 'lowercase' }, name => name.toLowerCase()),
    toNameMistake({ code: 'line-misspelled', style: 'no-prefix' }, name => name.replace('TLS.', '')),
    ...(names.length > 0
      ? [toNameMistake({ code: 'line-misspelled', style: 'as-document' }, (name, at) => names[at] ?? name)]
      : []),
  ]
}

const toNameMistake = (issue: UserSigIssue, toName: (name: string, at: number) => string): Mistake => ({
  step: 'names',
  issue,
  apply: variant => ({ ...variant, lines: variant.lines.map(([name, value], at) => [toName(name, at), value]) }),
})
