import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P08: codes that are documented. */
export const errorCodes: Rule = {
  id: 'RB-P08',
  severity: 'error',
  sentence: 'Answers no ErrorCode but those that are documented for the command',
  reason: 'A client decides by the code what to do next, and knows only those that its page lists.',
  seen: { page: 68926 },
  fix: 'Answer one of the codes that the page of the command lists, or one of the platform.',
  judge: judgeDrifts('errorCode'),
}
