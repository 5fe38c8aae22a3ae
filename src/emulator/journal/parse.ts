import { explainDocument } from '../../scenarios/messages.ts'
import { readDocument } from '../../text/json-error.ts'
import type { DocumentIssue } from '../../text/zod-issues.ts'
import type { Journal } from '../journal.ts'
import { checkJournals } from './check.ts'

/**
 * Something cannot be judged, as a whole: it is no journal, or a damaged one. `problems` has everything that is wrong
 * with it, each with its path, and the message says the first of it.
 */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly problems: readonly DocumentIssue[]

  constructor(problems: readonly DocumentIssue[]) {
    super(`This is no journal that can be judged. ${explainDocument(problems)} ${wayOut}`)
    this.problems = problems
  }
}

const wayOut = 'Take another with --report journal=FILE or GET /_ringback/report?format=journal.'

/**
 * The journals in a text, or in the bytes of it in UTF-8: one alone, or a list of them. Throws a JournalError if there is
 * anything else in it, or one of them is damaged.
 */
export function parseJournals(source: string | Uint8Array): readonly Journal[] {
  const read = readDocument(source)
  if ('problem' in read) throw new JournalError([read.problem])
  const checked = checkJournals(read.data)
  if ('problems' in checked) throw new JournalError(checked.problems)
  return checked.journals
}
