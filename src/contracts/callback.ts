import type * as z from 'zod'
import type { Source } from './basis.ts'
import type { Contradiction } from './contradiction.ts'

/** One documented callback: what the service tells an application's backend, and when. */
export interface Callback {
  /** Its word on the wire. */
  readonly command: string
  readonly title: string
  readonly about: string
  /** The pages that document it, the main one first. */
  readonly pages: readonly [number, ...number[]]
  /** The request's body, as it is sent. */
  readonly body: z.ZodObject
  /** Bodies as documented, with JSON that the pages' samples only nearly are mended. */
  readonly examples: readonly CallbackExample[]
  readonly contradictions?: readonly Contradiction[]
}

/** A callback's body, as documented. */
export interface CallbackExample {
  readonly title: string
  readonly seen: Source
  readonly body: object
}

/** Declares a callback; the compiler keeps its schema by name. */
export const defineCallback = <const One extends Callback>(callback: One): One => callback
