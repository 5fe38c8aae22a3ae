import { quote, toEnumeration } from '../../../words/quote.ts'
import { isCredentialName } from '../credentials.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q23: secrets stay where they belong. */
export const credentials: Rule = {
  id: 'RB-Q23',
  group: 'request',
  severity: 'error',
  sentence: 'Sends no secret but the UserSig, and that in the query alone',
  reason: 'The key signs and never travels; bodies end in logs.',
  seen: { page: 34385 },
  fix: 'Keep the key out of every request, and the UserSig out of bodies. If either went to the real service or to a log, change the key.',
  judge: eachEntry(({ leaks, json }) => {
    const fields = Object.keys(json ?? {}).filter(isCredentialName)
    const found = [...leaks, ...fields.map(name => `a field ${quote(name)} in the body`)]
    return found.length === 0 || `Found: ${toEnumeration(found, 'and')}.`
  }),
}
