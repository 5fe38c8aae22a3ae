import { formatValue } from '../../../text/format.ts'
import { parseObject } from '../drift.ts'
import { pick } from '../probe.ts'
import type { Opinion, Rule } from '../rule.ts'

/** RB-P14: RequestId anew. */
export const unique: Rule = {
  id: 'RB-P14',
  severity: 'error',
  sentence: 'Gives each answer a RequestId of its own',
  reason: 'The vendor finds a request again by it.',
  seen: { page: 68926 },
  fix: 'Make a new RequestId for each request, refusals included.',
  judge: course => {
    const seen = new Map<string, string>()
    let repeated: Opinion | undefined
    for (const { probe, shots } of course.played) {
      for (const { outcome } of shots) {
        const id = 'status' in outcome ? pick(parseObject(outcome.text), 'RequestId') : undefined
        if (typeof id !== 'string') continue
        const first = seen.get(id)
        const slip = `RequestId is ${formatValue(id)}, as it was for ${first}: want a new one.`
        if (first !== undefined) repeated ??= { slip, probe: probe.id, field: 'RequestId' }
        seen.set(id, probe.id)
      }
    }
    if (repeated) return [repeated]
    return [seen.size > 1 ? 'kept' : { unclear: 'No two answers had a RequestId.' }]
  },
}
