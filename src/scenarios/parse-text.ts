import { toData } from './parse-data.ts'
import { findOffset } from './parse-place.ts'
import { parseTree, type TextProblem } from './parse-tree.ts'
import { mostProblems, ScenarioError, type ScenarioIssue } from './problems.ts'

/** How a text is read. */
export interface Reading<Value> {
  /** The most characters it may have, and what is said of one that has more. */
  readonly longest: number
  readonly wantShorter: string
  /** What is said of one in which nothing stands. */
  readonly wantAny: string
  /** What its errors call it. */
  readonly file: string | undefined
  /** What the data in it means, or everything that is wrong with it. */
  check(data: unknown): { readonly value: Value } | { readonly problems: readonly ScenarioIssue[] }
}

type Found = ScenarioIssue & TextProblem

/**
 * The YAML or JSON of a text, checked. Throws a ScenarioError with everything that is wrong with it, each with its line
 * and column.
 */
export function parseText<Value>(text: string, { longest, wantShorter, wantAny, file, check }: Reading<Value>): Value {
  if (text.length > longest) {
    const sentence = `This has ${text.length} characters: want ${longest} at most${wantShorter}.`
    throw new ScenarioError([{ path: [], sentence, line: 1, column: 1 }], file)
  }
  const { document, problems: slips, lines } = parseTree(text)
  const broken = slips.map(atRoot)
  const fail = (more: readonly Found[]): never => {
    const places = [...broken, ...more]
      .sort((one, other) => one.offset - other.offset)
      .slice(0, mostProblems)
      .map(({ offset, ...problem }) => {
        const { line, col } = lines.linePos(offset)
        return { ...problem, line: Math.max(1, line), column: Math.max(1, col) }
      })
    throw new ScenarioError(places, file)
  }
  if (!document) return fail([])
  const root = document.contents
  if (!root) return fail([{ path: [], offset: 0, sentence: `This is empty: ${wantAny}.` }])
  const { data, problems: unread, aliases } = toData(root)
  const checked = check(data)
  const found =
    'value' in checked ? [] : checked.problems.map(slip => ({ ...slip, offset: findOffset(root, slip, aliases) }))
  // Where a value could not be read as it stands, what the check makes of it says nothing.
  const known = new Set(unread.map(({ offset }) => offset))
  const all = [...unread.map(atRoot), ...found.filter(({ offset }) => !known.has(offset))]
  return 'value' in checked && all.length === 0 && broken.length === 0 ? checked.value : fail(all)
}

const atRoot = (problem: TextProblem): Found => ({ path: [], ...problem })
