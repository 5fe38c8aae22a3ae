import { formatValue } from '../../../text/format.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q01: POST. */
export const method: Rule = {
  id: 'RB-Q01',
  group: 'request',
  severity: 'error',
  sentence: 'Sends every request as an HTTP POST',
  reason: 'The service accepts no other method; it answers any other with 60008.',
  seen: { page: 68926 },
  fix: 'Use POST, with the parameters in the query and the fields in a JSON body.',
  judge: eachEntry(({ method: came }) => came === 'POST' || `The method is ${formatValue(came, 20)}.`),
}
