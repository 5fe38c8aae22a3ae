import { constants } from 'node:os'
import { explainMessage, type MessageCode, type MessageData } from './messages.ts'

/** The exit codes of every command; other programs rely on them. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, noStart: 3, nothingExercised: 5, timedOut: 124 } as const

/** Thrown to end the process with a message on stderr and an exit code. */
export class CliError<Code extends MessageCode = MessageCode> extends Error {
  override readonly name: string = 'CliError'
  readonly exitCode: number
  readonly code: Code
  readonly data: MessageData<Code>

  constructor(exitCode: number, code: Code, data: MessageData<Code>) {
    super(explainMessage(code, data))
    this.exitCode = exitCode
    this.code = code
    this.data = data
  }
}

/** A mistake on the command line, in its environment or in a file that it names: exit code 2. */
export class UsageError<Code extends MessageCode = MessageCode> extends CliError<Code> {
  override readonly name = 'UsageError'

  constructor(code: Code, data: MessageData<Code>) {
    super(exitCodes.usage, code, data)
  }
}

/** Signals that ask this process to end, and the commands it runs with it. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The exit code of a process that a signal ended, as shells report it. */
export const toSignalCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

/** The `code` of an error of Node, such as `ENOENT`, or its text if it has none. */
export const toErrorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
