import type { CallObservation } from './observe.ts'

/** The members of a call at its start. */
interface Participants {
  readonly from: string
  readonly to: readonly string[]
  /** Whether the caller is invented and leaves at once: the call was seen with only waiting members. */
  readonly leavesAtOnce: boolean
}

/** The most callees of a call. */
const mostCalled = 100

/** Infers who calls whom from everything observed of a call; undefined if fewer than two members are known. */
export function inferParticipants(call: CallObservation): Participants | undefined {
  const { record, memberships, endedByClient } = call
  const full = memberships.filter(({ members }) => members.size >= 2)
  const [first, ...later] = full
  // The client ended a call whose members are unknown, so it must exist.
  if (!record && !first && endedByClient === undefined) return undefined
  if (!record && !first) return { from: invent(call, 'caller'), to: [invent(call, 'callee')], leavesAtOnce: false }
  const initial = first ? [...first.members.keys()] : []
  const late = new Set(later.flatMap(({ members }) => [...members.keys()]).filter(user => !initial.includes(user)))
  const talking = first && [...first.members].find(([, status]) => status === 'Calling')?.[0]
  const from = record?.everyone[0] ?? talking
  // Later members join by a step of their own; those of the record who were never seen had left before.
  const everyone = new Set([...(record?.everyone ?? []), ...initial].filter(user => !late.has(user)))
  if (from !== undefined) everyone.delete(from)
  const to = [...everyone].slice(0, mostCalled)
  if (from === undefined) return { from: invent(call, 'caller'), to, leavesAtOnce: true }
  return to.length === 0 ? undefined : { from, to, leavesAtOnce: false }
}

/** An account of one call only; no real account has such a name. */
const invent = ({ app, id }: CallObservation, role: 'caller' | 'callee') => `\u0000${app}/${id} ${role}`
