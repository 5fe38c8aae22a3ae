import type { CallAction } from '../../src/call/call.ts'
import type { CallbackRequest } from '../../src/emulator/callbacks/delivery-result.ts'
import type { NewCallPlan as OpeningPlan } from '../../src/scenarios/plan.ts'
import { act, startCall } from '../create-emulator.ts'
import type { Surface } from '../surfaces/surface.ts'

/** A scenario with nothing in it, at a moment that is easy to count from. */
export const quiet = { ringback: 1, name: 'quiet', start: '2026-01-15T09:30:00Z' } as const

/** The beginning of `quiet`, in Unix seconds. */
export const beginning = Date.parse(quiet.start) / 1000

/** A value's keys in their order, and the kind of each leaf; of a list the first item stands for all. */
export function toShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(toShape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, inner]) => [key, toShape(inner)])
}

/**
 * Opens a call now in the demo application: `c`, audio, of alice to bob, ringing for ever, unless told otherwise. Gives how to
 * do things to it; throws where something is impossible.
 */
export function begin({ emulator: { core } }: Surface, opening: Partial<OpeningPlan> = {}) {
  const plan = { id: 'c', from: 'alice', to: ['bob'], media: 'audio', ring: Number.POSITIVE_INFINITY } as const
  const held = startCall(core, 88888888, { ...plan, ...opening })
  return (command: CallAction) => {
    const done = act(held, command)
    if ('code' in done) throw new Error(done.code)
  }
}

/** A receiver without a port that takes everything; and what it was told at which address, without what is appended. */
export function receive() {
  const told: string[] = []
  const send = async ({ target }: CallbackRequest) => {
    const { origin, pathname, searchParams } = new URL(target)
    told.push(`${searchParams.get('CallbackCommand')} to ${origin}${pathname}`)
    return { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }
  }
  return { told, send }
}
