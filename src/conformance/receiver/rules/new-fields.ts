import { type Rule, wantTaken } from '../rule.ts'

/** RB-W13: fields to come. */
export const newFields: Rule = {
  id: 'RB-W13',
  severity: 'error',
  sentence: 'Takes fields that it does not know',
  reason: 'Bodies grow with the service, and a receiver that is strict about them fails on that day.',
  seen: {
    assumed: 'no page closes the list of fields; on page 68941 the sample has one already that the table has not',
  },
  fix: 'Read the fields you need and ignore all others, at every depth.',
  probes: ['unknown-fields'],
  judge: wantTaken,
}
