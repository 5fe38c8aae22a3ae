import type { Context, Hono } from 'hono'
import * as z from 'zod'
import { explainIssue, explainIssues } from '../contracts/explain-issues.ts'
import { Problem, toProblemResponse } from '../control/problem.ts'
import { explainNotJson } from '../emulator/explain-body.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { once } from '../text/data.ts'
import { cut } from '../text/format.ts'
import { maskAll } from '../text/redact.ts'
import { explainNearest } from '../text/suggest.ts'
import { readText } from './admin/read-text.ts'
import type { Route } from './admin/route.ts'
import { routes } from './admin/routes.ts'
import { controlPrefix, type Entrance } from './entrance.ts'
import { checkVisitor } from './guard.ts'

/** Serves the control surface's routes under their prefix; every slip leaves as a problem document. */
export function mountControl(app: Hono, switchboard: Switchboard, entrance: Entrance): void {
  for (const route of routes) {
    const path = controlPrefix + route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(route.method.toUpperCase(), path, context => visit(route, context, switchboard, entrance))
  }
  app.all(`${controlPrefix}/*`, context => refuse(context, switchboard, entrance))
  app.all(controlPrefix, context => refuse(context, switchboard, entrance))
}

async function visit(route: Route, context: Context, switchboard: Switchboard, entrance: Entrance): Promise<Response> {
  try {
    checkVisitor(context.req.raw, entrance, route.isPublic)
    const answer = await route.handle({
      switchboard,
      input: await readInput(route, context.req.raw),
      query: check(route.query ?? nothing(), withoutToken(context.req.query()), 'query parameter'),
      params: context.req.param(),
      request: context.req.raw,
      routes,
      closing: entrance.closing,
      load: entrance.load,
      advance: entrance.advance,
      environment: entrance.environment,
    })
    if (answer instanceof Response) return answer
    const shown = route.showsSecrets ? answer : maskAll(answer, switchboard.mask)
    return Response.json(shown, { status: route.status ?? 200 })
  } catch (error) {
    return toProblemResponse(
      error instanceof Problem ? error : new Problem('internal', String(error)),
      switchboard.mask,
    )
  }
}

function refuse({ req }: Context, { mask }: Switchboard, entrance: Entrance): Response {
  try {
    checkVisitor(req.raw, entrance)
    const path = req.path.slice(controlPrefix.length)
    // Masked before it is cut: of half a secret nobody could tell what it is.
    throw explainNoRoute(req.method, path, mask(path))
  } catch (error) {
    if (error instanceof Problem) return toProblemResponse(error, mask)
    throw error
  }
}

function explainNoRoute(method: string, path: string, shown: string): Problem {
  const others = routes.filter(route => toPattern(route.path).test(path)).map(route => route.method.toUpperCase())
  if (others.length > 0) {
    return new Problem('wrong-method', `${method} is not for ${cut(shown)}: use ${others.join(' or ')}.`)
  }
  const known = [...new Set(routes.map(route => route.path))]
  const near = explainNearest(path, known)
  return new Problem('no-such-path', `There is no ${cut(shown) || '/'} here.${near} There are ${known.join(' ')}.`)
}

const toPattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** No fields and no parameters. */
const nothing = once(() => z.strictObject({}))

/** The checked body of a request; a route that takes none refuses fields all the same, since they would have no effect. */
async function readInput(route: Route, request: Request): Promise<unknown> {
  if (route.input) return check(route.input, await readJson(request))
  if (request.method === 'GET' || route.shape || route.accepts) return undefined
  const body = toJson(await readText(request))
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) check(nothing(), body)
  return undefined
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function check(schema: NonNullable<Route['input']>, value: unknown, noun?: 'query parameter'): unknown {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const problems = checked.error.issues.map(issue => ({
    code: issue.code === 'unrecognized_keys' ? 'unknown-field' : 'invalid-field',
    path: issue.path.map(key => (typeof key === 'number' ? key : String(key))),
    message: explainIssue(issue, value, { schema, noun }),
  }))
  throw new Problem('not-valid', explainIssues(checked.error, value, { schema, noun }), problems)
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
    throw new Problem('not-json', explainNotJson(text))
  }
}
