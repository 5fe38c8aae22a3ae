import { expect, test } from 'vitest'
import { sources } from './sources.ts'

const floors: { readonly [room: string]: number } = {
  words: -1,
  contracts: 0,
  usersig: 0,
  engine: 0,
  gates: 1,
  faults: 1,
  scenarios: 1,
  journal: 1,
  webhooks: 1,
  emulator: 2,
  conformance: 2,
  recording: 2,
  server: 3,
  adapters: 4,
  cli: 5,
}

const homes: { readonly [name: string]: readonly string[] } = {
  zod: ['contracts', 'scenarios', 'server'],
  hono: ['server'],
  '@hono/node-server': ['adapters'],
  yaml: ['scenarios'],
  '@faker-js/faker': ['scenarios'],
  'openapi3-ts': ['contracts', 'server'],
  'junit-xml': ['conformance'],
  leven: ['words'],
  commander: ['cli'],
  picocolors: ['cli'],
  selfsigned: ['adapters'],
  msw: ['adapters'],
  vitest: ['adapters'],
  'cli-progress': ['cli'],
}

const pure = [
  'words',
  'contracts',
  'engine',
  'gates',
  'faults',
  'scenarios',
  'journal',
  'webhooks',
  'emulator',
  'conformance',
  'recording',
]

const roomOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : '')

test('every room stands on a floor', () => {
  expect([...new Set(sources.map(({ room }) => room))].filter(room => room !== '' && !(room in floors))).toEqual([])
})

test('imports go down, never up and never to a neighbour', () => {
  const wrong = sources.flatMap(({ file, room, own }) =>
    own
      .filter(other => room !== '' && roomOf(other) !== room)
      .filter(other => (floors[roomOf(other)] ?? Number.POSITIVE_INFINITY) >= (floors[room] ?? -2))
      .map(other => `${file} imports ${other}`),
  )
  expect(wrong).toEqual([])
})

test('doors are for users: no room imports one', () => {
  const wrong = sources
    .filter(({ room }) => room !== '')
    .flatMap(({ file, own }) => own.filter(other => other.endsWith('index.ts')).map(door => `${file} imports ${door}`))
  expect(wrong).toEqual([])
})

test('no file leads back to itself', () => {
  const next = new Map(sources.map(({ file, own }) => [file, own]))
  const leadsBack = (start: string) => {
    const seen = new Set<string>()
    const walk = (file: string): boolean =>
      (next.get(file) ?? []).some(
        other => other === start || (!seen.has(other) && Boolean(seen.add(other)) && walk(other)),
      )
    return walk(start)
  }
  expect(sources.map(({ file }) => file).filter(leadsBack)).toEqual([])
})

test('each package has its home', () => {
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

test('Node itself is known to usersig, to its adapters and to the command line', () => {
  const wrong = sources
    .filter(({ packages }) => packages.some(name => name.startsWith('node:')))
    .filter(({ file, room }) => !(room === 'usersig' || room === 'cli' || file.startsWith('adapters/node-')))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('the pure rooms know neither wall clock nor chance nor timers nor network', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\b|\bfetch\(|\bprocess\.|\brandomUUID\b/
  const wrong = sources
    .filter(({ room }) => pure.includes(room))
    .filter(({ text }) => impure.test(text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('heavy packages are loaded only when they are needed', () => {
  const eager = /^import (?!type)[^'"]*['"](yaml|@faker-js\/faker[^'"]*|openapi3-ts[^'"]*|selfsigned)['"]/m
  const lazyRoots = [
    'scenarios/parse',
    'scenarios/yaml',
    'scenarios/generate',
    'contracts/openapi',
    'server/control/openapi',
  ]
  const wrong = sources.filter(({ file, text }) => eager.test(text) && !lazyRoots.some(root => file.startsWith(root)))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('types are kept: no any, no unchecked suppression', () => {
  const slack = /\bas any\b|: any\b|<any>|@ts-ignore|@ts-nocheck|@ts-expect-error|biome-ignore/
  expect(sources.filter(({ text }) => slack.test(text)).map(({ file }) => file)).toEqual([])
})

test('every export says what it is', () => {
  const silent = sources.flatMap(({ file, text }) => {
    const lines = text.split('\n')
    return lines
      .filter((line, index) => {
        const name = /^export (?:async )?(?:const|function|interface|type|class) (\w+)/.exec(line)?.[1]
        // A route says it in its own summary, and of overloads the first speaks for all.
        if (name === undefined || line.includes('defineRoute(')) return false
        if (lines.slice(0, index).some(earlier => earlier.startsWith(`export function ${name}`))) return false
        const before = lines[index - 1] ?? ''
        return !before.trimEnd().endsWith('*/') && !before.startsWith('//')
      })
      .map(line => `${file}: ${line}`)
  })
  expect(silent).toEqual([])
})
