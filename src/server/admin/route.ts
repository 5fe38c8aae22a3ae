import type * as z from 'zod'
import type { Switchboard } from '../../emulator/switchboard.ts'
import type { ScenarioPlan } from '../../scenarios/plan.ts'
import type { Entrance } from '../entrance.ts'
import type { AnswerName } from './answers.ts'

/** What a route of the control surface is handed. */
export interface Visit<Input, Query> {
  readonly switchboard: Switchboard
  /** The body, as the route's `input` made it. */
  readonly input: Input
  /** The query, as the route's `query` made it. */
  readonly query: Query
  /** The path's `{name}` parts. */
  readonly params: { readonly [name: string]: string }
  readonly request: Request
  /** All routes there are, for the document that describes them. */
  readonly routes: readonly Route[]
  /** Aborted when the emulator closes: streams end. */
  readonly closing: AbortSignal
  /** Begins another scenario, its crowds expanded. */
  load(plan: ScenarioPlan): Promise<void>
  /** Plays everything due until a moment; callbacks leave on the way. */
  readonly advance: Entrance['advance']
  /** The variables that clients find this emulator by, where whoever serves knows them. */
  readonly environment: Entrance['environment']
}

/** What the routes are grouped by. */
export type Tag = keyof typeof tags

/** The groups of routes, each with a description. */
export const tags = {
  emulator: 'The emulator as a whole: health, reset, snapshots, documents.',
  clock: 'The virtual clock.',
  calls: 'Live and ended calls, and actions on them.',
  faults: 'Faults that are injected into requests and callbacks.',
  scenario: 'The scenario that is played.',
  journal: 'Requests with their replies, events, the contract report, and waiting for something to happen.',
  callbacks: 'Callbacks with their attempts.',
  applications: 'Applications and their UserSigs.',
} as const

/** One route of the control surface: served, checked and documented from this one description. */
export interface Route<Input = unknown, Query = unknown> {
  /** The name that generated clients give it: its operationId. */
  readonly id: string
  readonly tag: Tag
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Under `/_ringback`, parameters in braces. */
  readonly path: string
  readonly summary: string
  readonly input?: z.ZodType<Input>
  /** What the body is, for the document, where `input` leaves the check to the room that knows it. */
  readonly shape?: () => z.ZodType
  /** The media types of the body, for the document; JSON if not said. */
  readonly accepts?: readonly string[]
  readonly query?: z.ZodType<Query>
  /** Whether it needs no token. */
  readonly isPublic?: true
  /** The HTTP status of a success; 200 if not said. */
  readonly status?: 201
  /** The schema of a success. */
  readonly answer: AnswerName
  /** The media types of a success; JSON if not said. Other types than JSON carry text. */
  readonly types?: readonly string[]
  /** What a success carries, for the document. */
  readonly gives: string
  /** Whether keys and UserSigs are what it is asked for, so that none is masked. */
  readonly showsSecrets?: true
  /** The answer, as something to be JSON, or a Response of its own. Throws a Problem for a caller's slip. */
  handle(visit: Visit<Input, Query>): unknown
}

/** Declares a route. The types of its schemas are checked here and then forgotten, so that routes fit into one list. */
export function defineRoute<Input, Query>(route: Route<Input, Query>): Route {
  // Sound: a route is only ever handed what its own two schemas have made.
  return route as unknown as Route
}
