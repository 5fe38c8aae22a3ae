import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseScenario, ScenarioError } from '../../src/scenarios/parse-yaml.ts'

// One scenario a file. Its last lines say what is wrong with it, `# expect line:column  sentence` each; none if nothing is.
const folder = new URL('../cases/', import.meta.url)
const files = readdirSync(folder).filter(file => file.endsWith('.yaml'))

function explain(text: string): string[] {
  try {
    parseScenario(text, { file: 'case' })
    return []
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n')
    throw error
  }
}

test.each(files)('%s has just the slips it says', file => {
  const lines = readFileSync(new URL(file, folder), 'utf8').split('\n')
  const expected = lines.filter(line => line.startsWith('# expect ')).map(line => line.replace('# expect ', 'case:'))
  const text = lines.map(line => (line.startsWith('# expect ') ? '' : line)).join('\n')
  expect(explain(text)).toEqual(expected)
})

test('there are cases', () => {
  expect(files.length).toBeGreaterThan(25)
})
