import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { operationNames } from '../../src/contracts/operations.ts'
import { routes } from '../../src/server/admin/routes.ts'

const root = new URL('../..', import.meta.url).pathname
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')

test('Has a test for every command, under its name', () => {
  const files = operationNames.map(name => `test/operations/${name.replaceAll('_', '-')}.test.ts`)
  expect(files.filter(file => !existsSync(root + file))).toEqual([])
})

test('Names every entry point, CLI command and admin path in the docs', () => {
  const readme = read('README.md') + read('docs/cli.md') + read('docs/admin-api.md')
  for (const entryPoint of Object.keys(packageJson.exports).filter(name => !['.', './package.json'].includes(name)))
    expect(readme).toContain(`ringback/${entryPoint.slice(2)}`)
  for (const command of [
    'start',
    'exec',
    'check',
    'sweep',
    'doctor',
    'env',
    'verify',
    'record',
    'report',
    'open',
    'sign',
    'explain-sig',
    'scenario validate',
    'scenario list',
    'scenario show',
    'scenario schema',
    'openapi',
    'webhook check',
  ])
    expect(readme).toContain(`ringback ${command}`)
  for (const { method, path } of routes.filter(({ id }) => !id.endsWith('OfApp')))
    expect(readme).toContain(`${method.toUpperCase()} ${path}`)
})

test('States the numbers of cases and rules in the README', async () => {
  const { clientCases } = await import('../../src/conformance/client/cases.ts')
  const { serverRules: rules } = await import('../../src/conformance/server/rules.ts')
  const readme = read('README.md')
  const find = (pattern: RegExp) => Number(pattern.exec(readme)?.[1])
  const [cases, checks] = [find(/over (\d+) cases/), find(/over (\d+) rules/)]
  expect([cases, checks]).toEqual([expect.any(Number), expect.any(Number)])
  expect(clientCases.length).toBeGreaterThan(cases)
  expect(rules.length).toBeGreaterThan(checks)
})

test('Contains the files of its entry points, and has its version in CHANGELOG', () => {
  expect(read('CHANGELOG.md')).toContain(`## ${packageJson.version}`)
  for (const target of ['openapi.json', 'scenario.schema.json']) expect(packageJson.files).toContain(target)
})

test('Exports exactly these names from its entry points', async () => {
  const root = await import('../../src/index.ts')
  const contracts = await import('../../src/contracts/index.ts')
  const msw = await import('../../src/sdk/msw.ts')
  const vitest = await import('../../src/sdk/vitest.ts')
  const entryPoints = Object.entries({ root, contracts, msw, vitest })
  expect(
    Object.fromEntries(entryPoints.map(([name, entryPoint]) => [name, Object.keys(entryPoint).sort()])),
  ).toMatchSnapshot()
})
