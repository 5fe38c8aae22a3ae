import { formatValue } from '../../../text/format.ts'
import { findResponse, pick } from '../probe.ts'
import { findStarted } from '../probes/calls.ts'
import type { ProbeId } from '../probes/list.ts'
import { type Rule, wantSuccess } from '../rule.ts'
import type { Stage } from '../stage.ts'

/** RB-P36: the call that is asked for. */
export const knownCall: Rule = {
  id: 'RB-P36',
  severity: 'error',
  sentence: 'Tells of the call that was asked for',
  reason: 'CallInfo.CallId is the id that was asked for; a client may hold many calls at once.',
  seen: { page: 68932 },
  fix: 'Look the call up by CallId, and send its id back.',
  judge: course => [
    ...judgeKnown('known-call', ({ callId }) => callId)(course),
    ...judgeKnown('started-call', () => findStarted(course))(course),
  ],
}

const judgeKnown = (probe: ProbeId, toId: (stage: Stage) => string | undefined): Rule['judge'] =>
  wantSuccess(probe, course => {
    const came = pick(findResponse(course, probe), 'CallInfo', 'CallId')
    const wanted = toId(course.stage)
    return came === wanted ? undefined : `CallInfo.CallId is ${formatValue(came)}: want ${formatValue(wanted)}.`
  })
