import { isOperationName, operations } from '../../../contracts/operations.ts'
import type { Opinion, Rule } from '../rule.ts'
import { groupBy, type Seen } from '../run.ts'

const second = 1_000

/** RB-B07: stays under the limit. */
export const frequency: Rule = {
  id: 'RB-B07',
  group: 'behaviour',
  severity: 'error',
  sentence: 'Stays under the documented requests a second of each command without being told',
  reason: 'Each command takes 200 requests a second for an application.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Queue requests in the client, with a limit a little below the documented one; several processes share it.',
  *judge(run): Generator<Opinion> {
    // A request that is refused for what it is does not count against the limit, and its own mistake is the finding.
    const counted = run.entries.filter(entry => !(entry.trouble === 'never' && run.isOwnDoing(entry)))
    for (const own of groupBy(counted, entry => `${entry.epoch}|${entry.sdkAppId}|${entry.command}`).values()) {
      const command = own[0]?.command
      if (command === undefined || !isOperationName(command)) continue
      const { limit } = operations[command].perSecond
      const { most, entry } = findBusiest(own)
      if (!entry || most * 2 <= limit) continue
      if (most <= limit) yield { entry }
      else yield { entry, slip: `${most} requests came within a second: the limit is ${limit}.` }
    }
  },
}

/** The most requests within a second, and the last of them: of the client's time, or of both clocks where one stands still. */
function findBusiest(own: readonly Seen[]): { readonly most: number; readonly entry: Seen | undefined } {
  let from = 0
  let most = 0
  let busiest: Seen | undefined
  for (const [index, entry] of own.entries()) {
    for (let first = own[from]; first && from < index && toSpan(first, entry) >= second; first = own[from]) from++
    if (index - from + 1 <= most) continue
    most = index - from + 1
    busiest = entry
  }
  return { most, entry: busiest }
}

function toSpan(first: Seen, last: Seen): number {
  const virtual = last.at - first.at
  if (!first.timing || !last.timing) return virtual
  const real = last.timing.receivedAt - first.timing.receivedAt
  return last.rate > 0 ? real : Math.max(real, virtual)
}
