import { formatValue } from '../../../text/format.ts'
import { judgeParameter } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q05: sdkappid. */
export const sdkappid: Rule = {
  id: 'RB-Q05',
  group: 'request',
  severity: 'error',
  sentence: 'Names an application that exists in sdkappid, by its decimal id',
  reason: 'Every request is for one application.',
  seen: { page: 68926 },
  fix: 'Read the id from the configuration the client is given (RINGBACK_SDKAPPID under ringback exec), not from a constant.',
  judge: eachEntry(entry => {
    const opinion = judgeParameter('sdkappid', entry)
    if (opinion !== true || entry.isAdministrator !== undefined) return opinion
    return `There is no application ${formatValue(entry.ask.query.get('sdkappid'))} here.`
  }),
}
