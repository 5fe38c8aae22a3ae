import type * as z from 'zod'
import { isRecord } from '../text/data.ts'
import { mostIssues } from '../text/fields.ts'
import { readDocument } from '../text/json-error.ts'
import { type DocumentIssue, explainFieldIssues, type Path, toFieldIssues } from '../text/zod-issues.ts'
import { toDocumentIssue } from './messages.ts'

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
    return {
      issues: [toDocumentIssue('wrong-kind', [...base, 'ringback'], { expected: kind, received: head.ringback })],
    }
  if (head.version !== version)
    return {
      issues: [toDocumentIssue('wrong-version', [...base, 'version'], { expected: version, received: head.version })],
    }
  const read = schema.safeParse(data)
  if (!read.success) return { issues: explainFieldIssues(toFieldIssues(read.error, data, { base })) }
  const issues: DocumentIssue[] = []
  for (const issue of check(read.data)) {
    if (issues.push({ ...issue, path: [...base, ...issue.path] }) === mostIssues) break
  }
  return issues.length === 0 ? { document: read.data } : { issues }
}
