import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainAnswer, tooSlow } from '../../../src/emulator/callbacks/delivery-result.ts'

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
  ['{}', "The receiver's answer: Missing ActionStatus"],
  ['null', "The receiver's answer: Invalid body: expected an object, got null."],
  ['"OK"', `The receiver's answer: Invalid body: expected an object, got "OK".`],
  ['[]', "The receiver's answer: Invalid body: expected an object, got []."],
  ['{"ActionStatus":"ok","ErrorInfo":"","ErrorCode":0}', 'Invalid ActionStatus: expected "OK" or "FAIL", got "ok".'],
  ['{"ActionStatus":"OK","ErrorInfo":null,"ErrorCode":0}', 'Invalid ErrorInfo: expected a string, got null.'],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}', 'Invalid ErrorCode: expected a number, got "0".'],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0.5}', 'Invalid ErrorCode: expected an integer, got 0.5.'],
])('of the answer %s is told what is wrong with it', (text, why) => {
  expect(answer(text)).toContain(why)
})

test('every field that is wrong is named at once', () => {
  expect(answer('{}')).toBe(
    'The receiver\'s answer: Missing ActionStatus: expected "OK" or "FAIL". Missing ErrorInfo: expected a string. Missing ErrorCode: expected a number.',
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
