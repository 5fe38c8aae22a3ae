import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addFault, toFlowYaml, toScenarioText } from '../../src/console/fault-text.ts'
import { toDiff } from '../../src/console/text-diff.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'

test.each([
  [{ on: 'end_call', error: 101001, times: 2 }, '{ on: end_call, error: 101001, times: 2 }'],
  [{ omit: ['ActionStatus'], from: '1m20s' }, '{ omit: [ActionStatus], from: 1m20s }'],
  [{ dribble: '50B/s', call: '@TGS#1' }, '{ dribble: 50B/s, call: "@TGS#1" }'],
  [['yes', 'null', '', 'a: b', 'on'], '["yes", "null", "", "a: b", "on"]'],
])('Writes %j in one line of YAML', (data, text) => {
  expect(toFlowYaml(data)).toBe(text)
})

const fault = { on: 'get_call_info', error: 101001, times: 1 }

test.each([
  ['without faults', 'ringback: 1\nname: x\n'],
  ['with an empty list', 'ringback: 1\nname: x\nfaults: []\n'],
  ['with faults at the end', 'ringback: 1\nname: x\nfaults:\n  - { on: end_call, http: 502 }\n'],
  ['with faults in the middle', 'ringback: 1\nfaults:\n- { on: end_call, http: 502 }\nname: x\n'],
])('Adds a fault to a scenario %s', (_, text) => {
  expect(parseScenario(addFault(text, fault)).faults).toHaveLength(text.includes('502') ? 2 : 1)
})

test('Writes a scenario as YAML that is read as the same scenario', () => {
  const scenario = {
    ringback: 1,
    name: 'a: "b"',
    start: '2026-01-15T09:30:00Z',
    calls: [
      { id: '055662e1', from: 'a', to: ['b', '1'], media: 'audio', then: [{ at: '4s', user: 'b', does: 'answer' }] },
    ],
    faults: [fault],
    generate: [],
  }
  const { generate: _, ...expected } = scenario
  expect(parseScenario(toScenarioText(scenario)).source).toMatchObject(expected)
})

test('Compares texts line by line, the old before the new', () => {
  expect(toDiff('a\nb\nc', 'a\nx\nc\nd')).toEqual([
    { kind: 'same', text: 'a' },
    { kind: 'old', text: 'b' },
    { kind: 'new', text: 'x' },
    { kind: 'same', text: 'c' },
    { kind: 'new', text: 'd' },
  ])
})

test('A comparison contains both texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
    .map(lines => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (old, next) => {
      const lines = toDiff(old, next)
      const side = (other: 'old' | 'new') =>
        lines
          .filter(({ kind }) => kind !== other)
          .map(line => line.text)
          .join('\n')
      expect([side('new'), side('old')]).toEqual([old, next])
    }),
  )
})
