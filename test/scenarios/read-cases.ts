import { readdirSync, readFileSync } from 'node:fs'
import { ScenarioError, type ScenarioIssue } from '../../src/scenarios/messages.ts'
import { type parseFault, parseScenario } from '../../src/scenarios/parse-yaml.ts'

const folder = new URL('../cases/', import.meta.url)

/** Every case: a scenario in a file whose last lines list its mistakes, `# expect line:column code` each. */
export const cases = readdirSync(folder)
  .filter(file => file.endsWith('.yaml'))
  .map(file => {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n')
    return {
      file,
      text: lines.map(line => (line.startsWith('# expect ') ? '' : line)).join('\n'),
      expected: lines.filter(line => line.startsWith('# expect ')).map(line => line.replace('# expect ', '')),
    }
  })

/** The mistakes in the text of a scenario, or of a fault. */
export function findProblems(text: string, parse: typeof parseScenario | typeof parseFault = parseScenario) {
  try {
    parse(text)
    return []
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems
    throw error
  }
}

/** Where mistakes are and what they are, `line:column code` each. */
export const toLines = (problems: readonly ScenarioIssue[]) =>
  problems.map(({ line, column, code }) => `${line}:${column} ${code}`)
