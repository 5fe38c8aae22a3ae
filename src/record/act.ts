import type { CallAction } from '../call/call.ts'
import { type Call, findDeadline, type Instant } from '../call/call.ts'
import { step } from '../call/transition.ts'

/** A call as it goes on by what has been written of it so far. It is never changed; each deed makes the next one. */
export interface Act {
  readonly call: Call
  readonly done: readonly Done[]
}

/** Something that is done to a call at a moment. */
export interface Done {
  readonly at: Instant
  readonly command: Written
}

/** What a scenario can write: everything but what time does by itself. */
export type Written = Exclude<CallAction, { readonly does: 'expire' }>

/** The most steps a call of a scenario has. */
const mostSteps = 1_000

/** Does something, if that is possible by then; whoever has rung long enough has left before. */
export function act(before: Act, command: Written, at: Instant): Act {
  const { call, done } = pass(before, at - 1)
  if (done.length >= mostSteps) return { call, done }
  const next = step(call, command, at)
  return 'impossible' in next ? { call, done } : { call: next.call, done: [...done, { at, command }] }
}

/** Lets time pass up to a moment. */
export function pass({ call, done }: Act, to: Instant): Act {
  let current = call
  for (let due = findDeadline(current); due !== undefined && due <= to; due = findDeadline(current)) {
    const next = step(current, { does: 'expire' }, due)
    if ('impossible' in next) break
    current = next.call
  }
  return { call: current, done }
}
