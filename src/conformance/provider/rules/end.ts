import { errors } from '../../../contracts/errors.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P52: calls that are ended. */
export const end: Rule = {
  id: 'RB-P52',
  severity: 'error',
  sentence: 'Ends a call when told to',
  reason: 'From then on the call is not found any more.',
  seen: { page: 74506 },
  fix: 'End the call before you answer, and answer 101004 to get_call_info from then on.',
  judge: course => [
    judgeCode(course, 'end', ended =>
      ended === 0
        ? judgeCode(course, 'ended-call', code =>
            code === errors.CallNotFound.code
              ? 'kept'
              : { slip: `The call was answered ${nameCode(code)} after its end: want 101004.`, probe: 'ended-call' },
          )
        : { slip: `It was answered ${nameCode(ended)}: want the call ended.`, probe: 'end' },
    ),
  ],
}
