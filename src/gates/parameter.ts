import type { Ask } from '../contracts/ask.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { quote } from '../words/quote.ts'

/** Whether one parameter of the query is as its contract wants it: the refusal if not, with what came and what is wanted. */
export function checkParameter(name: ParameterName, ask: Ask): (Refusal & { readonly because: string }) | undefined {
  const { schema, wanted, missing, wrong } = parameters[name]
  const value = ask.query.get(name)
  if (value === undefined)
    return { refuse: missing, because: `${name} is missing${explainOtherCase(name, ask)}: want ${wanted}.` }
  if (ask.repeated.length > 0 && ask.repeated.includes(name)) {
    return { refuse: wrong, because: `${name} came more than once: want ${wanted}, once.` }
  }
  if (lastGood.get(name) === value) return undefined
  if (schema.safeParse(value).success) {
    lastGood.set(name, value)
    return undefined
  }
  const came = name === 'usersig' ? 'empty' : quote(value)
  return { refuse: wrong, because: `${name} is ${came}: want ${wanted}.` }
}

/** A client sends the same values all day, but for random; what was good a request ago is good. */
const lastGood = new Map<ParameterName, string>()

/** Names are case-sensitive (page 68926), and a name in another case is the likeliest slip. */
function explainOtherCase(name: ParameterName, ask: Ask): string {
  for (const other of ask.query.keys()) {
    if (other.toLowerCase() === name) return ` (${quote(other)} came; names are case-sensitive)`
  }
  return ''
}
