import { checkScenario } from './check.ts'
import { toData } from './parse-data.ts'
import { findOffset } from './parse-place.ts'
import { parseTree, type TextProblem, type Tree } from './parse-tree.ts'
import type { Plan } from './plan.ts'
import { mostProblems, type Problem, ScenarioError } from './problems.ts'

export { ScenarioError }

/** The longest text that is read, in characters. */
const longestText = 1_048_576

/**
 * A scenario's YAML or JSON as a plan. Throws a ScenarioError with everything that is wrong with it, each with its line
 * and column; `file` is what its message calls the text.
 */
export function parseScenario(text: string, { file }: { readonly file?: string | undefined } = {}): Plan {
  if (text.length > longestText) {
    const sentence = `This has ${text.length} characters: want ${longestText} at most; generate makes large crowds.`
    throw new ScenarioError([{ path: [], sentence, line: 1, column: 1 }], file)
  }
  const tree = parseTree(text)
  const { plan, problems } = readTree(tree)
  if (plan && tree.problems.length === 0) return plan
  throw new ScenarioError(place([...tree.problems.map(atRoot), ...problems], tree), file)
}

type Found = Problem & TextProblem

const atRoot = (problem: TextProblem): Found => ({ path: [], ...problem })

function readTree({ document }: Tree): { readonly plan?: Plan; readonly problems: readonly Found[] } {
  if (!document) return { problems: [] }
  const root = document.contents
  if (!root) {
    const sentence = 'This is empty: want a scenario, which begins with ringback: 1.'
    return { problems: [{ path: [], offset: 0, sentence }] }
  }
  const { data, problems, aliases } = toData(root)
  const checked = checkScenario(data)
  const slips = 'problems' in checked ? checked.problems : []
  const found = slips.map(slip => ({ ...slip, offset: findOffset(root, slip, aliases) }))
  // Where a value could not be read as it stands, what the check makes of it says nothing.
  const known = new Set(problems.map(({ offset }) => offset))
  const all = [...problems.map(atRoot), ...found.filter(({ offset }) => !known.has(offset))]
  return 'plan' in checked && all.length === 0 ? { plan: checked.plan, problems: [] } : { problems: all }
}

const place = (problems: readonly Found[], { lines }: Tree): readonly Problem[] =>
  [...problems]
    .sort((one, other) => one.offset - other.offset)
    .slice(0, mostProblems)
    .map(({ offset, ...problem }) => {
      const { line, col } = lines.linePos(offset)
      return { ...problem, line: Math.max(1, line), column: Math.max(1, col) }
    })
