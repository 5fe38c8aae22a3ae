import { cut } from '../text/format.ts'
import type { Mask } from '../text/redact.ts'
import { maskAll } from '../text/redact.ts'
import type { DocumentIssue } from '../text/zod-issues.ts'

/** A problem document (RFC 9457): a stable `code`, the HTTP status, and sentences with the way out. */
export interface ProblemDocument {
  readonly type: 'about:blank'
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly detail: string
  /** Every single slip, where there are several. */
  readonly problems?: readonly object[]
  /** What else a code brings along, such as what came near. */
  readonly [more: string]: unknown
}

/** What can be wrong with a request to the control surface; these words are stable. */
export type ProblemCode =
  | 'no-such-path'
  | 'wrong-method'
  | 'not-json'
  | 'not-valid'
  | 'no-such-call'
  | 'no-such-application'
  | 'no-such-fault'
  | 'no-such-exchange'
  | 'no-such-webhook'
  | 'not-possible'
  | 'not-yet'
  | 'too-large'
  | 'invalid-host'
  | 'foreign-host'
  | 'foreign-origin'
  | 'callback-refused'
  | 'token-missing'
  | 'internal'

const titles: { readonly [Code in ProblemCode]: readonly [status: number, title: string] } = {
  'no-such-path': [404, 'There is nothing under this path'],
  'wrong-method': [405, 'This path does not take that method'],
  'not-json': [400, 'The body is not JSON'],
  'not-valid': [400, 'The request is not valid'],
  'no-such-call': [404, 'There is no such call'],
  'no-such-application': [404, 'There is no such application'],
  'no-such-fault': [404, 'There is no such fault'],
  'no-such-exchange': [404, 'There is no such exchange in the journal'],
  'no-such-webhook': [404, 'There is no such callback among those kept'],
  'not-possible': [409, 'That is not possible as things stand'],
  'not-yet': [408, 'It has not happened in time'],
  'too-large': [413, 'The body is too large'],
  'invalid-host': [400, 'The Host header is missing or invalid'],
  'foreign-host': [403, 'The control surface answers only to its own machine'],
  'foreign-origin': [403, 'The control surface does not answer pages of other origins'],
  'callback-refused': [403, 'The admin API does not accept callbacks'],
  'token-missing': [401, 'The control surface wants its token'],
  internal: [500, 'Something inside failed'],
}

/** One mistake among several; in a document it has a code and a path. */
export type ProblemItem = Partial<DocumentIssue> & Pick<DocumentIssue, 'message'>

/** Thrown by a route for a caller's slip; leaves as a problem document. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly problems: readonly ProblemItem[] | undefined
  readonly more: object | undefined

  constructor(code: ProblemCode, detail: string, problems?: Problem['problems'], more?: object) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.problems = problems
    this.more = more
  }
}

/** A problem with every mistake in a document. */
export const toProblem = (problems: readonly DocumentIssue[]): Problem =>
  new Problem('not-valid', problems.map(({ message }) => message).join(' '), problems)

/** The keys that were sent may be of any length. */
function cutPath<One extends object>(problem: One): One {
  if (!('path' in problem) || !Array.isArray(problem.path)) return problem
  const path: unknown[] = problem.path
  return { ...problem, path: path.map(key => (typeof key === 'string' ? cut(key) : key)) }
}

/** A problem as a Response, without the secrets that it may repeat of a request. */
export function toProblemResponse({ code, message, problems, more }: Problem, mask: Mask): Response {
  const [status, title] = titles[code]
  const document: ProblemDocument = {
    type: 'about:blank',
    status,
    code,
    title,
    detail: message,
    ...(problems ? { problems: problems.map(cutPath) } : {}),
    ...more,
  }
  return new Response(JSON.stringify(maskAll(document, mask)), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}
