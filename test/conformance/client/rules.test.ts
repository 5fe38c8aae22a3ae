import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toRuleCatalogue } from '../../../build/rules.ts'
import { rules } from '../../../src/conformance/client/rules/list.ts'

const root = new URL('../../..', import.meta.url).pathname

test('the catalogue is what the rules say', () => {
  expect(readFileSync(`${root}docs/rules.md`, 'utf8')).toBe(toRuleCatalogue().trimEnd().concat('\n'))
})

test('every rule is in the list, each under an id of its own, group by group, in order', () => {
  expect(readdirSync(`${root}src/conformance/client/rules`).length).toBe(rules.length + 1)
  const ids = rules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(rules.length)
  expect(ids).toEqual(['Q', 'B', 'A'].flatMap(letter => ids.filter(id => id.startsWith(`RB-${letter}`)).toSorted()))
  for (const { id, group } of rules) expect(id[3]).toBe({ request: 'Q', behaviour: 'B', answer: 'A', case: 'C' }[group])
})

test('every rule says what, why and how to mend it, in sentences', () => {
  for (const { sentence, reason, fix } of rules) {
    expect(sentence).toMatch(/^[A-Z].*[^.]$/)
    expect(reason).toMatch(/^["A-Z0-9].*\.$/)
    expect(fix).toMatch(/^[A-Z].*\.$/)
  }
})
