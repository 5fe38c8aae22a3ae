import { parameters } from '../../../contracts/query.ts'
import { formatList, formatValue } from '../../../text/format.ts'
import { findOtherCase } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

const names = Object.keys(parameters)

/** RB-Q03: names in their case. */
export const parameterNames: Rule = {
  id: 'RB-Q03',
  group: 'request',
  severity: 'error',
  sentence: 'Writes the names of query parameters in small letters',
  reason: 'Names in the query are case-sensitive: one in another case is as good as missing.',
  seen: { page: 68926 },
  fix: `Name them ${formatList(names, 'and')}.`,
  judge: eachEntry(({ ask }) => {
    if (ask.query.size === 0) return undefined
    const wrong = names.flatMap(name => findOtherCase(ask, name) ?? [])
    return (
      wrong.length === 0 ||
      `The query has ${formatList(
        wrong.map(name => formatValue(name)),
        'and',
      )}.`
    )
  }),
}
