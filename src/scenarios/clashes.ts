import type { FaultInput } from '../faults/fault-input.ts'

/** Two effects of a fault of which one could never be seen. */
interface Clash {
  readonly one: keyof FaultInput
  readonly other: keyof FaultInput
  /** Only then; always if absent. */
  readonly when?: (fault: FaultInput) => boolean
  readonly because: string
}

const verdict = 'what comes in the end is one of the two'
const unsent = 'nothing of the answer is sent then'
const fieldless = 'what comes instead of the answer has no fields'
const isUnsent = ({ drop }: FaultInput) => drop === 'before'
const isNeverSent = ({ callback }: FaultInput) => callback === 'drop'
const isReplaced = ({ body }: FaultInput) => body !== 'truncated'
const isOmitted = ({ omit, mistype }: FaultInput) => mistype?.some(field => omit?.includes(field)) ?? false

/** Every pair of effects that cannot be together, first those of requests. */
const clashes: readonly Clash[] = [
  { one: 'error', other: 'http', because: verdict },
  { one: 'error', other: 'drop', because: verdict },
  { one: 'http', other: 'drop', because: verdict },
  { one: 'drop', other: 'body', when: isUnsent, because: unsent },
  { one: 'drop', other: 'omit', when: isUnsent, because: unsent },
  { one: 'drop', other: 'mistype', when: isUnsent, because: unsent },
  { one: 'drop', other: 'dribble', when: isUnsent, because: unsent },
  { one: 'http', other: 'omit', because: fieldless },
  { one: 'http', other: 'mistype', because: fieldless },
  { one: 'body', other: 'omit', when: isReplaced, because: 'such a body has no fields' },
  { one: 'body', other: 'mistype', when: isReplaced, because: 'such a body has no fields' },
  { one: 'omit', other: 'mistype', when: isOmitted, because: 'a field that is left out has no type' },
  { one: 'error', other: 'body', when: isReplaced, because: 'the refusal could not be seen' },
  { one: 'body', other: 'dribble', when: ({ body }) => body === 'empty', because: 'there is nothing to trickle' },
  { one: 'callback', other: 'delay', when: isNeverSent, because: 'what never leaves cannot be late' },
]

/** The effects of a fault that cannot be seen because of another, each with a sentence; `but` are keys not to look at. */
export const findClashes = (
  fault: FaultInput,
  but: ReadonlySet<keyof FaultInput>,
): readonly { readonly key: keyof FaultInput; readonly sentence: string }[] =>
  clashes
    .filter(({ one, other }) => [one, other].every(key => fault[key] !== undefined && !but.has(key)))
    .filter(({ when }) => when?.(fault) ?? true)
    .map(({ one, other, because }) => ({
      key: other,
      sentence: `${other} makes no sense beside ${one}: ${because}. Want a fault of its own for it.`,
    }))
