import { documentedForChat } from '../../../contracts/callback-request.ts'
import { type Rule, wantTaken } from '../rule.ts'

/** RB-W10: duplicates. */
export const repetition: Rule = {
  id: 'RB-W10',
  severity: 'error',
  sentence: 'Takes the same callback twice',
  reason: 'With retries switched on, a callback whose answer came too late is sent again.',
  seen: documentedForChat('retries'),
  fix: 'Keep it by CallId, CallbackCommand and EventTime, and say OK to one that is kept already.',
  probes: ['duplicate'],
  judge: wantTaken,
}
