import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { operationNames } from '../../src/contracts/operations.ts'
import { handlers } from '../../src/emulator/operations/handlers.ts'
import { routes } from '../../src/server/admin/routes.ts'

const root = new URL('../..', import.meta.url).pathname
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')
const toFile = (command: string) => command.replaceAll('_', '-')

test('Every command has its contract, its handler and its test, under one name', () => {
  expect(Object.keys(handlers)).toEqual(operationNames)
  for (const name of operationNames) {
    const files = [
      `src/contracts/rest/${toFile(name)}.ts`,
      `src/emulator/operations/${toFile(name)}.ts`,
      `test/operations/${toFile(name)}.test.ts`,
    ]
    expect(files.filter(file => !existsSync(root + file))).toEqual([])
  }
  expect(readdirSync(`${root}src/contracts/rest`).length).toBe(operationNames.length)
})

test('The README names every entry point, every CLI command and every admin path', () => {
  const readme = read('README.md') + read('docs/admin-api.md')
  for (const entrance of Object.keys(packageJson.exports).filter(name => !['.', './package.json'].includes(name)))
    expect(readme).toContain(`ringback/${entrance.slice(2)}`)
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

test('The README states the numbers of cases and rules', async () => {
  const { clientCases } = await import('../../src/conformance/client/cases.ts')
  const { serverRules: rules } = await import('../../src/conformance/server/rules.ts')
  const readme = read('README.md')
  expect(readme).toContain(`${clientCases.length} cases`)
  expect(readme).toContain(`${rules.length} rules, each with its\nbasis`)
})

test('The package contains the files of its entry points, and CHANGELOG has its version', () => {
  expect(read('CHANGELOG.md')).toContain(`## ${packageJson.version}`)
  for (const target of ['openapi.json', 'scenario.schema.json']) expect(packageJson.files).toContain(target)
})

test('The entry points export exactly these names', async () => {
  const root = await import('../../src/index.ts')
  const contracts = await import('../../src/contracts/index.ts')
  const msw = await import('../../src/sdk/msw.ts')
  const vitest = await import('../../src/sdk/vitest.ts')
  const doors = Object.entries({ root, contracts, msw, vitest })
  expect(Object.fromEntries(doors.map(([name, door]) => [name, Object.keys(door).sort()]))).toMatchSnapshot()
})
