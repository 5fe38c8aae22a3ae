import { expect, test } from 'vitest'
import { errorNames, errors, findErrorName, toError } from '../../src/contracts/errors.ts'
import { explainSource, toPageUrl } from '../../src/contracts/source.ts'

// Written out by hand, so that a code lost from the table is missed.
const documented = [
  60002, 60003, 60004, 60005, 60006, 60007, 60008, 60009, 60010, 60011, 60012, 60013, 60014, 60015, 60016, 60017, 60018,
  60019, 60020, 60021, 60025, 60026, 60028, 70001, 70003, 70009, 70013, 70014, 70016, 70020, 70050, 70051, 70107, 70169,
  70402, 70500, 100001, 100002, 100301, 101001, 101002, 101004, 101050,
]

test('Lists every documented code once, in ascending order', () => {
  expect(errorNames.map(name => toError(name).code)).toEqual(documented)
})

test('Finds each error by its code', () => {
  for (const name of errorNames) expect(findErrorName(errors[name].code)).toBe(name)
  expect(findErrorName(101004)).toBe('CallNotFound')
})

test.each([0, 1, -101004, 101003, 101004.5, Number.NaN])('Refuses %s as the code of an error', code => {
  expect(findErrorName(code)).toBeUndefined()
})

test('Documents every error with a page and a sentence', () => {
  for (const name of errorNames) {
    const { source, meaning } = toError(name)
    expect(source, name).toEqual({ page: expect.any(Number) })
    expect(meaning, name).toMatch(/^[A-Z].+\.$/)
  }
})

test('Allows an immediate retry only after a failure of the service', () => {
  const retried = errorNames.filter(name => errors[name].retry === 'immediate')
  expect(retried.map(name => errors[name].code)).toEqual([60008, 60013, 60014, 70169, 70500, 100001, 101001])
})

test('Requires a backoff after too many requests', () => {
  const later = errorNames.filter(name => errors[name].retry === 'backoff')
  expect(later.map(name => errors[name].code)).toEqual([60007, 60011, 60018, 60019, 70050])
})

test('Describes whether a fact is documented, observed or assumed', () => {
  expect(explainSource({ page: 68932 })).toBe('documented on page 68932')
  expect(explainSource({ observed: 'clients leave it out' })).toBe('observed: clients leave it out')
  expect(explainSource({ assumed: 'no page says it' })).toBe('assumed: no page says it')
})

test('Returns the address of a page', () => {
  expect(toPageUrl(68932)).toBe('https://trtc.io/document/68932')
})
