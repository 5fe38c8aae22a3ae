import { callbackPatienceSeen, callbackTimeoutMs } from '../../../contracts/callback-request.ts'
import { explainOutcome, toReading } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W02: in time. */
export const patience: Rule = {
  id: 'RB-W02',
  severity: 'error',
  sentence: `Answers within ${callbackTimeoutMs / 1_000} s`,
  reason: 'The service waits no longer; then the callback has failed, or is sent again.',
  seen: callbackPatienceSeen,
  fix: 'Keep the callback, answer, and do the work afterwards. If nothing at all was answered, look whether the address can be reached from here.',
  probes: ['start-call', 'member-changed', 'end-call', 'foreign-app', 'wrong-sign', 'unsigned', 'stale'],
  judge({ outcome }) {
    const reading = toReading(outcome)
    if (reading === 'slow') return { slip: explainOutcome(outcome) }
    return reading === 'broken' ? { unclear: explainOutcome(outcome) } : 'kept'
  },
}
