import type * as z from 'zod'
import { isRecord } from '../text/data.ts'
import { mostIssues } from '../text/fields.ts'
import { formatValue } from '../text/format.ts'
import { readDocument } from '../text/json-error.ts'
import { type DocumentIssue, explainFieldIssues, type Path, toFieldIssues } from '../text/zod-issues.ts'

/** The catalogue of messages about journals and snapshots: each code with its sentence. Fields have `fieldMessages`. */
export const documentMessages = {
  empty: () => 'Empty list: expected a journal, or a list of journals.',
  'wrong-kind': ({ expected, received }: { readonly expected: string; readonly received: unknown }) =>
    `Invalid ringback: expected "${expected}", got ${formatReceived(received)}.${hints.get(received) ?? ''}`,
  'wrong-version': ({ expected, received }: { readonly expected: number; readonly received: unknown }) =>
    `Invalid version: expected ${expected}, got ${formatReceived(received)}. Another version of ringback wrote this document.`,
  duplicate: ({ field, value }: Field) => `Duplicate ${field}: ${formatValue(value)} occurs twice.`,
  unknown: ({ field, value }: Field) => `Unknown ${field} ${formatValue(value)}.`,
  'too-early': ({ field, value, after }: Field & { readonly after: unknown }) =>
    `Invalid ${field}: expected more than ${formatValue(after)}, got ${formatValue(value)}.`,
  'too-large': ({ field, value, most }: Field & { readonly most: unknown }) =>
    `Invalid ${field}: expected at most ${formatValue(most)}, got ${formatValue(value)}.`,
  inconsistent: ({ field, value, expected }: Field & { readonly expected: unknown }) =>
    `Invalid ${field}: expected ${formatValue(expected)}, got ${formatValue(value)}.`,
  missing: ({ field, value }: Field) => `Missing ${field} for ${formatValue(value)}.`,
} as const satisfies { readonly [code: string]: (data: never) => string }

interface Field {
  readonly field: string
  readonly value: unknown
}

const hints: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['snapshot', ' This is a snapshot: the state of an emulator.'],
  ['journal', ' This is a journal: what clients did.'],
  [1, ' This is a scenario.'],
])

/** Objects are not printed: they may be deep or long. */
const formatReceived = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'object' ? 'an object' : formatValue(value)

/** Creates an issue from its code and data. */
export function toIssue<Code extends keyof typeof documentMessages>(
  code: Code,
  path: Path,
  data: Parameters<(typeof documentMessages)[Code]>[0],
): DocumentIssue {
  // Sound: each message takes the data of its own code.
  const describe = documentMessages[code] as (data: unknown) => string
  return { code, path, message: describe(data) }
}

/** The form of a document. */
export interface DocumentForm<Document> {
  readonly kind: 'journal' | 'snapshot'
  readonly version: number
  readonly schema: z.ZodType<Document>
  /** Finds wrong references and orders in a document whose fields are valid. */
  check(document: Document): Iterable<DocumentIssue>
}

/** The data in a JSON text or its bytes in UTF-8, or why it is not JSON. */
export function parseDocument(
  source: string | Uint8Array,
): { readonly data: unknown } | { readonly issue: DocumentIssue } {
  const read = readDocument(source)
  return 'data' in read ? read : { issue: read.problem }
}

/** Checks data against the form of a document. Returns the document or its mistakes, at most 1,000. */
export function checkDocument<Document extends object>(
  data: unknown,
  { kind, version, schema, check }: DocumentForm<Document>,
  base: Path = [],
): { readonly document: Document } | { readonly issues: readonly DocumentIssue[] } {
  const head = isRecord(data) ? data : {}
  if (head.ringback !== kind)
    return { issues: [toIssue('wrong-kind', [...base, 'ringback'], { expected: kind, received: head.ringback })] }
  if (head.version !== version)
    return { issues: [toIssue('wrong-version', [...base, 'version'], { expected: version, received: head.version })] }
  const read = schema.safeParse(data)
  if (!read.success) return { issues: explainFieldIssues(toFieldIssues(read.error, data, { base })) }
  const issues: DocumentIssue[] = []
  for (const issue of check(read.data)) {
    if (issues.push({ ...issue, path: [...base, ...issue.path] }) === mostIssues) break
  }
  return issues.length === 0 ? { document: read.data } : { issues }
}
