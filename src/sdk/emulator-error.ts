import { Problem, type ProblemCode } from '../control/problem.ts'
import type { Near } from '../control/wait-fields.ts'
import { shareInstances } from '../text/share-instances.ts'

/** What was asked of an emulator cannot be: what is wrong, and the way out, in `message`. */
export class EmulatorError extends Error {
  static {
    shareInstances(EmulatorError, 'EmulatorError')
  }

  override readonly name: string = 'EmulatorError'
  /** The same words as on the control surface: `not-valid`, `not-possible`, `no-such-call`, … */
  readonly code: ProblemCode
  /** Every single slip, where there are several. */
  readonly problems: NonNullable<Problem['problems']>

  constructor({ code, message, problems = [] }: Pick<Problem, 'code' | 'message' | 'problems'>) {
    super(problems.length > 1 ? problems.map(({ message: one }) => one).join('\n') : message)
    this.code = code
    this.problems = problems
  }
}

/** What was waited for has not happened in time. */
export class NotYetError extends EmulatorError {
  static {
    shareInstances(NotYetError, 'NotYetError')
  }

  override readonly name = 'NotYetError'
  /** What there is of it, where several were waited for. */
  readonly found: readonly object[]
  /** Up to three that came nearest, each with how it `differs` in words. */
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

/** What a Problem of the control surface is to those who call functions; anything else stays what it is. */
export function toThrown(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  return error.code === 'not-yet' ? new NotYetError(error) : new EmulatorError(error)
}

/** Does what the control surface does, and throws its problems as an EmulatorError whose stack begins with whoever asked. */
export function attempt<Result>(deed: () => Result, asked: (...input: never[]) => unknown = attempt): Result {
  try {
    return deed()
  } catch (error) {
    const thrown = toThrown(error)
    if (thrown instanceof Error && thrown !== error) Error.captureStackTrace(thrown, asked)
    throw thrown
  }
}
