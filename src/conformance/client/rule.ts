import type { Source } from '../../contracts/source.ts'
import type { Severity } from '../rule.ts'
import type { Run, Seen } from './run.ts'

/** What a clause is about: what is sent, what is done over time, what is made of an answer, what is handed on of it. */
export type Group = 'request' | 'behaviour' | 'answer' | 'case'

/** One thing that a client has to keep: a rule, which whatever it does is judged by, or a case, which it is led through. */
export interface Clause {
  /** Such as `RB-Q01`, or `RB-C01` for a case; it never changes. */
  readonly id: string
  readonly group: Group
  readonly severity: Severity
  /** What the client does if it keeps it. */
  readonly sentence: string
  /** Why it has to. */
  readonly reason: string
  readonly seen: Source
  /** What to do about it. */
  readonly fix: string
}

/** A clause that any run of a client can be judged by. */
export interface Rule extends Clause {
  /** Whether the page of each command states the same, so that a finding cites the page of its own command. */
  readonly onEachPage?: true
  /** Judges whatever in a run has something to say about it. Nothing judged means not exercised, never passed. */
  judge(run: Run): Iterable<Opinion>
}

/** What one exchange says of a rule: it is kept, or broken, and how. */
export interface Opinion {
  readonly entry: Seen
  /** How it is broken, as a sentence; absent if it is kept. */
  readonly slip?: string
  /** The source of what it is held against, where that is not the rule's. */
  readonly seen?: Source | undefined
  /** Earlier requests without which the exchange would not break the rule. */
  readonly also?: readonly Seen[]
}

/** Judges exchanges one by one: `undefined` where one has nothing to say, `true` where it keeps the rule, else the slip. */
export const eachEntry = (
  judgeOne: (
    entry: Seen,
    run: Run,
  ) => string | true | (Pick<Required<Opinion>, 'slip'> & Pick<Opinion, 'seen'>) | undefined,
): Rule['judge'] =>
  function* (run) {
    for (const entry of run.entries) {
      const opinion = judgeOne(entry, run)
      if (opinion === undefined) continue
      if (opinion === true) yield { entry }
      else yield typeof opinion === 'string' ? { entry, slip: opinion } : { entry, ...opinion }
    }
  }
