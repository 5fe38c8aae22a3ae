import { quote } from '../../words/quote.ts'
import { type Fields, readFields } from '../read-fields.ts'
import { type Finding, toFinding } from './finding.ts'

/** A document's fields as far as they can be read, and what is wrong with them. */
export interface CheckedFields {
  readonly fields: Fields
  readonly findings: readonly Finding[]
}

/** Reads fields; those of the first version, signed with ECDSA, are recognised by their other names. */
export function checkFields(entries: ReadonlyMap<string, unknown>): CheckedFields {
  if (isOld(entries)) {
    // Its signature is left out: no secret key could have made it.
    const { fields } = readFields(toNewNames(entries))
    return { fields: { ...fields, sig: undefined }, findings: [toFinding(...oldVersion)] }
  }
  const { fields, problems } = readFields(entries)
  const findings = problems.map(({ field, problem, sentence }) => {
    if (field === 'TLS.ver' && problem === 'wrong') {
      const version = quote(entries.get('TLS.ver'), 40)
      return toFinding('other-version', `It is of version ${version}.`, 'Set TLS.ver to the string "2.0".')
    }
    const fix = `Give ${field} when the UserSig is made; the names of fields are spelled exactly so.`
    return toFinding(`field-${problem}`, `${sentence}.`, fix)
  })
  return { fields, findings }
}

const isOld = (entries: ReadonlyMap<string, unknown>) =>
  !entries.has('TLS.ver') && ['TLS.version', 'TLS.account_type', 'TLS.appid_at_3rd'].some(name => entries.has(name))

function toNewNames(entries: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const renamed = new Map(entries)
  renamed.set('TLS.sdkappid', entries.get('TLS.sdk_appid'))
  renamed.set('TLS.expire', entries.get('TLS.expire_after'))
  return renamed
}

const oldVersion = [
  'old-version',
  'It is a UserSig of the first version, signed with a private key (ECDSA) instead of a secret key.',
  "Make it with a library for version 2 and the application's secret key.",
] as const
