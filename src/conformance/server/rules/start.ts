import { formatValue } from '../../../text/format.ts'
import { type Course, findResponse, pick, pickList } from '../probe.ts'
import { toStart } from '../probes/calls.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Opinion, type Rule } from '../rule.ts'

/** RB-P50: calls that are started. */
export const start: Rule = {
  id: 'RB-P50',
  severity: 'warning',
  sentence: 'Starts a call as it was asked for',
  reason: 'The call is there at once, with the robot in it, of the media and in the room that were asked for.',
  seen: {
    assumed:
      'the page starts a call and gives its id; that get_call_info tells of it at once, the robot in it, follows from no sentence',
  },
  fix: 'Make the call before you answer, and tell get_call_info of it.',
  judge: course => [
    judgeCode(course, 'start', code =>
      code === 0 ? judgeStarted(course) : { slip: `It was answered ${nameCode(code)}: want a call.`, probe: 'start' },
    ),
  ],
}

function judgeStarted(course: Course): Opinion {
  return judgeCode(course, 'started-call', code => {
    const probe = 'started-call'
    if (code !== 0) return { slip: `The call that was started was answered ${nameCode(code)}: want it told.`, probe }
    const response = findResponse(course, probe)
    const { CallInfo, Robot_Account } = toStart(course.stage)
    // In quotes or not is another rule's matter.
    const other = Object.entries(CallInfo).find(([name, value]) => `${pick(response, 'CallInfo', name)}` !== `${value}`)
    if (other) {
      const [name, value] = other
      return {
        slip: `CallInfo.${name} is ${formatValue(pick(response, 'CallInfo', name))}: want ${formatValue(value)}.`,
        probe,
      }
    }
    const isThere = pickList(response, 'UserList').some(member => pick(member, 'User_Account') === Robot_Account)
    return isThere
      ? 'kept'
      : { slip: `${formatValue(Robot_Account)} is not in UserList: want the robot in its call.`, probe }
  })
}
