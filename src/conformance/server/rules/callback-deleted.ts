import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P47: deleting a configuration. */
export const callbackDeleted: Rule = {
  id: 'RB-P47',
  severity: 'error',
  sentence: 'Forgets the configuration when it is deleted',
  reason: 'Callbacks go nowhere any more from then on.',
  seen: { page: 68939 },
  fix: 'Take the configuration away; get_callback answers 100301 then.',
  judge: course => [
    judgeCode(course, 'delete', deleted =>
      deleted === 0
        ? judgeCode(course, 'get-none', code =>
            code === 0 ? { slip: 'It was still there after it had been deleted.', probe: 'get-none' } : 'kept',
          )
        : { slip: `It was answered ${nameCode(deleted)}: want it deleted.`, probe: 'delete' },
    ),
  ],
}
