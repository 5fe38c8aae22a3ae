import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P02: the type of answers. */
export const contentType: Rule = {
  id: 'RB-P02',
  severity: 'warning',
  sentence: 'Says that its answers are application/json',
  reason: 'Clients that go by the type do not read anything else as JSON.',
  seen: { observed: 'answers of the service are application/json' },
  fix: 'Send Content-Type: application/json; charset=utf-8 with every answer.',
  judge: judgeDrifts('contentType'),
}
