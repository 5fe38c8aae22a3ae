import { explainOutcome } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W14: callbacks to come. */
export const newWords: Rule = {
  id: 'RB-W14',
  severity: 'warning',
  sentence: 'Answers a callback that it does not know with HTTP status 200',
  reason: 'Other callbacks may be configured for the same address one day; there is one address for all.',
  seen: {
    assumed: 'page 68938 has one address for the whole list, and no page says that the list is complete for ever',
  },
  fix: 'Note a CallbackCommand that you do not know, and say OK.',
  probes: ['unknown-word'],
  judge: ({ outcome }, { gone }) =>
    'status' in outcome && outcome.status === 200
      ? 'kept'
      : { slip: `${explainOutcome(outcome)}${gone ? ' Nothing answers any more since.' : ''}` },
}
