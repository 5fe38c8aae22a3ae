import { errors } from '../../../contracts/errors.ts'
import { type Course, findCode } from '../probe.ts'
import type { ProbeId } from '../probes/list.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Opinion, type Rule } from '../rule.ts'

/** RB-P52: calls that are ended. */
export const end: Rule = {
  id: 'RB-P52',
  severity: 'error',
  sentence: 'Ends a call when told to',
  reason: 'From then on the call is not found any more.',
  seen: { page: 74506 },
  fix: 'End the call before you answer, and answer 101004 to get_call_info from then on.',
  judge: course => {
    // A call that is not found right after its start has not been there: that is another rule's matter.
    if (findCode(course, 'started-call') === gone) return [{ unclear: 'There was no call to end.' }]
    return [
      judgeCode(course, 'end', ended => (ended === 0 ? judgeEnded(course) : toSlip('end', ended, 'the call ended'))),
    ]
  },
}

const gone = errors.CallNotFound.code

const judgeEnded = (course: Course) =>
  judgeCode(course, 'ended-call', code =>
    code === gone ? 'kept' : toSlip('ended-call', code, `${nameCode(gone)} after its end`),
  )

const toSlip = (probe: ProbeId, code: number, wanted: string): Opinion => ({
  slip: `It was answered ${nameCode(code)}: want ${wanted}.`,
  probe,
})
