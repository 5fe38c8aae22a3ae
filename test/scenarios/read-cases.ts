import { readFileSync } from 'node:fs'
import { ScenarioError, type ScenarioIssue } from '../../src/scenarios/messages.ts'
import { type parseFault, parseScenario } from '../../src/scenarios/yaml.ts'

/** The scenarios of `cases.txt`, each with its issues, `line:column code` each. */
export const cases = readFileSync(new URL('cases.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map(part => {
    const [title = '', ...lines] = part.split('\n')
    return {
      title,
      text: lines.map(line => (line.startsWith('# expect ') ? '' : line)).join('\n'),
      expected: lines.filter(line => line.startsWith('# expect ')).map(line => line.replace('# expect ', '')),
    }
  })

/** The issues of a scenario or of a fault, from its text. */
export function findProblems(text: string, parse: typeof parseScenario | typeof parseFault = parseScenario) {
  try {
    parse(text)
    return []
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems
    throw error
  }
}

/** The place and code of each issue, as in `cases.txt`. */
export const toLines = (problems: readonly ScenarioIssue[]) =>
  problems.map(({ line, column, code }) => `${line}:${column} ${code}`)
