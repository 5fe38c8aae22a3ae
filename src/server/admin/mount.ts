import type { Context, Hono } from 'hono'
import * as z from 'zod'
import { listSchemaIssues } from '../../contracts/field-issues.ts'
import { explainIssue } from '../../contracts/messages.ts'
import { checkSameApp, findApp } from '../../control/apps.ts'
import { Problem, toProblem, toProblemResponse } from '../../control/problem.ts'
import { findBodyIssue } from '../../emulator/validate-body.ts'
import { isRecord, once, parseJson } from '../../text/data.ts'
import { maskAll } from '../../text/redact.ts'
import { findNearest } from '../../text/suggest.ts'
import { checkVisitor } from '../guard.ts'
import { readText } from '../read-body.ts'
import { adminPrefix, type ServerContext } from '../server-context.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

/** Serves the routes of the admin API below its prefix; every mistake is answered with a problem document. */
export function mountAdmin(app: Hono, server: ServerContext): void {
  for (const route of routes) {
    const path = adminPrefix + route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(route.method.toUpperCase(), path, context => handle(route, context, server))
  }
  app.all(`${adminPrefix}/*`, context => refuse(context, server))
  app.all(adminPrefix, context => refuse(context, server))
}

async function handle(route: Route, context: Context, server: ServerContext): Promise<Response> {
  const { control, environment, usage } = server
  const { core } = control
  try {
    checkVisitor(context.req.raw, server, route.isPublic)
    const params = context.req.param()
    const app = params.sdkAppId === undefined ? undefined : findApp(core, params.sdkAppId)
    const named = context.req.query('app')
    checkSameApp(app, named === undefined ? undefined : Number(named))
    const answer = await route.handle({
      core,
      control,
      app,
      input: await readInput(route, context.req.raw),
      query: check(route.query ?? nothing(), withoutToken(context.req.query()), 'query parameter'),
      params,
      request: context.req.raw,
      routes,
      environment,
      usage,
    })
    if (answer instanceof Response) return answer
    return Response.json(route.showsSecrets ? answer : maskAll(answer, core.mask), { status: route.status ?? 200 })
  } catch (error) {
    const internal = { code: 'internal-error', error: String(error) } as const
    return toProblemResponse(error instanceof Problem ? error : new Problem(internal), core.mask)
  }
}

function refuse({ req }: Context, server: ServerContext): Response {
  const { mask } = server.control.core
  try {
    checkVisitor(req.raw, server)
    const path = req.path.slice(adminPrefix.length)
    // Masked before it is cut: half a secret is not recognized.
    throw toNoRoute(req.method, path, mask(path))
  } catch (error) {
    if (error instanceof Problem) return toProblemResponse(error, mask)
    throw error
  }
}

function toNoRoute(method: string, path: string, shown: string): Problem {
  const others = routes.filter(route => toPattern(route.path).test(path)).map(route => route.method.toUpperCase())
  if (others.length > 0) return new Problem({ code: 'wrong-method', path: shown, expected: others, received: method })
  const known = [...new Set(routes.filter(route => !route.id.endsWith('OfApp')).map(route => route.path))]
  return new Problem({ code: 'unknown-path', received: shown, known, suggestion: findNearest(path, known) })
}

const toPattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** Neither fields nor parameters. */
const nothing = once(() => z.strictObject({}))

/** The parsed body of a request. A route without a body refuses fields, because they would have no effect. */
async function readInput(route: Route, request: Request): Promise<unknown> {
  if (route.input) return check(route.input, await readJson(request))
  if (request.method === 'GET' || route.shape || route.accepts) return undefined
  const body = parseJson(await readText(request))
  if (isRecord(body)) check(nothing(), body)
  return undefined
}

function check(schema: NonNullable<Route['input']>, value: unknown, noun?: 'query parameter'): unknown {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const problems = listSchemaIssues(checked.error, value, { schema, noun }).map(issue => ({
    code: issue.code === 'unknown-field' ? 'unknown-field' : 'invalid-field',
    path: issue.path,
    message: explainIssue(issue),
  }))
  throw toProblem(problems)
}

function withoutToken({ token: _, ...query }: { readonly [name: string]: string }) {
  return query
}

async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem({ code: 'invalid-body', issue: findBodyIssue(text) })
  }
}
