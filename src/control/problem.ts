import { cut } from '../text/format.ts'
import { type Mask, maskAll } from '../text/redact.ts'
import type { DocumentIssue } from '../text/zod-issues.ts'
import { explainFilterIssue, type Filter, parseFilter } from './filter.ts'
import type { FilterKind } from './filter-keys.ts'
import { type ControlIssue, explainControlIssue, type ProblemCode, problemTitles } from './messages.ts'

/** A problem document (RFC 9457): a stable `code`, the HTTP status, and how to fix it. */
export interface ProblemDocument {
  readonly type: 'about:blank'
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly detail: string
  /** Every mistake, each with its code and path. */
  readonly problems?: readonly object[]
  /** More data of a code, such as what came near. */
  readonly [more: string]: unknown
}

/** A mistake of the caller; the admin API answers it as a problem document. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  /** The mistake itself; `message` is its sentence. */
  readonly issue: ControlIssue
  /** Every mistake, if there may be several. */
  readonly problems: readonly DocumentIssue[] | undefined
  /** More fields of the document. */
  readonly more: object | undefined

  constructor(issue: ControlIssue, problems?: readonly DocumentIssue[], more?: object) {
    const { problem, message } = explainControlIssue(issue)
    super(message)
    this.code = problem
    this.issue = issue
    this.problems = problems
    this.more = more
  }
}

/** A problem with every mistake in a document. */
export const toProblem = (problems: readonly DocumentIssue[]): Problem =>
  new Problem({ code: 'invalid-document', problems }, problems)

/** A parsed filter. Throws a Problem with every mistake, each with its column. */
export function toFilter<Kind extends FilterKind>(text: string, kind: Kind): Filter<Kind> {
  const parsed = parseFilter(text, kind)
  if (!('issues' in parsed)) return parsed
  throw toProblem(
    parsed.issues.map(issue => ({
      code: issue.code,
      path: ['q'],
      message: explainFilterIssue(issue),
      line: 1,
      column: issue.column,
    })),
  )
}

/** The keys that were sent may be of any length. */
const cutPath = (problem: DocumentIssue): DocumentIssue => ({
  ...problem,
  path: problem.path.map(key => (typeof key === 'string' ? cut(key) : key)),
})

/** A problem as a document. It may repeat secrets of a request. */
export function toProblemDocument({ code, message, problems, more }: Problem): ProblemDocument {
  const [status, title] = problemTitles[code]
  const all = problems && { problems: problems.map(cutPath) }
  return { type: 'about:blank', status, code, title, detail: message, ...all, ...more }
}

/** A problem as a Response, without the secrets that it may repeat of a request. */
export function toProblemResponse(problem: Problem, mask: Mask): Response {
  const document = toProblemDocument(problem)
  return new Response(JSON.stringify(maskAll(document, mask)), {
    status: document.status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}
