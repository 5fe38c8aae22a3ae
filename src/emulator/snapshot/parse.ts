import { explainDocument } from '../../scenarios/messages.ts'
import { readDocument } from '../../text/json-error.ts'
import { shareInstances } from '../../text/share-instances.ts'
import type { DocumentIssue } from '../../text/zod-issues.ts'
import { checkSnapshot } from './check.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Something cannot be gone back to, as a whole: it is no snapshot, or a damaged one. `problems` has everything that is
 * wrong with it, each with its path, and the message says the first of it.
 */
export class SnapshotError extends Error {
  static {
    shareInstances(SnapshotError, 'SnapshotError')
  }

  override readonly name = 'SnapshotError'
  readonly problems: readonly DocumentIssue[]
  /** Whether it is JSON at least. */
  readonly isJson: boolean

  constructor(problems: readonly DocumentIssue[], isJson = true) {
    super(explainProblems(problems))
    this.problems = problems
    this.isJson = isJson
  }
}

/** A snapshot from its text, or the bytes of it in UTF-8. Throws a SnapshotError if it is none, or is damaged. */
export function parseSnapshot(source: string | Uint8Array): Snapshot {
  const read = readDocument(source)
  if ('problem' in read) throw new SnapshotError([read.problem], false)
  return demandSnapshot(read.data)
}

/** A snapshot from data that may be one. Throws a SnapshotError if it is none, or is damaged. */
export function demandSnapshot(data: unknown): Snapshot {
  const checked = checkSnapshot(data)
  if ('problems' in checked) throw new SnapshotError(checked.problems)
  return checked.snapshot
}

const explainProblems = (problems: readonly DocumentIssue[]) =>
  `This is no snapshot that can be loaded. ${explainDocument(problems)} ${wayOut}`

const wayOut = 'Take another with GET /_ringback/snapshot or --export-on-exit.'
