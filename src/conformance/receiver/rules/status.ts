import { toReading } from '../reading.ts'
import { explainRefusal, type Rule } from '../rule.ts'

/** RB-W01: status 200. */
export const status: Rule = {
  id: 'RB-W01',
  severity: 'error',
  sentence: "Answers a call's callbacks with HTTP status 200",
  reason: 'A callback that is answered with any other status has failed.',
  seen: { page: 34354 },
  fix: 'Answer with status 200 as soon as a callback is kept. If it was 401 or 403, compare --sdkappid and --token with what the receiver expects; if 404 or 405, compare the path, and that it takes POST.',
  probes: ['start-call', 'member-changed', 'end-call'],
  judge(shot) {
    const { outcome } = shot
    if (toReading(outcome) === 'slow') return { unclear: 'No answer came in time.' }
    return 'status' in outcome && outcome.status === 200 ? 'kept' : { slip: explainRefusal(shot) }
  },
}
