import { formatList, formatValue } from '../../../text/format.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q04: nothing twice. */
export const repeated: Rule = {
  id: 'RB-Q04',
  group: 'request',
  severity: 'error',
  sentence: 'Sends no query parameter twice',
  reason: 'Which of two values counts is documented nowhere.',
  seen: { assumed: 'no page speaks of repeated parameters' },
  fix: 'Set each parameter once; look whether a base URL already carries some of them.',
  judge: eachEntry(({ ask }) => {
    if (ask.query.size === 0) return undefined
    const twice = [...new Set(ask.repeated)].map(name => formatValue(name))
    return twice.length === 0 || `${formatList(twice, 'and')} came more than once.`
  }),
}
