import type { Opinion, Rule } from '../rule.ts'

/** RB-P16: an answer at all. */
export const answers: Rule = {
  id: 'RB-P16',
  severity: 'error',
  sentence: 'Answers every request',
  reason:
    'The backend itself gives up after 3 s and says so; a client that is left without an answer does not know what has happened.',
  seen: { page: 68926 },
  fix: 'Answer whatever comes, within 3 s; look into your log for what happened to these.',
  judge: course =>
    course.played.flatMap(({ probe, shots }): Opinion[] => {
      const silent = shots.find(({ outcome }) => 'unanswered' in outcome)?.outcome
      if (silent && 'unanswered' in silent) return [{ slip: silent.unanswered, probe: probe.id }]
      return shots.length > 0 ? ['kept'] : []
    }),
}
