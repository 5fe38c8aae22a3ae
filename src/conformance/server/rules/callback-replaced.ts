import { explainOther } from '../explain-settings.ts'
import { findCode } from '../probe.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P46: replacing a configuration. */
export const callbackReplaced: Rule = {
  id: 'RB-P46',
  severity: 'error',
  sentence: 'Replaces the configuration by the next one that is set',
  reason: 'An application has one configuration; the last one counts.',
  seen: { page: 68938 },
  fix: 'Overwrite what was set before, both fields of it.',
  judge: course =>
    findCode(course, 'set-other') === 0
      ? judge(course)
      : [{ unclear: course.find('set-other')?.unplayed ?? 'Nothing could be set.' }],
}

const judge = wantSuccess('get-other', course => explainOther(course, 'get-other', 1))
