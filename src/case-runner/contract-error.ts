import type { Clause } from '../conformance/client/rule.ts'
import { explainReason } from '../conformance/rule.ts'
import { shareInstances } from '../text/share-instances.ts'

/** What a case that came to no good throws: its message has all of it, to be read in the output of a test runner. */
export class ContractError extends Error {
  static {
    shareInstances(ContractError, 'ContractError')
  }

  /** Such as `RB-C60`. */
  readonly id: string
  readonly command: string | undefined
  /** What was found, as a sentence. */
  readonly found: string
  /** What to do about it. */
  readonly fix: string
  /** What was wanted and what came, to be read within a sentence; absent where it is about a rule or a list. */
  readonly wanted: string | undefined
  readonly came: string | undefined

  constructor(
    clause: Clause,
    command: string | undefined,
    found: string,
    more: { wanted?: string; came?: string } = {},
  ) {
    const { id, sentence, fix } = clause
    const head = [id, command].filter(Boolean).join(' ')
    super(
      [
        `${head}: ${sentence}`,
        `found: ${found}`,
        `why:   ${explainReason(clause.reason, clause.seen)}`,
        `fix:   ${fix}`,
      ].join('\n'),
    )
    this.name = 'ContractError'
    this.id = id
    this.command = command
    this.found = found
    this.fix = fix
    this.wanted = more.wanted
    this.came = more.came
  }
}
