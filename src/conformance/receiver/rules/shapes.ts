import { explainOutcome, toReading } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W17: both names of the media type. */
export const shapes: Rule = {
  id: 'RB-W17',
  severity: 'warning',
  sentence: 'Takes the start of a call whether it has CallMediaType alone or MediaType too',
  reason:
    'The sample names the field CallMediaType, the table MediaType, and nothing public shows which of them the service sends.',
  seen: { page: 68941 },
  fix: 'Read either name and ignore fields that you do not know. To test the receiver as it is, start ringback with --callback-shape sample.',
  probes: ['start-call', 'start-call-sample'],
  comparesShapes: true,
  judge({ outcome }, { probe, otherTaken }) {
    if (otherTaken) {
      const other =
        probe.id === 'start-call'
          ? 'Without MediaType, as in the sample, it was taken.'
          : 'With MediaType it was taken.'
      return { slip: `${explainOutcome(outcome)} ${other}` }
    }
    return toReading(outcome) === 'taken' ? 'kept' : { unclear: 'The receiver took neither shape.' }
  },
}
