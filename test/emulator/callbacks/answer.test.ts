import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findAnswerIssue } from '../../../src/emulator/callbacks/delivery-result.ts'
import { explainDelivery } from '../../../src/emulator/messages.ts'

const check = (text: string, status = 200) => findAnswerIssue({ status, text })

test.each([
  '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}',
  ' {"ErrorCode": 0, "ErrorInfo": "", "ActionStatus": "OK", "Extra": [1]}\n',
])('Accepts the answer %s', text => {
  expect(check(text)).toBeUndefined()
})

test.each([201, 302, 404, 500])('Reports the status %i, whatever the text', status => {
  expect(check('{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}', status)).toEqual({ code: 'wrong-status', status })
})

test.each(['', 'ok', '<html>'])('Reports the answer %j, which is not JSON', text => {
  expect(check(text)).toEqual({ code: 'answer-not-json', text })
})

test.each<[string, readonly (readonly [code: string, path: string])[]]>([
  [
    '{}',
    [
      ['missing-field', 'ActionStatus'],
      ['missing-field', 'ErrorInfo'],
      ['missing-field', 'ErrorCode'],
    ],
  ],
  ['null', [['invalid-field', '']]],
  ['"OK"', [['invalid-field', '']]],
  ['[]', [['invalid-field', '']]],
  ['{"ActionStatus":"ok","ErrorInfo":"","ErrorCode":0}', [['invalid-field', 'ActionStatus']]],
  ['{"ActionStatus":"OK","ErrorInfo":null,"ErrorCode":0}', [['invalid-field', 'ErrorInfo']]],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}', [['invalid-field', 'ErrorCode']]],
  ['{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0.5}', [['invalid-field', 'ErrorCode']]],
])('Reports every invalid field of the answer %s', (text, fields) => {
  const issue = check(text)
  const issues = issue?.code === 'invalid-answer' ? issue.issues : []
  expect(issues.map(({ code, path }) => [code, path.join('.')])).toEqual(fields)
})

test('Reports a failure that the receiver states', () => {
  expect(check('{"ActionStatus":"FAIL","ErrorInfo":"no","ErrorCode":-1}')).toEqual({
    code: 'objection',
    actionStatus: 'FAIL',
    errorCode: -1,
    errorInfo: 'no',
  })
})

test('Reports why there was no answer', () => {
  const unanswered = { code: 'timeout', timeoutMs: 2_000 } as const
  expect(findAnswerIssue({ unanswered })).toBe(unanswered)
})

test('Makes a short message of one line from any answer', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 5_000 }), fc.json()), text => {
      const issue = check(text)
      const message = issue ? explainDelivery(issue) : ''
      expect(message.length).toBeLessThan(600)
      expect(message).not.toContain('\n')
    }),
  )
})
