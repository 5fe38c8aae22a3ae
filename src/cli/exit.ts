import { constants } from 'node:os'

/** What the process ends with; other programs rely on these. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, noStart: 3, nothingExercised: 5, timedOut: 124 } as const

/** Thrown by a command to end the process with a sentence on stderr and a code. */
export class Exit extends Error {
  readonly code: number

  constructor(code: number, sentence: string) {
    super(sentence)
    this.name = 'Exit'
    this.code = code
  }
}

/** Signals that ask this process to end, and the commands it runs with it. */
export const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The exit code of a process that a signal ended, as shells report it. */
export const toSignalCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]
