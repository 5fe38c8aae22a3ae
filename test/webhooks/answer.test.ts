import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainAnswer, tooSlow } from '../../src/webhooks/answer.ts'

const answer = (text: string, status = 200) => explainAnswer({ status, text })

test.each([
  '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}',
  ' {"ErrorCode": 0, "ErrorInfo": "", "ActionStatus": "OK", "Extra": [1]}\n',
  '{"ActionStatus":"FAIL","ErrorInfo":"no","ErrorCode":-1}',
])('with %s nothing is wrong: what a receiver says is of no consequence', text => {
  expect(answer(text)).toBeUndefined()
})

test.each([
  [201, 'The receiver answered with HTTP status 201: want 200.'],
  [302, 'The receiver answered with HTTP status 302: want 200.'],
  [404, 'The receiver answered with HTTP status 404: want 200.'],
  [500, 'The receiver answered with HTTP status 500: want 200.'],
])('status %i is wrong, whatever comes with it', (status, why) => {
  expect(answer('{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}', status)).toBe(why)
})

test.each([
  ['', `The receiver's answer is not JSON: "".`],
  ['ok', `The receiver's answer is not JSON: "ok".`],
  ['<html>', `The receiver's answer is not JSON: "<html>".`],
  ['{}', "The receiver's answer: ActionStatus is missing"],
  ['null', "The receiver's answer: The body is null: want an object."],
  ['"OK"', `The receiver's answer: The body is "OK": want an object.`],
  ['[]', "The receiver's answer: The body is []: want an object."],
  ['{"ActionStatus":"ok","ErrorInfo":"","ErrorCode":0}', 'ActionStatus is "ok": want "OK" or "FAIL".'],
  ['{"ActionStatus":"OK","ErrorInfo":null,"ErrorCode":0}', 'ErrorInfo is null: want a string.'],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}', 'ErrorCode is "0": want a number.'],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0.5}', 'ErrorCode is 0.5: want an integer.'],
])('of the answer %s is told what is wrong with it', (text, why) => {
  expect(answer(text)).toContain(why)
})

test('every field that is wrong is named at once', () => {
  expect(answer('{}')).toBe(
    'The receiver\'s answer: ActionStatus is missing: want "OK" or "FAIL". ErrorInfo is missing: want a string. ErrorCode is missing: want a number.',
  )
})

test('where nobody answered, why is all there is to say', () => {
  expect(explainAnswer({ unanswered: tooSlow })).toBe('The receiver did not answer within 2000 ms.')
})

test('whatever a receiver answers, the sentence is short and no more than one line', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 5_000 }), fc.json()), text => {
      const why = answer(text) ?? ''
      expect(why.length).toBeLessThan(600)
      expect(why).not.toContain('\n')
    }),
  )
})
