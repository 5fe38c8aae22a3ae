import type * as z from 'zod'
import { explainIssue } from '../contracts/explain-issues.ts'
import { readDocument, type ScenarioIssue, toPathText } from '../scenarios/messages.ts'
import { mostProblems } from '../text/fields.ts'
import { formatValue } from '../text/format.ts'

/** A mistake in a journal or a snapshot: a stable code, the path, and a sentence. */
export interface DocumentIssue extends ScenarioIssue {
  readonly code: DocumentIssueCode
}

/** What can be wrong with a document: its form, or the references and the order in it. */
export type DocumentIssueCode = keyof typeof messages

/** The catalogue of messages of documents: each code with its sentence. */
const messages = {
  'not-json': ({ reason }: { readonly reason: string }) => reason,
  empty: () => 'Empty list: expected a journal, or a list of journals.',
  'wrong-kind': ({ expected, received }: { readonly expected: string; readonly received: unknown }) =>
    `Invalid ringback: expected "${expected}", got ${formatReceived(received)}.${hints.get(received) ?? ''}`,
  'wrong-version': ({ expected, received }: { readonly expected: number; readonly received: unknown }) =>
    `Invalid version: expected ${expected}, got ${formatReceived(received)}. Another version of ringback wrote this document.`,
  invalid: ({ reason }: { readonly reason: string }) => reason,
  duplicate: ({ field, value }: Field) => `Duplicate ${field}: ${formatValue(value)} occurs twice.`,
  unknown: ({ field, value }: Field) => `Unknown ${field} ${formatValue(value)}.`,
  order: ({ field, value, after }: Field & { readonly after: unknown }) =>
    `Invalid ${field}: expected more than ${formatValue(after)}, got ${formatValue(value)}.`,
  range: ({ field, value, most }: Field & { readonly most: unknown }) =>
    `Invalid ${field}: expected at most ${formatValue(most)}, got ${formatValue(value)}.`,
  sum: ({ field, value, expected }: Field & { readonly expected: unknown }) =>
    `Invalid ${field}: expected ${formatValue(expected)} as counted, got ${formatValue(value)}.`,
  missing: ({ field, value }: Field) => `Missing ${field} for ${formatValue(value)}.`,
} as const satisfies { readonly [code: string]: (data: never) => string }

interface Field {
  readonly field: string
  readonly value: unknown
}

const hints: ReadonlyMap<unknown, string> = new Map([
  ['snapshot' as unknown, ' This is a snapshot: the state of an emulator.'],
  ['journal', ' This is a journal: what clients did.'],
  [1, ' This is a scenario.'],
])

/** Objects are not printed: they may be deep or long. */
const formatReceived = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'object' ? 'an object' : formatValue(value)

/** Creates an issue from its code and data. */
export function toIssue<Code extends DocumentIssueCode>(
  code: Code,
  path: ScenarioIssue['path'],
  data: Parameters<(typeof messages)[Code]>[0],
): DocumentIssue {
  // Sound: each message takes the data of its own code.
  const message = messages[code] as (data: unknown) => string
  return { code, path, sentence: message(data) }
}

/** The data in a JSON text or its bytes in UTF-8, or why it is not JSON. */
export function parseDocument(
  source: string | Uint8Array,
): { readonly data: unknown } | { readonly issue: DocumentIssue } {
  const read = readDocument(source)
  return 'data' in read ? read : { issue: toIssue('not-json', [], { reason: read.problem.sentence }) }
}

/**
 * Checks data against a document's kind, version and schema, then by `check`, which finds wrong references. Returns the
 * document or its mistakes, at most 1,000.
 */
export function checkDocument<Document extends object>(
  data: unknown,
  { kind, version, schema }: { readonly kind: string; readonly version: number; readonly schema: z.ZodType<Document> },
  check: (document: Document) => Iterable<DocumentIssue>,
  base: ScenarioIssue['path'] = [],
): { readonly document: Document } | { readonly issues: readonly DocumentIssue[] } {
  const head: { readonly ringback?: unknown; readonly version?: unknown } = Object(data)
  if (head.ringback !== kind)
    return { issues: [toIssue('wrong-kind', [...base, 'ringback'], { expected: kind, received: head.ringback })] }
  if (head.version !== version)
    return { issues: [toIssue('wrong-version', [...base, 'version'], { expected: version, received: head.version })] }
  const read = schema.safeParse(data)
  const issues: DocumentIssue[] = []
  if (!read.success) {
    for (const issue of read.error.issues.slice(0, mostProblems)) {
      const path = issue.path.map(key => (typeof key === 'number' ? key : String(key)))
      issues.push(toIssue('invalid', [...base, ...path], { reason: explainIssue(issue, data, { schema }) }))
    }
    return { issues }
  }
  for (const issue of check(read.data))
    if (issues.push({ ...issue, path: [...base, ...issue.path] }) === mostProblems) break
  return issues.length === 0 ? { document: read.data } : { issues }
}

/** How many issues an error's message names. */
const mostNamed = 3

/** The first issues of a document as text, each with its path. */
export function explainIssues(issues: readonly DocumentIssue[]): string {
  const named = issues
    .slice(0, mostNamed)
    .map(({ path, sentence }) => (path.length > 1 ? `${toPathText(path)}: ${sentence}` : sentence))
  const more = issues.length > mostNamed ? ` And ${issues.length - mostNamed} more.` : ''
  return `${named.join(' ')}${more}`
}
