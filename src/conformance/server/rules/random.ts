import { type Rule, wantRefused } from '../rule.ts'

/** RB-P23: random. */
export const random: Rule = {
  id: 'RB-P23',
  severity: 'warning',
  sentence: 'Refuses a query whose random is missing or above 32 bits with 60002',
  reason: 'Page 68926 demands a random unsigned 32-bit integer.',
  seen: {
    assumed:
      'the page demands it and names no code for anything else; clients in use that send other things are served',
  },
  fix: 'Answer 60002 where random is no integer from 0 to 4294967295.',
  judge: wantRefused(['no-random', 'large-random'], 'HttpParseError'),
}
