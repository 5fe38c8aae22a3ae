import { judgeParameter } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q06: contenttype. */
export const contenttype: Rule = {
  id: 'RB-Q06',
  group: 'request',
  severity: 'error',
  sentence: 'Sends contenttype=json',
  reason: 'The parameter has this one value.',
  seen: { page: 68926 },
  fix: "Add contenttype=json to the query, in small letters. The request's Content-Type header is something else.",
  judge: eachEntry(entry => judgeParameter('contenttype', entry)),
}
