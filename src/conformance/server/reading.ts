import { findErrorName, toError } from '../../contracts/errors.ts'
import { gateRefusals } from '../../contracts/gate-refusals.ts'
import { type Course, findCode, type Outcome } from './probe.ts'

/** The first probe: what every other one differs from in one matter. */
export const control = 'unknown-call'

/** What is said to whoever may not come in at all; what is wrong with the body comes later. */
const refusedAtTheGate = new Set<number>([
  ...gateRefusals.flatMap(({ refuse, order }) => (refuse === 'invalid' || order > 13 ? [] : [toError(refuse).code])),
  ...(['AccountWrong', 'AppDisabled', 'AppNotFound', 'KeyMissing', 'UserSigWrongTooOften'] as const).map(
    name => toError(name).code,
  ),
])

/** Whether the server let the administrator in; true too where that cannot be told. */
export function wasLetIn(course: Course): boolean {
  const code = findCode(course, control)
  return code === undefined || !refusedAtTheGate.has(code)
}

/** A code with its name, such as `101004 (CallNotFound)`. */
export function nameCode(code: number): string {
  const name = code === 0 ? 'success' : findErrorName(code)
  return name === undefined ? `${code}` : `${code} (${name})`
}

/** Why nothing can be read off an outcome, as a sentence. */
export const explainUnread = (outcome: Outcome): string =>
  'unanswered' in outcome ? outcome.unanswered : 'Its answer has no ErrorCode that could be read.'
