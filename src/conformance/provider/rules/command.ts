import { type Rule, wantRefused } from '../rule.ts'

/** RB-P19: commands that there are not. */
export const command: Rule = {
  id: 'RB-P19',
  severity: 'warning',
  sentence: 'Refuses a command that there is not with 60009',
  reason: 'A mistyped path has to be told from a call that does not exist.',
  seen: { assumed: 'the code speaks of a wrong URL, and no page says what an unknown command gets' },
  fix: 'Answer 60009 to every path that names no command.',
  judge: wantRefused(['unknown-command'], 'NoSuchCommand'),
}
