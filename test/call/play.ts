import type { Call, CallAction, CallEvent, Instant } from '../../src/call/call.ts'
import { type CallInit, start, step } from '../../src/call/transition.ts'

/** A call after some actions, and all events so far. */
export interface CallWithEvents {
  readonly call: Call
  readonly events: readonly CallEvent[]
}

/** An audio call from alice to bob that starts at 0 and rings for 30 s by default. */
export function open(changes: Partial<CallInit> = {}): Call {
  const result = start({ id: 'c', from: 'alice', to: ['bob'], media: 'audio', ...changes }, 0)
  if ('code' in result) throw new Error(result.code)
  return result.call
}

/** Applies actions to a call, each at its time; throws at the first that is rejected. */
export function applyActions(
  call: Call,
  ...actions: readonly (readonly [at: Instant, command: CallAction])[]
): CallWithEvents {
  let current = call
  const events: CallEvent[] = []
  for (const [at, command] of actions) {
    const next = step(current, command, at)
    if ('code' in next) throw new Error(`${command.does} at ${at}: ${next.code}`)
    current = next.call
    events.push(...next.events)
  }
  return { call: current, events }
}

/** Freezes a value and everything in it. */
export function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}
