import { type Rule, wantRefused } from '../rule.ts'

/** RB-P18: the method. */
export const method: Rule = {
  id: 'RB-P18',
  severity: 'warning',
  sentence: 'Returns 60008 for any method other than POST',
  reason: 'The API accepts POST only.',
  seen: {
    observed:
      'a GET of an existing command with a full query was answered with 60008; its missing body may have been the cause',
  },
  fix: 'Answer 60008 to every method other than POST, after the identity checks.',
  judge: wantRefused(['get-method'], 'ServiceTimeout'),
}
