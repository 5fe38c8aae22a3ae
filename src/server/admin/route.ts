import * as z from 'zod'
import type { Control } from '../../control/control.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Application } from '../../emulator/state.ts'
import type { ServerContext } from '../server-context.ts'
import type { AnswerName } from './answers.ts'

/** What the handler of a route gets. */
export interface RouteContext<Input, Query> {
  readonly core: EmulatorCore
  readonly control: Control
  /** The application, if the route was called below `/apps/{sdkAppId}`. */
  readonly app: Application | undefined
  /** The body, parsed by the route's `input`. */
  readonly input: Input
  /** The query, parsed by the route's `query`. */
  readonly query: Query
  /** The path parameters. */
  readonly params: { readonly [name: string]: string }
  readonly request: Request
  /** Every route, for the document that describes them. */
  readonly routes: readonly Route[]
  readonly environment: ServerContext['environment']
  readonly usage: ServerContext['usage']
}

/** A group of routes. */
export type Tag = keyof typeof tags

/** The groups of routes, each with a description. */
export const tags = {
  emulator: 'The emulator as a whole: health, reset, snapshots, documents.',
  clock: 'The virtual clock.',
  calls: 'Live and ended calls, and actions on them.',
  faults: 'Faults that are injected into requests and callbacks.',
  scenario: 'The scenario that is running.',
  journal: 'Requests with their replies, events, the contract report, and waiting for something to happen.',
  callbacks: 'Callbacks with their attempts.',
  applications: 'Applications and their UserSigs.',
} as const

/** A route of the admin API: served, validated and documented from this description. */
export interface Route<Input = unknown, Query = unknown> {
  /** The operationId. */
  readonly id: string
  readonly tag: Tag
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Under `/_ringback`, parameters in braces. */
  readonly path: string
  readonly summary: string
  /** Whether it exists below `/apps/{sdkAppId}` too, for one application. */
  readonly perApp?: true
  readonly input?: z.ZodType<Input>
  /** The schema of the body for the document, if `input` leaves its validation to another module. */
  readonly shape?: () => z.ZodType
  /** The media types of the body, for the document; JSON if absent. */
  readonly accepts?: readonly string[]
  readonly query?: z.ZodType<Query>
  /** Whether it needs no token. */
  readonly isPublic?: true
  /** The HTTP status of a success; 200 if absent. */
  readonly status?: 201
  /** The schema of a success; absent if it is text. */
  readonly answer?: AnswerName
  /** The media types of a success; JSON if absent. Other types contain text. */
  readonly types?: readonly string[]
  /** The content of a success, for the document. */
  readonly gives: string
  /** Whether it returns keys and UserSigs, so that none is masked. */
  readonly showsSecrets?: true
  /** Returns the answer as JSON data, or a Response. Throws a Problem for a mistake of the caller. */
  handle(context: RouteContext<Input, Query>): unknown
}

/** Defines a route. The types of its schemas are checked here and then erased, so that routes fit into one list. */
export function defineRoute<Input, Query>(route: Route<Input, Query>): Route {
  // Sound: a handler only gets what the two schemas of its route have parsed.
  return route as unknown as Route
}

/** The route of one application that a route of the whole emulator has a counterpart in. */
export const toAppRoute = (route: Route): Route => ({
  ...route,
  id: `${route.id}OfApp`,
  path: `/apps/{sdkAppId}${route.path}`,
})

/** The query parameter `q`. What is wrong with a filter is found by the action, which has a message for each mistake. */
export const filterParameter = (example: string) =>
  z
    .string()
    .optional()
    .meta({ description: 'Only those that pass this filter; see "Filters" in docs/admin-api.md.', examples: [example] })
