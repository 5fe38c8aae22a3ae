import { mostIssues } from '../text/fields.ts'
import type { DocumentIssue, Path } from '../text/zod-issues.ts'
import { checkDocument, parseDocument } from './documents.ts'
import { type Journal, journalSchema, journalVersion } from './journal.ts'
import { explainInvalidDocument, toDocumentIssue } from './messages.ts'

/** A journal has mistakes. `problems` has all of them with their paths; the message names the first ones. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly code = 'invalid-journal'
  readonly problems: readonly DocumentIssue[]

  constructor(problems: readonly DocumentIssue[]) {
    super(explainInvalidDocument('journal', problems))
    this.problems = problems
  }
}

/**
 * Parses the journals in a text, or in its bytes in UTF-8: one, or a list of them. Throws a JournalError with every mistake.
 */
export function parseJournals(source: string | Uint8Array): readonly Journal[] {
  const parsed = parseDocument(source)
  if ('issue' in parsed) throw new JournalError([parsed.issue])
  const { data } = parsed
  if (!Array.isArray(data)) return check([data], () => [])
  if (data.length === 0) throw new JournalError([toDocumentIssue('empty', [], undefined)])
  return check(data, index => [index])
}

function check(all: readonly unknown[], toBase: (index: number) => Path): readonly Journal[] {
  const journals: Journal[] = []
  const issues: DocumentIssue[] = []
  for (const [index, data] of all.entries()) {
    if (issues.length >= mostIssues) break
    const checked = checkDocument(
      data,
      { kind: 'journal', version: journalVersion, schema: journalSchema(), check: findIssues },
      toBase(index),
    )
    if ('document' in checked) journals.push(checked.document)
    else issues.push(...checked.issues.slice(0, mostIssues - issues.length))
  }
  if (issues.length > 0) throw new JournalError(issues)
  return journals
}

/** Entries are in order, and as many requests are counted as there were. */
function* findIssues({ entries, total, counts }: Journal): Generator<DocumentIssue, void> {
  let last = 0
  for (const [index, { position }] of entries.entries()) {
    const path = ['entries', index, 'position']
    if (position <= last) yield toDocumentIssue('too-early', path, { field: 'position', value: position, after: last })
    last = Math.max(last, position)
  }
  const counted = counts.reduce((sum, { requests }) => sum + requests, 0)
  if (counted !== total)
    yield toDocumentIssue('inconsistent', ['total'], { field: 'total', value: total, expected: counted })
  if (entries.length > total)
    yield toDocumentIssue('too-large', ['entries'], { field: 'entries', value: entries.length, most: total })
}
