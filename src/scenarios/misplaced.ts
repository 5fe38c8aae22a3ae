import { type CallbackCommand, isCallbackCommand } from '../contracts/callbacks.ts'
import { isOperationName } from '../contracts/operations.ts'
import type { FaultInput } from '../faults/fault-input.ts'

/** A key of a fault that does not fit what the fault is on, with a sentence. */
export interface Misplaced {
  readonly key: keyof FaultInput
  readonly sentence: string
}

/** What a fault on callbacks cannot have, with what is rather meant. A callback is sent, so it has no answer. */
const ofRequests = {
  error: answers('error'),
  message: answers('message'),
  http: answers('http'),
  drop: answers('drop', 'callback: drop'),
  body: answers('body', 'callback: malformed'),
  omit: answers('omit', 'callback: malformed'),
  mistype: answers('mistype', 'callback: malformed'),
  dribble: answers('dribble', 'delay'),
  identifier: 'identifier makes no sense on callbacks: no administrator sends them. Want app or call to narrow it.',
} as const satisfies { readonly [Key in keyof FaultInput]?: string }

function answers(key: string, meant = 'callback, delay or both'): string {
  return `${key} makes no sense on callbacks: it is about answers, and a callback is no answer. Want ${meant}.`
}

// The list is a literal, so its keys are exactly these.
const keysOfRequests = Object.keys(ofRequests) as (keyof typeof ofRequests)[]

/** Whether a fault is on callbacks alone. */
export const isOnCallbacks = ({ on }: FaultInput): boolean =>
  toWords(on).every(word => word === 'callbacks' || isCallbackCommand(word))

const toWords = (on: FaultInput['on']): readonly string[] => (typeof on === 'string' ? [on] : on)

/** What does not fit what a fault is on: commands among callbacks, or what only the other kind can have. */
export function findMisplaced(fault: FaultInput): readonly Misplaced[] {
  const words = toWords(fault.on)
  const [command, callback] = [words.find(isOperationName), words.find(isCallbackCommand)]
  if (command !== undefined && callback !== undefined) {
    const sentence = `on has commands and callbacks: want one fault for ${command} and another for ${callback}.`
    return [{ key: 'on', sentence }]
  }
  if (isOnCallbacks(fault)) {
    return keysOfRequests.filter(key => fault[key] !== undefined).map(key => ({ key, sentence: ofRequests[key] }))
  }
  if (fault.callback === undefined) return []
  const why = fault.on === 'all' ? 'all is every command and no callback' : 'nothing of it befalls a request'
  const sentence = `callback makes no sense on commands: ${why}. Want on: callbacks, or on: ${example}.`
  return [{ key: 'callback', sentence }]
}

const example: CallbackCommand = 'Call.CallbackAfterEndCall'
