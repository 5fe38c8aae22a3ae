import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { parseScenario } from '../../src/scenarios/yaml.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const blocks = (file: string, language: string) =>
  [...read(file).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block)

test('The Install section names the tarball of this version', () => {
  const named = [...read('README.md').matchAll(/ringback-([\w.-]+)\.tgz/g)].map(([, version]) => version)
  expect(new Set(named)).toEqual(new Set([packageJson.version]))
})

test('package.json has no links', () => {
  for (const name of ['repository', 'homepage', 'bugs', 'funding']) expect(packageJson).not.toHaveProperty(name)
})

const scenarios = ['README.md', 'docs/scenarios.md', 'docs/guides/qa.md'].flatMap(file =>
  blocks(file, 'yaml').map((text, index) => [`${file}, ${index + 1}`, text] as const),
)

test.each(scenarios)('The scenario in %s is valid', (_, text) => {
  const whole = text.includes('ringback: 1') ? text : `ringback: 1\n${text}`
  expect(() => parseScenario(whole)).not.toThrow()
})
