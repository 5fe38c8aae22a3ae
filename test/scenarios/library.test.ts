import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { findLibraryScenario, libraryNames } from '../../src/scenarios/library.ts'
import { toPlan } from '../../src/scenarios/plan.ts'
import { checkScenario } from '../../src/scenarios/validate.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'
import { activate, matchAll, toTarget } from '../faults/active.ts'

test.each(libraryNames)('%s is valid and has its name and a description', name => {
  const found = findLibraryScenario(name)
  const plan = parseScenario(found?.text ?? '', { file: `${name}.scenario.yaml` })
  expect(checkScenario(found?.data)).toEqual({ plan })
  expect(found && toPlan(found.data)).toEqual(plan)
  expect(plan.name.replaceAll(' ', '-')).toBe(name)
  expect(found?.description).toBe(plan.description)
  expect(found?.description.length).toBeGreaterThan(40)
})

test('Contains every file of the folder', () => {
  const files = readdirSync(new URL('../../src/scenarios/library/', import.meta.url))
  expect([...libraryNames].sort()).toEqual(files.map(file => file.replace('.scenario.yaml', '')).sort())
})

test('Finds no scenario of another name', () => {
  expect(findLibraryScenario('nothing')).toBeUndefined()
  expect(findLibraryScenario('constructor')).toBeUndefined()
})

test("Contains the documentation's sample call in demo, which rings without end", () => {
  const { calls, apps } = parseScenario(findLibraryScenario('demo')?.text ?? '')
  expect(apps).toMatchObject([{ sdkAppId: 88888888 }])
  expect(calls[0]).toEqual({
    id: '055662e1-bc8a-469c-a334-1126c8c17d58',
    app: 88888888,
    at: 0,
    from: 'user1',
    to: ['user2'],
    media: 'audio',
    ring: Number.POSITIVE_INFINITY,
    then: [],
  })
  expect(calls.filter(({ id }) => id === undefined)).toEqual([])
})

test('Contains every kind of callback fault in webhooks-gone-wrong', () => {
  const { apps, calls, faults } = parseScenario(findLibraryScenario('webhooks-gone-wrong')?.text ?? '')
  expect(calls).toHaveLength(1)
  expect(apps).toEqual([
    {
      ...demoApp,
      callback: {
        url: 'http://127.0.0.1:3000/callback',
        commands: callbackCommands,
        token: expect.any(String),
        retries: expect.any(Number),
      },
    },
  ])
  // The start, an answer, a join, two hangups, the end.
  const commands = [0, 1, 1, 1, 1, 2].map(index => callbackCommands[index])
  const { effects } = matchAll(
    activate(...faults),
    commands.map(command => ({ phase: 'callback', target: toTarget({ command, identifier: undefined }) })),
  )
  expect(effects).toEqual([
    { callback: 'duplicate' },
    { callback: 'wrong-signature' },
    { delay: 5_000 },
    { callback: 'drop' },
    { callback: 'reorder' },
    { callback: 'malformed' },
  ])
})
