import { explainUnknownKey } from '../control/messages.ts'
import { formatValue } from '../text/format.ts'

/** What is wrong with an object's keys; `of` is a noun phrase. */
export type UnknownKey = Parameters<typeof explainUnknownKey>[0]

/** The sentence of each error that the SDK throws itself, by its code. Actions throw an EmulatorError. */
const messages = {
  'unknown-key': explainUnknownKey,
  'invalid-option': ({ name, expected, received }: Option) =>
    `Invalid ${name}: expected ${expected}, got ${formatValue(received)}.`,
  'listen-option': ({ name }: { readonly name: string }) =>
    `Unknown option ${name}: createEmulator does not listen. Call emulator.listen({ ${name} }) instead.`,
  'missing-control-token': ({ host }: { readonly host: string }) =>
    `Missing controlToken: listening on ${formatValue(host)} opens the admin API to others.`,
  'unknown-scenario': ({ received, known, suggestion }: UnknownScenario) =>
    `Unknown scenario ${formatValue(received)}.${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`} Known scenarios: ${known.join(', ')}.`,
  'emulator-closed': () => 'The emulator is closed. Create another one.',
  'not-exercised': ({ hint }: { readonly hint: keyof typeof hints }) =>
    `No requests received, so nothing shows whether the client keeps the contract. ${hints[hint]}`,
} as const satisfies { readonly [code: string]: (data: never) => string }

interface Option {
  readonly name: string
  readonly expected: string
  readonly received: unknown
}

interface UnknownScenario {
  readonly received: unknown
  readonly known: readonly string[]
  readonly suggestion?: string | undefined
}

const hints = {
  url: 'Is it configured with the URL of the emulator?',
  fixture:
    'Does the client send its requests elsewhere? Pass it the fixture `url`. If this is intended: test.override({ exercised: false }).',
} as const

type Messages = typeof messages

/** The code of an error that the SDK throws itself. */
export type SdkErrorCode = keyof Messages

type Data<Code extends SdkErrorCode> = Parameters<Messages[Code]> extends readonly [infer Data] ? Data : object

/** An error with a code, as Node's errors have one. */
export type CodedError = Error & { readonly code: SdkErrorCode }

/** Creates an error; its other properties are the data of its message. `Type` is TypeError for wrong options. */
export function createError<Code extends SdkErrorCode>(
  code: Code,
  data: Data<Code>,
  Type: new (message: string) => Error = TypeError,
): CodedError {
  // Sound: the message of a code takes the data of that code.
  const explain = messages[code] as (data: Data<Code>) => string
  return Object.assign(new Type(explain(data)), data, { code })
}
