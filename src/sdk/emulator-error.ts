import type { ProblemCode } from '../control/messages.ts'
import { Problem } from '../control/problem.ts'
import type { Near } from '../control/wait-for.ts'
import { shareInstances } from '../text/data.ts'

/** An action on an emulator is invalid or not possible; `message` says why and how to fix it. */
export class EmulatorError extends Error {
  static {
    shareInstances(EmulatorError, 'EmulatorError')
  }

  override readonly name: string = 'EmulatorError'
  /** The codes of the admin API: `not-valid`, `not-possible`, `no-such-call`, … */
  readonly code: ProblemCode
  /** Every mistake, if there are several. */
  readonly problems: NonNullable<Problem['problems']>

  constructor({ code, message, problems = [] }: Pick<Problem, 'code' | 'message' | 'problems'>) {
    super(problems.length > 1 ? problems.map(({ message: text }) => text).join('\n') : message)
    this.code = code
    this.problems = problems
  }
}

/** A wait has timed out. */
export class NotYetError extends EmulatorError {
  static {
    shareInstances(NotYetError, 'NotYetError')
  }

  override readonly name = 'NotYetError'
  /** What was found, if more was required. */
  readonly found: readonly object[]
  /** Up to three that came near, each with how it `differs`. */
  readonly near: readonly Near[]

  constructor(problem: Problem) {
    super(problem)
    const { found = [], near = [] }: { found?: readonly object[]; near?: readonly Near[] } = structuredClone(
      problem.more ?? {},
    )
    this.found = found
    this.near = near
  }
}

/** A Problem of the admin API as an error of the SDK; any other error stays what it is. */
export function toThrown(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  return error.code === 'not-yet' ? new NotYetError(error) : new EmulatorError(error)
}

/** Performs an action and throws its Problem as an EmulatorError whose stack starts at the caller. */
export function attempt<Result>(action: () => Result, caller: (...input: never[]) => unknown = attempt): Result {
  try {
    return action()
  } catch (error) {
    const thrown = toThrown(error)
    if (thrown instanceof Error && thrown !== error) Error.captureStackTrace(thrown, caller)
    throw thrown
  }
}
