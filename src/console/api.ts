import type { Answer, AnswerName } from './run.ts'
import { connection } from './store.ts'

/** A problem document as an error: `message` is its detail, `problems` every single mistake. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly problems: readonly ApiProblem[]

  constructor(status: number, code: string, detail: string, problems: readonly ApiProblem[]) {
    super(detail)
    this.status = status
    this.code = code
    this.problems = problems
  }
}

/** One mistake of several, such as an error in a scenario with its line. */
export interface ApiProblem {
  readonly code?: string
  readonly path?: readonly (string | number)[]
  readonly message: string
  readonly line?: number
  readonly column?: number
}

const tokenKey = 'ringback.token'

let token = readToken()

function readToken(): string | undefined {
  try {
    return sessionStorage.getItem(tokenKey) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps the token for this tab. */
export function setToken(text: string): void {
  token = text
  try {
    sessionStorage.setItem(tokenKey, text)
  } catch {
    // The token holds for this page.
  }
}

/** The headers that authorize a request. */
const authorization = (): Record<string, string> => (token === undefined ? {} : { Authorization: `Bearer ${token}` })

/** What is sent: a method, a query, and a body that is sent as JSON, or as it is if it is a text. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly query?: { readonly [name: string]: string | number | boolean | undefined }
  readonly body?: unknown
  readonly type?: string
  readonly headers?: { readonly [name: string]: string }
  readonly signal?: AbortSignal
}

/** Sends a request to the admin API, whose path is below the page's own, such as `clock/advance`. Throws an ApiError for a refusal. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = options.body === undefined ? 'GET' : 'POST', query = {}, body, type, headers, signal } = options
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]))
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  const response = await fetch(new URL(path + search, new URL('.', location.href)), {
    method,
    cache: 'no-store',
    headers: {
      ...authorization(),
      ...(body === undefined ? {} : { 'Content-Type': type ?? 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  if (response.ok) return response
  const problem = await readProblem(response)
  if (problem.code === 'token-missing') connection.value = { state: 'token', isWrong: token !== undefined }
  throw problem
}

async function readProblem(response: Response): Promise<ApiError> {
  const text = await response.text()
  try {
    // Every refusal of the admin API is a problem document.
    const { code, detail, problems } = JSON.parse(text) as {
      readonly code: string
      readonly detail: string
      readonly problems?: readonly ApiProblem[]
    }
    return new ApiError(response.status, code, detail, problems ?? [])
  } catch {
    return new ApiError(response.status, 'unreadable', `The emulator answered with status ${response.status}.`, [])
  }
}

/** Sends a request and returns its answer as JSON, whose type is that of the named answer. */
export async function request<Name extends AnswerName>(
  _answer: Name,
  path: string,
  options?: RequestOptions,
): Promise<Answer<Name>> {
  const response = await send(path, options)
  // Sound: the emulator that serves this page validates nothing else.
  return (await response.json()) as Answer<Name>
}

/** The prefix of an application's own routes, such as `apps/88888888/`. */
export const ofApp = (sdkAppId: number | undefined): string => (sdkAppId === undefined ? '' : `apps/${sdkAppId}/`)
