import { formatValue } from '../../text/format.ts'
import { type DocumentIssue, explainFieldIssues, toFieldIssues } from '../../text/zod-issues.ts'
import { checkReferences } from './check-references.ts'
import { snapshotSchema } from './schema.ts'
import type { Snapshot } from './snapshot.ts'

/** Something that may be a snapshot, checked: it is one that can be gone back to, or everything that is wrong with it. */
export function checkSnapshot(
  data: unknown,
): { readonly snapshot: Snapshot } | { readonly problems: readonly DocumentIssue[] } {
  const foreign = findForeign(data)
  if (foreign) return { problems: [foreign] }
  const read = snapshotSchema().safeParse(data)
  if (!read.success) return { problems: explainFieldIssues(toFieldIssues(read.error, data)) }
  const problems = checkReferences(read.data)
  return problems.length === 0 ? { snapshot: read.data } : { problems }
}

/** What is no snapshot of ours needs no list of everything a snapshot has. */
function findForeign(data: unknown): DocumentIssue | undefined {
  const { ringback, version }: { readonly ringback?: unknown; readonly version?: unknown } = Object(data)
  if (ringback === 1) {
    return {
      code: 'inconsistent',
      path: ['ringback'],
      message: 'ringback is 1, so this is a scenario: want a snapshot, or load it as one.',
    }
  }
  if (ringback !== 'snapshot') {
    const came = ringback === undefined ? 'is missing' : `is ${explainCame(ringback)}`
    return {
      code: 'inconsistent',
      path: ['ringback'],
      message: `ringback ${came}: want "snapshot", by which a snapshot of ringback is known.`,
    }
  }
  if (version === 1) return undefined
  const came = version === undefined ? 'is missing' : `is ${explainCame(version)}`
  return {
    code: 'inconsistent',
    path: ['version'],
    message: `version ${came}: want 1. Another version of ringback has made it.`,
  }
}

/** Things with an inside are not looked into: they may be deep, or long. */
const explainCame = (came: unknown) => (typeof came === 'object' ? 'a thing of its own' : formatValue(came))
