import { errors } from '../../../contracts/errors.ts'
import { findErrorCode, parseObject } from '../drift.ts'
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
    const took = shots.reduce((sum, shot) => sum + shot.took, 0) / 50
    // Spread over so long, they need not have been too many in any one second.
    if (took >= 1_000)
      return [
        { unclear: `${shots.length} requests took about ${Math.round(took)} ms, which is too slow to meet the limit.` },
      ]
    return [{ slip: `All ${shots.length} were served within a second: want 200 at most.`, probe: 'flood' }]
  },
}
