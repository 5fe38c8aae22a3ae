import { failureMessages as networkFailures } from '../emulator/messages.ts'
import { type DetailOf, explainDetail } from './rule.ts'

/** Why a request got no answer, by code. */
export const failureMessages = {
  ...networkFailures,
  other: ({ sentence }: { readonly sentence: string }) => sentence,
}

const conditions = {
  admitted: 'be admitted',
  accepted: 'be accepted',
  refused: 'be refused',
  'on-time': 'be answered in time',
} as const

/** What must be true of another probe before a probe is meaningful. */
export interface Prerequisite {
  readonly probe: string
  readonly condition: keyof typeof conditions
}

/** Why a probe was not sent, by code. */
export const skipMessages = {
  'needs-write': () => 'It changes data. Allow it with --write.',
  'needs-flood': () => 'It sends hundreds of requests at once. Allow it with --flood.',
  'needs-key': () => 'It needs a new UserSig. Pass --secret-key.',
  'needs-token': () => "It needs a Sign. Pass the receiver's token with --token.",
  'needs-call': () => 'It needs an ongoing call. Pass its id with --call-id.',
  stopped: () => 'The run was stopped.',
  'time-limit': ({ timeoutMs }: { readonly timeoutMs: number }) =>
    `The run reached its time limit of ${timeoutMs / 1_000} s.`,
  silent: ({ requests }: { readonly requests: number }) => `The last ${requests} requests got no answer.`,
  gone: ({ probe }: { readonly probe: string }) => `Nothing has answered since ${probe}.`,
  prerequisite: ({ probe, condition }: Prerequisite) => `It requires ${probe} to ${conditions[condition]}.`,
  'no-call-started': () => 'No call was started.',
  'no-call-ended': () => 'No call was ended.',
  'no-records': () => 'There are no records.',
  'settings-unknown': () => 'The current callback configuration could not be read, so it could not be restored.',
  'settings-unchanged': () => 'The callback configuration was not changed.',
  'settings-restored': () => 'No callback was configured before either.',
}

/** Why a request got no answer. */
export type RequestFailure = DetailOf<typeof failureMessages>

/** Why a probe was not sent. */
export type SkipReason = DetailOf<typeof skipMessages>

/** Says why a request got no answer, as a sentence. */
export const explainFailure = (failure: RequestFailure): string => explainDetail(failureMessages, failure)

/** Says why a probe was not sent, as a sentence. */
export const explainSkip = (reason: SkipReason): string => explainDetail(skipMessages, reason)
