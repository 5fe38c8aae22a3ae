import { type Rule, wantTaken } from '../rule.ts'

/** RB-W12: at once. */
export const concurrency: Rule = {
  id: 'RB-W12',
  severity: 'error',
  sentence: 'Takes two callbacks at once',
  reason: 'Calls know nothing of each other, and neither do their callbacks.',
  seen: { assumed: 'no page says that callbacks of different calls wait for each other' },
  fix: 'Serve more than one connection at a time, and hold no lock while working.',
  probes: ['at-once'],
  judge: wantTaken,
}
