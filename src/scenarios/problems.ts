import { shareInstances } from '../text/share-instances.ts'
/** Something wrong with a scenario: where, and a sentence that says what came, what is wanted, and the way out. */
export interface ScenarioIssue {
  /** Keys and indices from the top of the scenario; the last may be a key that is missing. */
  readonly path: readonly (string | number)[]
  readonly sentence: string
  /** The key itself is at fault, not what stands behind it. */
  readonly at?: 'key'
  /** Where it is in the text it was read from, both counted from 1; absent if there was no text. */
  readonly line?: number
  readonly column?: number
}

/** How many problems are looked for at most; whoever has more has one problem in many places. */
export const mostProblems = 1000

/** A path for people, such as `calls[0].then[1].user`. */
export const toPathText = (path: ScenarioIssue['path']): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`)).join('')

/**
 * A scenario is not valid. `problems` has everything that is wrong with it, and the message says each on a line of its
 * own: `file:line:column  sentence`, or `calls[0].media  sentence` where a scenario was not read from a text.
 */
export class ScenarioError extends Error {
  static {
    shareInstances(ScenarioError, 'ScenarioError')
  }

  override readonly name = 'ScenarioError'
  readonly problems: readonly ScenarioIssue[]

  constructor(problems: readonly ScenarioIssue[], file = 'scenario') {
    super(problems.map(problem => `${toPlaceText(problem, file)}  ${problem.sentence}`).join('\n'))
    this.problems = problems
  }
}

function toPlaceText({ path, line, column }: ScenarioIssue, file: string): string {
  return line === undefined ? toPathText(path) || file : `${file}:${line}:${column}`
}
