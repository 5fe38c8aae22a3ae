import { type Rule, wantTaken } from '../rule.ts'

/** RB-W11: the order does not matter. */
export const order: Rule = {
  id: 'RB-W11',
  severity: 'error',
  sentence: 'Takes the end of a call before its beginning',
  reason: 'One callback can overtake another, by a retry or on a connection of its own; refused, it is lost.',
  seen: { assumed: 'no page promises an order' },
  fix: 'Keep what a callback says even if the call is not known yet, and go by EventTime.',
  probes: ['out-of-order'],
  judge: wantTaken,
}
