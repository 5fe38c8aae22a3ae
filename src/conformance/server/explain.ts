import { explainSource, toPageUrl } from '../../contracts/basis.ts'
import type { Mask } from '../../text/redact.ts'
import { createMask } from '../../text/redact.ts'
import { toCount } from '../report/outline.ts'
import { isFatal, type Verdict } from '../rule.ts'
import type { Report } from './check.ts'
import type { Played } from './probe.ts'
import type { Finding, Slip } from './rule.ts'

/** How many findings of a rule a report for people shows. */
export const shown = 5

/** What takes the key, and every UserSig that was sent, out of a text. */
export function toReportMask({ subject, played }: Pick<Report, 'subject' | 'played'>): Mask {
  const sent = played.flatMap(({ shots }) =>
    shots.flatMap(({ draft: { userSig }, target }) => {
      // What is no UserSig is no secret either.
      const isMade = userSig === 'own' || (userSig !== undefined && 'key' in userSig)
      const [, text] = /[?&]usersig=([^&]+)/.exec(target) ?? []
      return isMade && text !== undefined ? [decodeURIComponent(text)] : []
    }),
  )
  const own = [subject.secretKey, subject.userSig].filter(secret => secret !== undefined)
  return createMask([...own, ...sent])
}

/** The verdict as one line, such as `PASSED: http://127.0.0.1:2255. 54 rules passed, 0 failed, 1 not exercised.` */
export function explainVerdict({ verdict, subject: { url }, findings, failOn, silence, changes }: Report): string {
  if (silence !== undefined) return `NOT EXERCISED: ${url} did not respond, so no rule could be checked. ${silence}`
  const of = (wanted: Verdict) => findings.filter(one => one.verdict === wanted)
  const failed = of('failed').filter(({ severity }) => isFatal(severity, failOn))
  const spared = of('failed').filter(finding => !failed.includes(finding))
  const warnings = spared.filter(({ severity }) => severity === 'warning').length
  const counts = [
    `${toCount(of('passed').length, 'rule')} passed`,
    `${failed.length} failed`,
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
    ...(spared.length > warnings ? [`${toCount(spared.length - warnings, 'error')} not counted`] : []),
    `${of('not exercised').length} not exercised`,
    ...(changes === undefined ? [] : [`${toCount(changes.length, 'change')} since the baseline`]),
  ]
  return `${verdict.toUpperCase()}: ${url}. ${counts.join(', ')}.`
}

/** The failed rules, errors first; within each the order of the rules. */
export function listBroken({ findings }: Report): readonly Finding[] {
  const broken = findings.filter(({ verdict }) => verdict === 'failed')
  const weigh = ({ severity }: Finding) => (severity === 'error' ? 0 : 1)
  return broken.toSorted((a, b) => weigh(a) - weigh(b))
}

/** What was found, which probe found it and in which field. */
export const explainSlip = ({ probe, field, sentence }: Slip): string =>
  `${probe}${field ? `, ${field}` : ''}: ${sentence}`

/** Where the contract has what a slip departs from, with the page, and what it means if it is nowhere. */
export function explainSeen({ seen }: Pick<Slip, 'seen'>): string {
  const basis = explainSource(seen)
  const page = 'page' in seen ? `, ${toPageUrl(seen.page)}` : ''
  const ours = 'page' in seen ? '' : ' If this server is the service itself, our reading is wrong: please tell us.'
  return `${basis.charAt(0).toUpperCase()}${basis.slice(1)}${page}.${ours}`
}

/** The probes that broke a rule, as far as a report shows them; one line to ask again is enough for each. */
export function listBreakers({ slips }: Finding, { played }: Report): readonly Played[] {
  const ids = new Set(slips.slice(0, shown).map(({ probe }) => probe))
  return played.filter(({ probe }) => ids.has(probe.id)).slice(0, 3)
}
