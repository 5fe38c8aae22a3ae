import { expect, test } from 'vitest'
import { explainSource, toPageUrl } from '../../src/contracts/source.ts'

test('Describes whether a fact is documented, observed or assumed', () => {
  expect(explainSource({ page: 68932 })).toBe('documented on page 68932')
  expect(explainSource({ observed: 'clients leave it out' })).toBe('observed: clients leave it out')
  expect(explainSource({ assumed: 'no page says it' })).toBe('assumed: no page says it')
})

test('Returns the address of a page', () => {
  expect(toPageUrl(68932)).toBe('https://trtc.io/document/68932')
})
