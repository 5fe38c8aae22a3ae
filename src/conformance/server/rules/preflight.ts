import { preflight as contract } from '../../../contracts/envelope.ts'
import { formatValue } from '../../../text/format.ts'
import { type Answer, findHeader } from '../drift.ts'
import { findAnswer } from '../probe.ts'
import type { Rule } from '../rule.ts'

const probe = 'preflight'

/** RB-P56: preflights. */
export const preflight: Rule = {
  id: 'RB-P56',
  severity: 'warning',
  sentence: "Allows a browser's preflight for a POST of JSON",
  reason: 'A page cannot post application/json across origins otherwise.',
  seen: contract.seen,
  fix: 'Answer OPTIONS with 204, Access-Control-Allow-Origin: *, and Content-Type among Access-Control-Allow-Headers, before any other check.',
  judge: course => {
    const answer = findAnswer(course, probe)
    if (!answer) return [{ unclear: course.find(probe)?.unplayed ?? 'The preflight was not answered.' }]
    const wrong = findWrong(answer)
    return [wrong ? { ...wrong, probe } : 'kept']
  },
}

function findWrong(answer: Answer): { readonly slip: string; readonly field: string } | undefined {
  const { status } = answer
  if (status < 200 || status > 299)
    return { slip: `The HTTP status is ${status}: expected ${contract.status} or another 2xx.`, field: 'status' }
  const origin = findHeader(answer, 'access-control-allow-origin')
  if (origin !== '*')
    return {
      slip: `Invalid Access-Control-Allow-Origin: expected "*", got ${toShown(origin)}.`,
      field: 'access-control-allow-origin',
    }
  const allowed = findHeader(answer, 'access-control-allow-headers')
  const names = (allowed ?? '').split(',').map(name => name.trim().toLowerCase())
  if (names.includes('content-type') || names.includes('*')) return undefined
  return {
    slip: `Invalid Access-Control-Allow-Headers: expected Content-Type in it, got ${toShown(allowed)}.`,
    field: 'access-control-allow-headers',
  }
}

const toShown = (value: string | undefined) => (value === undefined ? 'nothing' : formatValue(value))
