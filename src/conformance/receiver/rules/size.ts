import { type Rule, wantTaken } from '../rule.ts'

/** RB-W15: large bodies. */
export const size: Rule = {
  id: 'RB-W15',
  severity: 'error',
  sentence: 'Takes a body of more than 64 KiB',
  reason: 'UserList has everyone who takes part, and every one of them makes the body longer.',
  seen: { assumed: 'no page bounds a body, or how many take part' },
  fix: 'Raise the limit on bodies, in the receiver and in what stands before it, to 1 MiB or so.',
  probes: ['huge'],
  judge: wantTaken,
}
