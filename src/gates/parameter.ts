import type { Ask } from '../contracts/ask.ts'
import { explainMisplaced, findMisplaced } from '../contracts/misplaced.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { quote } from '../words/quote.ts'

/** Whether one parameter of the query is as its contract wants it: the refusal if not, with what came and what is wanted. */
export function checkParameter(name: ParameterName, ask: Ask): (Refusal & { readonly because: string }) | undefined {
  const { schema, wanted, missing, wrong } = parameters[name]
  const value = ask.query.get(name)
  if (value === undefined) {
    const misplaced = findMisplaced(ask)
    if (misplaced?.names.includes(name)) return { refuse: missing, because: explainMisplaced(misplaced) }
    return { refuse: missing, because: `Missing ${name}${explainOtherCase(name, ask)}: expected ${wanted}.` }
  }
  if (ask.repeated.length > 0 && ask.repeated.includes(name)) {
    return { refuse: wrong, because: `Repeated ${name}: expected ${wanted}, once.` }
  }
  if (lastGood.get(name) === value) return undefined
  if (schema.safeParse(value).success) {
    lastGood.set(name, value)
    return undefined
  }
  const came = name === 'usersig' ? 'an empty value' : quote(value)
  return { refuse: wrong, because: `Invalid ${name}: expected ${wanted}, got ${came}.` }
}

/** A client sends the same values all day, but for random; what was good a request ago is good. */
const lastGood = new Map<ParameterName, string>()

/** Names are case-sensitive (page 68926), and a name in another case is the likeliest slip. */
function explainOtherCase(name: ParameterName, ask: Ask): string {
  for (const other of ask.query.keys()) {
    if (other.toLowerCase() === name) return ` (received ${quote(other)}; names are case-sensitive)`
  }
  return ''
}
