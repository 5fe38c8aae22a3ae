import type { CallAction } from '../../src/call/call.ts'
import type { CallbackRequest } from '../../src/emulator/callbacks/delivery-result.ts'
import type { NewCallPlan as OpeningPlan } from '../../src/scenarios/plan.ts'
import { act, startCall } from '../create-emulator.ts'
import type { Surface } from '../surfaces/surface.ts'

/** An empty scenario with a round start time. */
export const emptyScenario = { ringback: 1, name: 'quiet', start: '2026-01-15T09:30:00Z' } as const

/** The start of `quiet`, in Unix seconds. */
export const startSeconds = Date.parse(emptyScenario.start) / 1000

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
export function startTestCall({ emulator: { core } }: Surface, changes: Partial<OpeningPlan> = {}) {
  const plan = { id: 'c', from: 'alice', to: ['bob'], media: 'audio', ring: Number.POSITIVE_INFINITY } as const
  const call = startCall(core, 88888888, { ...plan, ...changes })
  return (command: CallAction) => {
    const result = act(call, command)
    if ('code' in result) throw new Error(result.code)
  }
}

/** A receiver without a port that accepts everything, and the callbacks that it got with their URLs, without the query. */
export function createReceiver() {
  const received: string[] = []
  const send = async ({ target }: CallbackRequest) => {
    const { origin, pathname, searchParams } = new URL(target)
    received.push(`${searchParams.get('CallbackCommand')} to ${origin}${pathname}`)
    return { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }
  }
  return { received, send }
}
