import { parseAnswer, toReading } from '../reading.ts'
import { explainRefusal, type Rule } from '../rule.ts'

/** RB-W05: OK. */
export const consent: Rule = {
  id: 'RB-W05',
  severity: 'error',
  sentence: "Says OK to a call's callbacks",
  reason: 'ActionStatus OK says that a callback was taken, FAIL that it was not, and ErrorCode is to be 0.',
  seen: { page: 68941 },
  fix: 'Compare --sdkappid and --token with what the receiver expects; if they are right, its log knows why it refuses a good callback.',
  probes: ['start-call', 'member-changed', 'end-call'],
  judge(shot) {
    const { outcome } = shot
    if (!('status' in outcome) || outcome.status !== 200) return { unclear: 'No answer came with status 200.' }
    if (parseAnswer(outcome.text) === undefined) return { unclear: 'No answer was JSON.' }
    return toReading(outcome) === 'taken' ? 'kept' : { slip: explainRefusal(shot) }
  },
}
