import type { Life } from './life.ts'

/** Who takes part in a call from its beginning. */
interface Cast {
  readonly from: string
  readonly to: readonly string[]
  /** Whether the caller is made up, and gone at once: a call was seen in which everybody waits. */
  readonly leavesAtOnce: boolean
}

/** The most who can be called at once. */
const mostCalled = 100

/** Who calls whom, by all that was seen of a call; undefined if that is nobody or one alone. */
export function toCast(life: Life): Cast | undefined {
  const { record, looks, endedByClient } = life
  const full = looks.filter(({ members }) => members.size >= 2)
  const [first, ...later] = full
  if (!record && !first) return endedByClient === undefined ? undefined : toStrangers(life)
  const seen = first ? [...first.members.keys()] : []
  const late = new Set(later.flatMap(look => [...look.members.keys()]).filter(user => !seen.includes(user)))
  const talking = first && [...first.members].find(([, status]) => status === 'Calling')?.[0]
  const from = record?.everyone[0] ?? talking
  // Whoever came in later has a turn of his own; whoever was never seen was there, and gone before anybody looked.
  const everyone = new Set([...(record?.everyone ?? []), ...seen].filter(user => !late.has(user)))
  if (from === undefined) return { from: `${toOwn(life)} caller`, to: cut([...everyone]), leavesAtOnce: true }
  everyone.delete(from)
  const to = cut([...everyone])
  return to.length === 0 ? undefined : { from, to, leavesAtOnce: false }
}

const cut = (users: readonly string[]) => users.slice(0, mostCalled)

/** Nobody ever said who was in it, but it was there to be ended. */
const toStrangers = (life: Life): Cast => ({
  from: `${toOwn(life)} caller`,
  to: [`${toOwn(life)} callee`],
  leavesAtOnce: false,
})

/** No account is like that. */
const toOwn = ({ app, id }: Life) => `\u0000${app}/${id}`
