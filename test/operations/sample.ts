import type { CallAction } from '../../src/call/call.ts'
import type { CallbackRequest } from '../../src/emulator/callbacks/delivery-result.ts'
import type { NewCallPlan as OpeningPlan } from '../../src/scenarios/plan.ts'
import { act, startCall } from '../create-emulator.ts'
import type { Surface } from '../surfaces/surface.ts'

/** An empty scenario with a round start time. */
export const quiet = { ringback: 1, name: 'quiet', start: '2026-01-15T09:30:00Z' } as const

/** The start of `quiet`, in Unix seconds. */
export const beginning = Date.parse(quiet.start) / 1000

/** The keys of a value in order, with the type of each leaf; the first item represents an array. */
export function toShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(toShape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, inner]) => [key, toShape(inner)])
}

/**
 * Starts a call now in the demo application, by default `c`, audio, from alice to bob, ringing without end. Returns a function
 * that applies an action to it and throws if it is rejected.
 */
export function begin({ emulator: { core } }: Surface, opening: Partial<OpeningPlan> = {}) {
  const plan = { id: 'c', from: 'alice', to: ['bob'], media: 'audio', ring: Number.POSITIVE_INFINITY } as const
  const held = startCall(core, 88888888, { ...plan, ...opening })
  return (command: CallAction) => {
    const done = act(held, command)
    if ('code' in done) throw new Error(done.code)
  }
}

/** A receiver without a port that accepts everything, and the callbacks that it got with their URLs, without the query. */
export function receive() {
  const told: string[] = []
  const send = async ({ target }: CallbackRequest) => {
    const { origin, pathname, searchParams } = new URL(target)
    told.push(`${searchParams.get('CallbackCommand')} to ${origin}${pathname}`)
    return { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }
  }
  return { told, send }
}
