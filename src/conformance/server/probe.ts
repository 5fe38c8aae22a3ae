import type { OperationName } from '../../contracts/operations.ts'
import { type Answer, findErrorCode, parseObject } from './drift.ts'
import type { Draft, Stage } from './stage.ts'

/** What came of a request: an answer, or why there is none, as a sentence. */
export type Outcome = Answer | { readonly unanswered: string }

/** A request that is asked of a server to see what it answers. */
export interface Probe {
  readonly id: string
  /** What is asked, as a sentence. */
  readonly sentence: string
  /** The command that is asked; none where there is no such command. */
  readonly command?: OperationName | undefined
  /** Whether it has to be signed anew, for which the key is needed. */
  readonly needsKey?: true
  /** Whether it is of no use unless commands that change something are sent. */
  readonly needsWrite?: true
  /** Whether it is asked even where a server does not let the administrator in, or time is over: it puts things back. */
  readonly always?: true
  /** How often it is asked at most, how long is waited between in milliseconds, and what it is asked for. */
  readonly poll?: { readonly times: number; readonly every: number; readonly until: (answer: Answer) => boolean }
  /** How often it is asked in one go, and how many side by side. */
  readonly flood?: { readonly times: number; readonly atOnce: number }
  /** The request, or why it cannot be made, as a sentence. What was asked before is known. */
  readonly toDraft: (stage: Stage, course: Course) => Draft | string
}

/** One request of a probe, sent. */
export interface Shot {
  readonly draft: Draft
  /** Path and query as they left, secrets included. */
  readonly target: string
  readonly outcome: Outcome
  /** When it left, in Unix milliseconds. */
  readonly left: number
  /** How long it took, in milliseconds. */
  readonly took: number
}

/** A probe and what came of it. */
export interface Played {
  readonly probe: Probe
  /** What was sent, in order; none if it was not played. */
  readonly shots: readonly Shot[]
  /** Why it was not played, as a sentence. */
  readonly unplayed?: string | undefined
}

/** A run so far. */
export interface Course {
  readonly stage: Stage
  readonly played: readonly Played[]
  /** What came of a probe; undefined if it was not reached yet. */
  find(id: string): Played | undefined
}

/** Creates a run to look things up in. */
export function createCourse(stage: Stage, played: readonly Played[]): Course {
  return { stage, played, find: id => played.find(({ probe }) => probe.id === id) }
}

/** What a probe was answered in the end; undefined if it was not. */
export function findAnswer(course: Course, id: string): Answer | undefined {
  const outcome = course.find(id)?.shots.at(-1)?.outcome
  return outcome && 'status' in outcome ? outcome : undefined
}

/** The ErrorCode that a probe was answered with in the end, if it can be read. */
export function findCode(course: Course, id: string): number | undefined {
  const answer = findAnswer(course, id)
  const json = answer && parseObject(answer.text)
  return json && findErrorCode(json)
}

/** What a success has in Response; undefined if there was no success, or no Response in it. */
export function findResponse(course: Course, id: string): object | undefined {
  if (findCode(course, id) !== 0) return undefined
  const found = pick(parseObject(findAnswer(course, id)?.text ?? ''), 'Response')
  return typeof found === 'object' && found !== null ? found : undefined
}

/** What stands in a value under a path; undefined if nothing does. */
export const pick = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  )

/** What stands there if it is a list; else an empty one. */
export function pickList(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = pick(value, ...path)
  return Array.isArray(found) ? found : []
}
