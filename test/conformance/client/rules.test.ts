import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toRuleCatalogue } from '../../../build/rules.ts'
import { clientRules } from '../../../src/conformance/client/rules.ts'

test('The catalogue is generated from the rules', () => {
  const file = new URL('../../../docs/rules.md', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(toRuleCatalogue().trimEnd().concat('\n'))
})

test('Lists every rule once, by group and id', () => {
  const ids = clientRules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(['Q', 'B', 'A'].flatMap(letter => ids.filter(id => id.startsWith(`RB-${letter}`)).toSorted()))
  for (const { id, group } of clientRules)
    expect(id[3]).toBe({ request: 'Q', behaviour: 'B', response: 'A', case: 'C' }[group])
})

test('Has a title, a reason, a fix and messages for every rule', () => {
  for (const { title, reason, fix, messages } of clientRules) {
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(reason).toMatch(/^["A-Z0-9].*\.$/)
    expect(fix).toMatch(/^[A-Z].*\.$/)
    expect(Object.keys(messages).length).toBeGreaterThan(0)
  }
})
