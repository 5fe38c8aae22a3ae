import { expect, test } from 'vitest'
import { sources } from './sources.ts'

/** The layers from the lowest to the highest; modules of one layer may import each other. */
const layers = [
  ['text'],
  ['contracts', 'call', 'usersig', 'faults'],
  ['scenarios'],
  ['emulator', 'conformance'],
  ['control'],
  ['server'],
  ['sdk', 'intercept', 'record', 'case-runner', 'console'],
  ['cli'],
]

const layerOf = (module: string) => layers.findIndex(layer => layer.includes(module))

const homes: { readonly [name: string]: readonly string[] } = {
  zod: ['cli', 'text', 'contracts', 'faults', 'scenarios', 'emulator', 'conformance', 'control', 'server'],
  hono: ['server'],
  '@hono/node-server': ['sdk'],
  yaml: ['scenarios'],
  '@faker-js/faker': ['scenarios'],
  'openapi3-ts': ['contracts', 'server'],
  'junit-xml': ['conformance'],
  leven: ['text'],
  'string-width': ['text'],
  commander: ['cli'],
  picocolors: ['cli'],
  '@peculiar/x509': ['intercept'],
  'reflect-metadata': ['intercept'],
  msw: ['sdk'],
  vitest: ['sdk'],
  'cli-progress': ['cli'],
  preact: ['console'],
  '@preact/signals': ['console'],
}

const pure = ['text', 'contracts', 'call', 'faults', 'scenarios', 'emulator', 'conformance']

const usesNode = ['usersig', 'server', 'sdk', 'intercept', 'record', 'case-runner', 'cli']

const moduleOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : '')

test('Lists every module in a layer', () => {
  expect([...new Set(sources.map(({ room }) => room))].filter(room => room !== '' && layerOf(room) < 0)).toEqual([])
})

test('Imports only from lower or equal layers', () => {
  const wrong = sources.flatMap(({ file, room, own }) =>
    own
      .filter(other => room !== '' && layerOf(moduleOf(other)) > layerOf(room))
      .map(other => `${file} imports ${other}`),
  )
  expect(wrong).toEqual([])
})

test('Imports no public entry point from a module', () => {
  const wrong = sources
    .filter(({ room }) => room !== '')
    .flatMap(({ file, own }) =>
      own.filter(other => other.endsWith('index.ts')).map(entryPoint => `${file} imports ${entryPoint}`),
    )
  expect(wrong).toEqual([])
})

test('Has no import cycles', () => {
  const next = new Map(sources.map(({ file, own }) => [file, own]))
  const isInCycle = (start: string) => {
    const seen = new Set<string>()
    const walk = (file: string): boolean =>
      (next.get(file) ?? []).some(
        other => other === start || (!seen.has(other) && Boolean(seen.add(other)) && walk(other)),
      )
    return walk(start)
  }
  expect(sources.map(({ file }) => file).filter(isInCycle)).toEqual([])
})

test('Imports each package only in its modules', () => {
  const wrong = sources.flatMap(({ file, room, packages }) =>
    packages
      .filter(name => !name.startsWith('node:'))
      .map(name =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter(name => !homes[name]?.includes(room))
      .map(name => `${file} imports ${name}`),
  )
  expect(wrong).toEqual([])
})

test('Imports Node only in modules at the edge', () => {
  const wrong = sources
    .filter(({ packages }) => packages.some(name => name.startsWith('node:')))
    .filter(({ room }) => !usesNode.includes(room))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('Uses no wall clock, randomness, timers or network in pure modules', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\b|\bfetch\(|\bprocess\.|\brandomUUID\b/
  const wrong = sources
    .filter(({ room }) => pure.includes(room))
    .filter(({ text }) => impure.test(text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('Loads heavy packages only when they are needed', () => {
  const eager =
    /^import (?!type)[^'"]*['"](yaml|@faker-js\/faker[^'"]*|openapi3-ts[^'"]*|@peculiar\/x509|reflect-metadata)['"]/m
  const lazyRoots = [
    'scenarios/yaml',
    'scenarios/generate',
    'contracts/openapi',
    'server/admin/openapi',
    'intercept/authority',
  ]
  const wrong = sources.filter(({ file, text }) => eager.test(text) && !lazyRoots.some(root => file.startsWith(root)))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('Uses no any and suppresses no check in sources', () => {
  const suppressions = /\bas any\b|: any\b|<any>|@ts-ignore|@ts-nocheck|@ts-expect-error|biome-ignore/
  expect(sources.filter(({ text }) => suppressions.test(text)).map(({ file }) => file)).toEqual([])
})

test('Has a docstring on every export', () => {
  const silent = sources.flatMap(({ file, text }) => {
    const lines = text.split('\n')
    return lines
      .filter((line, index) => {
        const name = /^export (?:async )?(?:const|function|interface|type|class) (\w+)/.exec(line)?.[1]
        // Routes document themselves by `summary`, and the first of several overloads documents all.
        if (name === undefined || line.includes('defineRoute(')) return false
        if (lines.slice(0, index).some(earlier => earlier.startsWith(`export function ${name}`))) return false
        const before = lines[index - 1] ?? ''
        return !before.trimEnd().endsWith('*/') && !before.startsWith('//')
      })
      .map(line => `${file}: ${line}`)
  })
  expect(silent).toEqual([])
})

test('No two exported types share a name', () => {
  // Types of the console are inferred from the answers of the admin API, and are named like what they show.
  const names = sources
    .filter(({ room }) => room !== 'console')
    .flatMap(({ file, text }) =>
      [...text.matchAll(/^export (?:interface|type|class) (\w+)/gm)].map(([, name = '']) => ({ file, name })),
    )
  const shared = names.filter(({ name, file }) => names.some(one => one.name === name && one.file !== file))
  expect(shared).toEqual([])
})
