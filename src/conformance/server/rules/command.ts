import { type Rule, wantRefused } from '../rule.ts'

/** RB-P19: commands that there are not. */
export const command: Rule = {
  id: 'RB-P19',
  severity: 'warning',
  sentence: 'Returns 60008 for an unknown command',
  reason: 'A client must be able to distinguish a mistyped path from a call that does not exist.',
  seen: {
    observed: 'an unknown command of a known service was answered with 60008 (September 2026)',
  },
  fix: 'Answer 60008 to every path that names no command.',
  judge: wantRefused(['unknown-command'], 'ServiceTimeout'),
}
