import { judgeParameter } from '../parameter.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q07: random. */
export const random: Rule = {
  id: 'RB-Q07',
  group: 'request',
  severity: 'error',
  sentence: 'Sends random as a decimal integer from 0 to 4294967295',
  reason: 'It is documented as an unsigned 32-bit integer; that the service is known to tolerate others is no promise.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Draw a new number for each request, of 32 bits; no UUID, and no 63-bit number.',
  judge: eachEntry(entry => judgeParameter('random', entry)),
}
