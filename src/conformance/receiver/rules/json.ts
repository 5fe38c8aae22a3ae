import { explainOutcome, parseAnswer } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W03: JSON. */
export const json: Rule = {
  id: 'RB-W03',
  severity: 'error',
  sentence: 'Answers with JSON',
  reason: 'An answer that cannot be read as JSON is one that failed.',
  seen: { page: 34354 },
  fix: 'Answer {"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}, and nothing around it.',
  probes: ['start-call', 'member-changed', 'end-call'],
  judge({ outcome }) {
    if (!('status' in outcome) || outcome.status !== 200) return { unclear: 'No answer came with status 200.' }
    return parseAnswer(outcome.text) === undefined ? { slip: explainOutcome(outcome) } : 'kept'
  },
}
