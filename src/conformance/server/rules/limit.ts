import { errors } from '../../../contracts/errors.ts'
import { findErrorCode, parseObject } from '../drift.ts'
import { type Course, findResponse, pick, type Shot } from '../probe.ts'
import type { Rule } from '../rule.ts'

const { TooManyRequests, AppTooFrequent, TooFrequent60018, TooFrequent60019 } = errors
const tooMany = new Set<number>(
  [TooManyRequests, AppTooFrequent, TooFrequent60018, TooFrequent60019].map(({ code }) => code),
)

/** RB-P55: the limit. */
export const limit: Rule = {
  id: 'RB-P55',
  severity: 'error',
  sentence: 'Refuses requests beyond 200 a second, and none before',
  reason: 'A client that is served without limit here meets the limit in earnest first.',
  seen: { page: 68932 },
  fix: 'Count the accepted requests of each application and command, and answer 60007 beyond 200 in one second.',
  judge: course => {
    const { shots = [], unplayed } = course.find('flood') ?? {}
    if (shots.length === 0) return [{ unclear: unplayed ?? 'It was not asked.' }]
    const codes = shots.map(({ outcome }) =>
      'status' in outcome ? findErrorCode(Object(parseObject(outcome.text))) : undefined,
    )
    const refused = codes.filter(code => code !== undefined && tooMany.has(code)).length
    const accepted = shots.length - refused
    if (refused > 0 && accepted < 200)
      return [{ slip: `Only ${accepted} of ${shots.length} were served: want 200.`, probe: 'flood' }]
    if (refused > 0) return ['kept']
    if (isFast(course)) return [{ unclear: "The server's clock runs faster than ours, and so its seconds are short." }]
    const took = toSpan(shots)
    // Spread over so long, they need not have been too many in any one second.
    if (took >= 1_000)
      return [{ unclear: `${shots.length} requests took ${took} ms, which is too slow to meet the limit.` }]
    return [{ slip: `All ${shots.length} were served within a second: want 200 at most.`, probe: 'flood' }]
  },
}

/** Whether the call that was started and ended lasted longer by the server's clock, in whole seconds, than by ours. */
function isFast(course: Course): boolean {
  const record = pick(findResponse(course, 'ended-record'), 'CallRecord')
  const lasted = Number(pick(record, 'EndTime')) - Number(pick(record, 'StartTime'))
  const shots = ['start', 'end'].flatMap(id => course.find(id)?.shots ?? [])
  return (lasted - 1) * 1_000 > toSpan(shots)
}

/** How long it was from the first request to the last answer, in milliseconds. */
const toSpan = (shots: readonly Shot[]) =>
  Math.max(...shots.map(({ left, took }) => left + took)) - Math.min(...shots.map(({ left }) => left))
