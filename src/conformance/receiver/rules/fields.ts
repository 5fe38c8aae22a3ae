import { explainAnswer } from '../../../emulator/callbacks/delivery-result.ts'
import { parseAnswer } from '../reading.ts'
import type { Rule } from '../rule.ts'

/** RB-W04: the three fields. */
export const fields: Rule = {
  id: 'RB-W04',
  severity: 'error',
  sentence: 'Answers with ActionStatus, ErrorInfo and ErrorCode, each of its type',
  reason: 'All three are required: ActionStatus is OK or FAIL, ErrorInfo a string, ErrorCode an integer.',
  seen: { page: 68941 },
  fix: 'Answer {"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}; ErrorCode without quotes.',
  probes: ['start-call', 'member-changed', 'end-call'],
  judge({ outcome }) {
    if (!('status' in outcome) || outcome.status !== 200) return { unclear: 'No answer came with status 200.' }
    if (parseAnswer(outcome.text) === undefined) return { unclear: 'No answer was JSON.' }
    const slip = explainAnswer(outcome)
    return slip === undefined ? 'kept' : { slip }
  },
}
