import { longestText, toValidUntil } from './document.ts'
import { checkFields } from './findings/fields.ts'
import { type Finding, toFinding } from './findings/finding.ts'
import { checkLifetime } from './findings/lifetime.ts'
import { checkOwner } from './findings/owner.ts'
import { checkSignature } from './findings/signature.ts'
import { unpack } from './findings/unpack.ts'
import { unwrap } from './findings/unwrap.ts'
import { toIso } from './moment.ts'
import type { Fields } from './read-fields.ts'
import { readJson } from './read-json.ts'
import type { Claim } from './verify.ts'

/** What a UserSig is explained against; what is not given is not checked. `now` is in Unix milliseconds. */
export type Asked = { readonly [Name in Exclude<keyof Claim, 'now'>]?: Claim[Name] | undefined } & Pick<Claim, 'now'>

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

/** What a UserSig says and everything that was found out about it. */
export interface Explanation {
  /** Null if no document could be got out of it, whatever was tried. */
  readonly says: Says | null
  readonly findings: readonly Finding[]
  /** Whether `verify` would take it, as far as it could be checked: no finding is an error. */
  readonly ok: boolean
}

/**
 * Explains a UserSig: what it says, and everything that is wrong with it. It goes on where `verify` stops, undoes wrong
 * packing, and with the secret key tries the known slips until one makes the same signature. That costs milliseconds,
 * so it is for people and reports, not for each request.
 */
export function explain(text: string, asked: Asked): Explanation {
  const { fields, findings } = open(text)
  const checked = fields
    ? [...checkOwner(fields, asked), ...checkLifetime(fields, asked.now), ...checkSignature(fields, asked)]
    : []
  const all = [...findings, ...checked]
  return { says: fields ? toSays(fields) : null, findings: all, ok: all.every(({ level }) => level !== 'error') }
}

function open(wrapped: string): { fields?: Fields; findings: readonly Finding[] } {
  if (wrapped.length > longestText) {
    const sentence = `It has ${wrapped.length} characters; ringback looks at no more than ${longestText}.`
    return { findings: [toFinding('too-long', sentence, 'Give the UserSig alone; one has some 200 characters.')] }
  }
  const { text, findings: around } = unwrap(wrapped)
  if (text === '') return { findings: [...around, toFinding('empty', 'There is nothing in it.', 'Give a UserSig.')] }
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
  const { fields, findings } = checkFields(read.entries)
  return { fields, findings: [...packing, ...findings] }
}

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
