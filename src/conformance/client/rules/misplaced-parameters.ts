import { explainMisplaced, findMisplaced } from '../../../contracts/parse-request.ts'
import { parameterNames } from '../../../contracts/query.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q25: parameters in the query. */
export const misplacedParameters: Rule = {
  id: 'RB-Q25',
  group: 'request',
  severity: 'error',
  sentence: 'Sends the parameters in the query of the URL',
  reason: 'The service reads these parameters from the URL alone, for every command and with every method.',
  seen: { page: 68926 },
  fix: `Put ${parameterNames.join(', ')} after the "?" of the URL. Most HTTP libraries have one option for the query and another for the body.`,
  judge: eachEntry(({ ask }) => {
    const misplaced = findMisplaced(ask)
    if (misplaced) return explainMisplaced(misplaced)
    return parameterNames.some(name => ask.query.has(name)) || undefined
  }),
}
