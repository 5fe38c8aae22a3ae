import { findCode } from '../probe.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P48: deleting no configuration. */
export const deleteNone: Rule = {
  id: 'RB-P48',
  severity: 'warning',
  sentence: 'Takes the deletion of a configuration that there is not',
  reason: 'Whoever cleans up should not have to look first.',
  seen: { assumed: 'page 68939 lists no code for it' },
  fix: 'Answer success where there is nothing to delete.',
  judge: course => {
    // Where the first deletion is refused, or leaves everything as it is, the second tells nothing.
    if (findCode(course, 'delete') !== 0)
      return [{ unclear: course.find('delete')?.unplayed ?? 'Nothing could be deleted.' }]
    return [
      judgeCode(course, 'delete-none', code =>
        code === 0 ? 'kept' : { slip: `It was answered ${nameCode(code)}: want success.`, probe: 'delete-none' },
      ),
    ]
  },
}
