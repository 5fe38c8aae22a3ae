import { type Rule, wantRefused } from '../rule.ts'

/** RB-W08: RequestTime. */
export const freshness: Rule = {
  id: 'RB-W08',
  severity: 'warning',
  sentence: 'Refuses a callback whose RequestTime is a day old',
  reason: 'A Sign that is right once is right for ever; whoever has seen one could send it again.',
  seen: {
    assumed:
      "page 34354 leaves open how old a RequestTime may be; page 64412, of the vendor's live product with the same Sign, takes none that is off by more than a minute",
  },
  fix: 'Refuse a RequestTime that is more than a minute from now, and keep the clock set.',
  probes: ['stale'],
  judge: wantRefused,
}
