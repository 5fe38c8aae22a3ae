import type { FaultInput } from './input.ts'

/** Two effects of a fault of which one could never be seen. */
interface Clash {
  readonly one: keyof FaultInput
  readonly other: keyof FaultInput
  /** Only then; always if absent. */
  readonly when?: (fault: FaultInput) => boolean
  readonly why: string
}

const once = 'what comes in the end is one thing: want a fault of its own for the other.'
const unseen = 'nothing of the answer is sent then: want only one of the two.'
const isReplaced = ({ body }: FaultInput) => body !== 'truncated'

/** Every pair of effects that cannot be together; the second of the two is pointed at. */
export const clashes: readonly Clash[] = [
  { one: 'error', other: 'http', why: `http and error: ${once}` },
  { one: 'error', other: 'drop', why: `drop and error: ${once}` },
  { one: 'http', other: 'drop', why: `drop and http: ${once}` },
  { one: 'drop', other: 'body', when: ({ drop }) => drop === 'before', why: `body and drop: before: ${unseen}` },
  { one: 'drop', other: 'omit', when: ({ drop }) => drop === 'before', why: `omit and drop: before: ${unseen}` },
  { one: 'drop', other: 'dribble', when: ({ drop }) => drop === 'before', why: `dribble and drop: before: ${unseen}` },
  { one: 'http', other: 'omit', why: `omit and http: the answer has no fields then: want only one of the two.` },
  { one: 'body', other: 'omit', when: isReplaced, why: 'omit and body: the body has no fields then: want only one.' },
  {
    one: 'body',
    other: 'error',
    when: isReplaced,
    why: 'error and body: the refusal cannot be seen then: want only one.',
  },
  {
    one: 'body',
    other: 'dribble',
    when: ({ body }) => body === 'empty',
    why: 'dribble and body: empty: there is nothing to trickle: want only one of the two.',
  },
]
