import { replyHeaders } from '../../../contracts/envelope.ts'
import { formatValue } from '../../../text/format.ts'
import { findHeader } from '../drift.ts'
import type { Rule } from '../rule.ts'

const wanted = Object.entries(replyHeaders).filter(([name]) => name.startsWith('Access-Control'))

/** RB-P15: headers of answers. */
export const headers: Rule = {
  id: 'RB-P15',
  severity: 'warning',
  sentence: 'Sends the three Access-Control headers of the sample',
  reason: 'Pages in a browser are let read an answer by them.',
  seen: { page: 68926 },
  fix: 'Send Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: X-Requested-With and Access-Control-Allow-Methods: POST.',
  judge: course => {
    for (const { probe, shots } of course.played) {
      for (const { draft, outcome } of shots) {
        if (!('status' in outcome) || draft.method === 'OPTIONS') continue
        const other = wanted.find(([name, value]) => findHeader(outcome, name.toLowerCase()) !== value)
        if (!other) continue
        const [name, value] = other
        const came = findHeader(outcome, name.toLowerCase())
        const slip = `${name} is ${came === undefined ? 'missing' : formatValue(came)}: want ${formatValue(value)}.`
        return [{ slip, probe: probe.id, field: name.toLowerCase() }]
      }
    }
    return course.played.some(({ shots }) => shots.length > 0) ? ['kept'] : []
  },
}
