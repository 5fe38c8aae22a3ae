import { explainOther } from '../explain-settings.ts'
import { findCode } from '../probe.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P45: setting a configuration. */
export const callbackSet: Rule = {
  id: 'RB-P45',
  severity: 'error',
  sentence: 'Tells the configuration that was set',
  reason: 'get_callback gives what set_callback was given.',
  seen: { page: 68938 },
  fix: 'Keep Url and CallbackCommandList as they came, and give both back.',
  judge: course =>
    findCode(course, 'set-one') === 0
      ? judge(course)
      : [{ unclear: course.find('set-one')?.unplayed ?? 'Nothing could be set.' }],
}

const judge = wantSuccess('get-one', course => explainOther(course, 'get-one', 0))
