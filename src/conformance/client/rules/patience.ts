import { slowestBody } from '../../../contracts/api-request.ts'
import type { Opinion, Rule } from '../rule.ts'
import { explainSpan } from '../said.ts'

/** Just after a command has ended, its connections close. */
const ending = 200

/** RB-B08: waits long enough. */
export const patience: Rule = {
  id: 'RB-B08',
  group: 'behaviour',
  severity: 'error',
  sentence: `Waits longer than ${slowestBody / 1_000} s for an answer`,
  reason: 'The backend itself gives up after 3 s; whoever hangs up earlier never learns what became of the request.',
  seen: { page: 68926 },
  fix: "Set the client's timeout above 3 s, to five or so; look for one of connecting, one of reading and one for all.",
  *judge({ entries, journal }): Generator<Opinion> {
    for (const entry of entries) {
      const { timing: line, failureModes } = entry
      if (!line || !(failureModes.includes('slow') || failureModes.includes('dribble'))) continue
      const end = line.abortedAt ?? line.sentAt
      if (end === undefined) continue
      const waited = end - line.receivedAt
      if (waited >= slowestBody) yield { entry }
      else if (line.abortedAt !== undefined && !(journal.run && line.abortedAt > journal.run.ended - ending))
        yield { entry, slip: `It hung up after ${explainSpan(waited)}, before the answer came.` }
    }
  },
}
