import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P09: Response. */
export const response: Rule = {
  id: 'RB-P09',
  severity: 'error',
  sentence: 'Has Response where the command has one and succeeded, and nowhere else',
  reason: 'What was asked for is in it; where a command tells nothing there is none.',
  seen: { page: 68932 },
  fix: 'Put what was asked for into Response, and leave it out of refusals.',
  judge: judgeDrifts('response'),
}
