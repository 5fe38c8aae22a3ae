import { formatValue } from '../../text/format.ts'
import { explainFailure, skipMessages } from '../probe-messages.ts'
import type { Outcome } from '../probe-runner.ts'

/** What a receiver returned, and what is known besides. */
interface Got {
  readonly outcome: Outcome
  /** Whether nothing has answered since. */
  readonly gone?: boolean | undefined
}

const explainOutcome = (outcome: Outcome): string =>
  'unanswered' in outcome
    ? explainFailure(outcome.unanswered)
    : `Got HTTP status ${outcome.status} and ${outcome.text === '' ? 'an empty body' : formatValue(parse(outcome.text))}.`

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const explainGot = (expected: string, { outcome, gone }: Got): string =>
  `Expected ${expected}. ${explainOutcome(outcome)}${gone ? ' Nothing has answered since.' : ''}`

const noSign =
  ' No token is configured, so no Sign was sent. If the receiver requires one, pass its token with --token.'

/** Every message of the rules on receivers: violations first, then reasons why a rule was not exercised. */
export const receiverMessages = {
  'not-accepted': (got: Got) => explainGot('the callback to be accepted', got),
  'not-accepted-unsigned': (got: Got) => `${explainGot('the callback to be accepted', got)}${noSign}`,
  'not-refused': (got: Got) => explainGot('the callback to be refused', got),
  status: (got: Got) => explainGot('HTTP status 200', got),
  late: (got: Got) => explainGot('an answer in time', got),
  'not-json': (got: Got) => explainGot('JSON', got),
  fields: ({ sentences }: { readonly sentences: string }) => sentences,
  'not-answered': (got: Got) => explainGot('an answer', got),
  shape: ({ outcome, field }: Got & { readonly field: 'present' | 'absent' }) =>
    `${explainGot('the callback to be accepted', { outcome })} With MediaType ${field} it was accepted.`,

  'no-status-200': () => 'No answer had HTTP status 200.',
  'no-json': () => 'No answer was JSON.',
  'no-answer-in-time': () => 'No answer came in time.',
  'no-answer': ({ outcome }: { readonly outcome: Outcome }) => explainOutcome(outcome),
  'unknown-refusal': () => 'No answer came in time, so it is unknown whether it was refused.',
  'no-shape': () => 'The receiver accepted neither shape.',
  ...skipMessages,
}
