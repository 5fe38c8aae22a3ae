import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainNearest, findNearest } from '../../src/text/suggest.ts'

const verbs = ['answer', 'reject', 'busy', 'hangup', 'offline', 'join', 'cancel-invite', 'cancel']

test.for([
  ['anwser', 'answer'],
  ['awnser', 'answer'],
  ['rejct', 'reject'],
  ['joins', 'join'],
  ['HangUp', 'hangup'],
  ['hang_up', 'hangup'],
  ['hang up', 'hangup'],
  ['cancelInvite', 'cancel-invite'],
  ['cancle', 'cancel'],
  ['off-line', 'offline'],
  ['offxxne', 'offline'],
  ['offxxxe', undefined],
  ['buzz', undefined],
  ['explode', undefined],
  ['', undefined],
])('Suggests for %j: %j', ([word, expected]) => {
  expect(findNearest(String(word), verbs)).toBe(expected)
})

test('Suggests a word of the list for itself', () => {
  fc.assert(fc.property(fc.constantFrom(...verbs), word => findNearest(word, verbs) === word))
})

test('Suggests the first of two words that are equally near', () => {
  expect(findNearest('cat', ['bat', 'rat'])).toBe('bat')
})

test('Suggests nothing from an empty list or for a very long word', () => {
  expect(findNearest('answer', [])).toBeUndefined()
  expect(findNearest('a'.repeat(100), ['a'.repeat(100)])).toBe('a'.repeat(100))
  expect(findNearest('a'.repeat(101), ['a'.repeat(101)])).toBeUndefined()
})

test('Makes a question, or nothing', () => {
  expect(explainNearest('accpet', ['accept', 'reject'])).toBe(' Did you mean "accept"?')
  expect(explainNearest('explode', verbs)).toBe('')
})
