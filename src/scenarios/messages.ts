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

/** How many slips the sentence about a document names. */
const named = 3

/** What a text holds that is to be JSON, or a problem that says where it is none. */
export function readDocument(
  source: string | Uint8Array,
): { readonly data: unknown } | { readonly problem: ScenarioIssue } {
  let text: string | undefined
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    return { data: JSON.parse(text) }
  } catch (error) {
    const sentence = `It is not JSON, or not the whole of it: ${explainSyntax(error, text)}.`
    return { problem: { path: [], sentence } }
  }
}

/** The first slips of a document, each with its path, as sentences. */
export function explainDocument(problems: readonly ScenarioIssue[]): string {
  const slips = problems.slice(0, named).map(({ path, sentence }) => {
    // The sentence names the last key itself.
    return path.length > 1 ? `${toPathText(path)}: ${sentence}` : sentence
  })
  const more = problems.length > named ? ` And ${problems.length - named} more.` : ''
  return `${slips.join(' ')}${more}`
}

/** What the parser says; it quotes a short piece of the text at most, and of an end it does not say where that is. */
function explainSyntax(error: unknown, text: string | undefined): string {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
  return text !== undefined && said.startsWith('Unexpected end') ? `${said}, after ${text.length} characters` : said
}
