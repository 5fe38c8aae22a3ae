import { errors } from '../../../contracts/errors.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P44: no configuration. */
export const callbackNone: Rule = {
  id: 'RB-P44',
  severity: 'error',
  sentence: 'Answers 100301 where no callback is configured',
  reason: 'The code is documented for just that.',
  seen: { page: 68937 },
  fix: 'Answer 100301 to get_callback where nothing is set.',
  judge: course =>
    (['callback', 'get-none'] as const).map(probe =>
      judgeCode(course, probe, code => {
        if (code === 0) return { unclear: 'One is configured.' }
        const wanted = errors.CallbackNotSet.code
        return code === wanted
          ? 'kept'
          : { slip: `It was answered ${nameCode(code)}: want ${nameCode(wanted)}.`, probe }
      }),
    ),
}
