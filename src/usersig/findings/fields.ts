import { formatValue } from '../../text/quote.ts'
import { type FieldProblem, type Fields, readFields } from '../read-fields.ts'
import { type Finding, toFinding } from './finding.ts'

/** A document's fields as far as they can be read, and what is wrong with them. */
export interface CheckedFields {
  readonly fields: Fields
  readonly findings: readonly Finding[]
  /** How the document spells `TLS.userbuf`, where it spells it differently: then a server ignores the field. */
  readonly userBufSpelling?: string | undefined
  /** The names of all its fields but the version and the signature, in their order. */
  readonly names: readonly string[]
}

const known = ['TLS.ver', 'TLS.identifier', 'TLS.sdkappid', 'TLS.time', 'TLS.expire', 'TLS.userbuf', 'TLS.sig'] as const

/** The fields of the first version besides those that the second has too. */
const known1 = ['TLS.version', 'TLS.account_type', 'TLS.appid_at_3rd', 'TLS.sdk_appid', 'TLS.expire_after']

/** Reads fields, those of the first version and those with misspelled names too. */
export function checkFields(entries: ReadonlyMap<string, unknown>): CheckedFields {
  const names = [...entries.keys()].filter(name => name !== 'TLS.ver' && name !== 'TLS.sig')
  if (isFirstVersion(entries)) {
    // Its signature is left out: no secret key could have made it.
    const { fields } = readFields(toNewNames(entries))
    return { fields: { ...fields, sig: undefined }, findings: [toFinding(...firstVersion)], names }
  }
  const spellings = findSpellings(entries)
  const { fields, problems } = readFields(withSpellings(entries, spellings))
  const missing = problems.filter(({ problem }) => problem === 'missing').map(({ field }) => field)
  const unknown = [...entries.keys()].filter(name => !isKnown(name) && ![...spellings.values()].includes(name))
  const isForeign = missing.length > 0 && unknown.length > 0
  // A server ignores a user buffer under another name, whatever it contains.
  const ofKnown = problems.filter(({ field }) => field !== 'TLS.userbuf' || !spellings.has(field))
  const findings = [
    ...[...spellings]
      .filter(([name]) => name !== 'TLS.userbuf')
      .map(([name, spelled]) => explainSpelling(name, spelled)),
    ...(isForeign ? [explainForeign(unknown, missing)] : []),
    ...ofKnown
      .filter(({ problem }) => !(isForeign && problem === 'missing'))
      .map(problem => explainProblem(problem, entries)),
  ]
  return { fields, findings, names, userBufSpelling: spellings.get('TLS.userbuf') }
}

/** A finding for a field whose name is spelled differently. */
export const explainSpelling = (name: string, spelled: string): Finding =>
  toFinding(
    'field-misspelled',
    `The field ${name} is spelled ${formatValue(spelled, 40)}.`,
    `Spell it ${name}, in the document and in the signed line.`,
  )

const isKnown = (name: string): boolean => known.some(one => one === name)

/** The known fields that are there under a name of another case or punctuation, each with that name. */
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

/** How many names a finding lists. */
const mostNames = 8

function explainForeign(unknown: readonly string[], missing: readonly string[]): Finding {
  const names = unknown.slice(0, mostNames).map(name => (/^[\w.-]{1,40}$/.test(name) ? name : formatValue(name, 40)))
  const more = unknown.length > mostNames ? ` and ${unknown.length - mostNames} more` : ''
  return toFinding(
    'unknown-fields',
    `This is not a form of UserSig: unknown fields ${names.join(', ')}${more}; missing fields ${missing.join(', ')}.`,
    "Create the UserSig with the vendor's library, or with the names of fields that it uses.",
  )
}

function explainProblem({ field, problem, sentence }: FieldProblem, entries: ReadonlyMap<string, unknown>): Finding {
  const value = entries.get(field)
  if (field === 'TLS.ver' && problem === 'wrong') {
    return toFinding('other-version', `It is of version ${formatValue(value, 40)}.`, 'Set TLS.ver to the string "2.0".')
  }
  if (problem === 'wrong' && isFraction(value)) {
    const name = field.replace('TLS.', '')
    const text = `${field} is ${value}, and ${name} must be an integer.`
    return toFinding('not-an-integer', text, 'Round it down before it is signed, for example with Math.floor.')
  }
  const fix =
    problem === 'missing'
      ? `Add ${field} to the document and, unless it is TLS.ver or TLS.sig, sign it.`
      : `Set ${field} to the documented type.`
  return toFinding(`field-${problem}`, `${sentence}.`, fix)
}

/** Whether a value is a number with a fraction, as a number or as its digits. */
const isFraction = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && !Number.isInteger(value)
    : typeof value === 'string' && /^-?\d{1,16}\.\d{1,16}$/.test(value)

/** Signed with ECDSA: only fields of that version, and a signature that is not the 32 bytes of an HMAC. */
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

const firstVersion = [
  'old-version',
  'It is a UserSig of the first version, signed with a private key (ECDSA) instead of a secret key.',
  "Create it with a library for version 2 and the application's secret key.",
] as const
