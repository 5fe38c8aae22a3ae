import { cut } from '../text/format.ts'
import type { Mask } from '../text/redact.ts'
import { maskAll } from '../text/redact.ts'
import type { DocumentIssue } from '../text/zod-issues.ts'

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

/** The codes of refusals of the admin API; they are stable. */
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
  'no-such-path': [404, 'Unknown path'],
  'wrong-method': [405, 'Method not allowed for this path'],
  'not-json': [400, 'The body is not JSON'],
  'not-valid': [400, 'The request is not valid'],
  'no-such-call': [404, 'Unknown call'],
  'no-such-application': [404, 'Unknown application'],
  'no-such-fault': [404, 'Unknown fault'],
  'no-such-exchange': [404, 'Unknown exchange'],
  'no-such-webhook': [404, 'Unknown callback'],
  'not-possible': [409, 'The action is not possible in the current state'],
  'not-yet': [408, 'The wait has timed out'],
  'too-large': [413, 'The body is too large'],
  'invalid-host': [400, 'The Host header is missing or invalid'],
  'foreign-host': [403, 'The admin API accepts requests from its own machine only'],
  'foreign-origin': [403, 'The admin API does not accept requests of other origins'],
  'callback-refused': [403, 'The admin API does not accept callbacks'],
  'token-missing': [401, 'The admin API requires its token'],
  internal: [500, 'Internal error'],
}

/** One mistake among several; in a document it has a code and a path. */
export type ProblemItem = Partial<DocumentIssue> & Pick<DocumentIssue, 'message'>

/** A mistake of the caller; the admin API answers it as a problem document. */
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
