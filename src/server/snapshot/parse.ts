import type { Snapshot } from '../../emulator/snapshot.ts'
import { type Problem, toPathText } from '../../scenarios/problems.ts'
import { checkSnapshot } from './check.ts'

/** How many slips the sentence about a snapshot names. */
const named = 3

/**
 * Something cannot be gone back to, as a whole: it is no snapshot, or a damaged one. `problems` has everything that is
 * wrong with it, each with its path, and the message says the first of it.
 */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly problems: readonly Problem[]
  /** Whether it is JSON at least. */
  readonly isJson: boolean

  constructor(problems: readonly Problem[], isJson = true) {
    super(explainProblems(problems))
    this.problems = problems
    this.isJson = isJson
  }
}

/** A snapshot from its text, or the bytes of it in UTF-8. Throws a SnapshotError if it is none, or is damaged. */
export function parseSnapshot(source: string | Uint8Array): Snapshot {
  let data: unknown
  try {
    data = JSON.parse(typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source))
  } catch (error) {
    const sentence = `It is not JSON, or not the whole of it: ${explainSyntax(error)}.`
    throw new SnapshotError([{ path: [], sentence }], false)
  }
  return demandSnapshot(data)
}

/** A snapshot from data that may be one. Throws a SnapshotError if it is none, or is damaged. */
export function demandSnapshot(data: unknown): Snapshot {
  const checked = checkSnapshot(data)
  if ('problems' in checked) throw new SnapshotError(checked.problems)
  return checked.snapshot
}

function explainProblems(problems: readonly Problem[]): string {
  const slips = problems.slice(0, named).map(({ path, sentence }) => {
    // The sentence names the last key itself.
    return path.length > 1 ? `${toPathText(path)}: ${sentence}` : sentence
  })
  const more = problems.length > named ? ` And ${problems.length - named} more.` : ''
  const wayOut = 'Take another with GET /_ringback/snapshot or --export-on-exit.'
  return `This is no snapshot that can be loaded. ${slips.join(' ')}${more} ${wayOut}`
}

/** What the parser says; it quotes a short piece of the text at most. */
const explainSyntax = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
