import { type Rule, wantTaken } from '../rule.ts'

/** RB-W09: an address with a query. */
export const ownQuery: Rule = {
  id: 'RB-W09',
  severity: 'error',
  sentence: 'Takes a callback by POST when its own address has a query',
  reason: "The service appends its parameters to the address as it was configured, after the address's own.",
  seen: { observed: 'applications configure addresses with a query of their own' },
  fix: 'Read parameters by their names, not by their places, and do not compare the whole query.',
  probes: ['own-query'],
  judge: wantTaken,
}
