import { formatValue } from '../../../text/format.ts'
import { findResponse, pick } from '../probe.ts'
import { findStarted } from '../probes/calls.ts'
import { nameCode } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P54: records of calls that have ended. */
export const endedRecord: Rule = {
  id: 'RB-P54',
  severity: 'error',
  sentence: 'Keeps a record of a call that has ended',
  reason: 'It can be read five seconds after the end.',
  seen: { page: 68930 },
  fix: 'Write the record when the call ends; it may be read 5 s later.',
  judge: course => [
    judgeCode(course, 'ended-record', code => {
      const probe = 'ended-record'
      if (code !== 0) return { slip: `It was still answered ${nameCode(code)} after 8 s: want the record.`, probe }
      const id = pick(findResponse(course, probe), 'CallRecord', 'CallId')
      const wanted = findStarted(course)
      return id === wanted
        ? 'kept'
        : { slip: `CallRecord.CallId is ${formatValue(id)}: want ${formatValue(wanted)}.`, probe }
    }),
  ],
}
