import type { Opinion, Rule } from '../rule.ts'
import { groupBy, type Seen } from '../run.ts'

/** From how many missed chances on it is a habit. */
const least = 4

/** How long an idle connection may surely be used again, in milliseconds of real time. */
const idle = 5_000

/** RB-B09: keeps its connections. */
export const connections: Rule = {
  id: 'RB-B09',
  group: 'behaviour',
  severity: 'warning',
  sentence: 'Uses a connection for more than one request',
  reason:
    'The service asks for connections that are kept alive and pooled; a new one for each request costs three round trips.',
  seen: { page: 68926 },
  fix: 'Make one HTTP client with keep-alive (an agent, a session, a pool) and use it for all requests; read each body to its end. One process for each request cannot.',
  *judge({ entries, journal }): Generator<Opinion> {
    // Requests to other services use connections too.
    const firstUse = new Map<number | undefined, number>()
    for (const { timing: line, position: number } of journal.entries)
      if (!firstUse.has(line?.connection)) firstUse.set(line?.connection, number)
    const onLine = entries.filter(({ timing: line }) => line?.connection !== undefined)
    for (const own of groupBy(onLine, ({ timing: line }) => line?.agent).values()) {
      const seen = new Set<number | undefined>()
      let reused = 0
      let missed = 0
      for (const [index, entry] of own.entries()) {
        if ((firstUse.get(entry.timing?.connection) ?? entry.position) < entry.position) reused++
        else if (couldReuse(own[index - 1], entry)) missed++
        seen.add(entry.timing?.connection)
      }
      const last = own.at(-1)
      if (!last) continue
      if (reused > 0) yield { entry: last }
      else if (missed >= least)
        yield {
          entry: last,
          slip: `${own.length} requests came by ${seen.size} connections, none by one that was there already.`,
        }
    }
  },
}

/** How soon after an answer a connection is closed by whoever does not keep it, and how late nobody is in one burst with it. */
const soon = 25

/** Whether the answer before had left, whole, shortly before this request came, and its connection could have been used. */
function couldReuse(before: Seen | undefined, { timing: line }: Seen): boolean {
  if (!before?.timing || !line || before.drop !== undefined || before.timing.abortedAt !== undefined) return false
  const since = line.receivedAt - (before.timing.sentAt ?? Number.POSITIVE_INFINITY)
  if (since < 0 || since >= idle) return false
  // In a burst a request has its own connection already while the answer before is on its way.
  if ((line.opened ?? line.receivedAt) < (before.timing.sentAt ?? 0)) return false
  const wasKept = (before.timing.closed ?? Number.POSITIVE_INFINITY) - (before.timing.sentAt ?? 0) > soon
  return !wasKept || since >= soon
}
