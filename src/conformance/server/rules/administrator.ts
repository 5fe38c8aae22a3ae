import { type Rule, wantRefused } from '../rule.ts'

/** RB-P30: who may ask. */
export const administrator: Rule = {
  id: 'RB-P30',
  severity: 'error',
  sentence: 'Refuses whoever is no administrator with 60010',
  reason: 'Only administrators of the application may call the API.',
  seen: { page: 68926 },
  fix: 'Answer 60010 where identifier is no administrator; 70107 where there is no such account.',
  judge: wantRefused(['no-administrator'], 'NotAdministrator', 'AccountNotImported'),
}
