import { explainOutcome, toReading } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W16: a body that is not JSON. */
export const survival: Rule = {
  id: 'RB-W16',
  severity: 'error',
  sentence: 'Answers a body that is not JSON, and takes the next good one',
  reason: 'Anyone can post anything to a public address, and bodies break off on the way.',
  seen: { assumed: 'no page speaks of a body that is not JSON' },
  fix: 'Catch what parsing a body throws and answer with any status you like, with ActionStatus FAIL if it is 200.',
  probes: ['malformed'],
  judge({ outcome }, _, index) {
    const isGood = index === 0 ? 'status' in outcome : toReading(outcome) === 'taken'
    return isGood ? 'kept' : { slip: explainOutcome(outcome) }
  },
}
