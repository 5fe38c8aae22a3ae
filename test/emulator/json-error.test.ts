import { expect, test } from 'vitest'
import { readBody } from '../../src/emulator/validate-body.ts'
import { describeJsonError, findJsonError } from '../../src/text/json-error.ts'

/** The issue of a refused body. */
const findIssue = (text: string) => {
  const read = readBody({ text })
  return 'refuse' in read ? read.issue : undefined
}

test.for([
  ['a comma', '{"Robot_Account":"user1",\n "Timeout": 30000\n "UserData":"x"}', 45, /comma is missing/],
  ['a // comment', '{\n  // the call\n  "CallId":"x"}', 4, /\/\/ comment/],
  ['a /* comment', '{"a":1 /* x */}', 7, /\/\* comment/],
  ['a # comment', '{"a":1 # x\n}', 7, /# comment/],
  ['a trailing comma', '{"CallId":"x",}', 13, /trailing comma/],
  ['a trailing comma in a list', '{"a":[1, ]}', 7, /trailing comma/],
  ['single quotes', "{'CallId':'x'}", 1, /single quotes/],
  ['typographic quotes', '{\u201cCallId\u201d:"x"}', 1, /typographic quotes/],
  ['a byte order mark', '\ufeff\ufeff{}', 0, /byte order mark/],
  ['a name without quotes', '{CallId:"x"}', 1, /name without quotes/],
  ['undefined', '{"a":undefined}', 5, /undefined/],
  ['NaN', '{"a":NaN}', 5, /NaN/],
  ["Python's True", '{"a": True}', 6, /True/],
  ["Python's None", '{"a": None}', 6, /None/],
  ["Ruby's nil", '{"a": nil}', 6, /nil/],
  ['a colon', '{"CallId" "x"}', 10, /colon is missing/],
  ['an arrow', '{"CallId"=>"x"}', 9, /equals sign/],
  ['a leading zero', '{"a":01}', 5, /number/],
  ['an id without quotes', '{"CallId": 055662e1-bc8a-469c-a334-1126c8c17d58}', 11, /without quotes/],
  ['a line break in a string', '{"a":"x\ny"}', 7, /line break/],
  ['a wrong escape', '{"a":"\\x41"}', 6, /escape/],
  ['a string that is not closed', '{"CallId":"055662e1', 10, /closing quote/],
  ['an object that is not closed', '{"CallId":"x"', 13, /closing \}/],
  ['a second object', '{"a":1}{"b":2}', 7, /after the end/],
  ['a bracket too many', '{"a":1}}', 7, /too many/],
  ['a value that was left out', '{"a":,"b":1}', 5, /value is missing/],
] as const)('Finds %s in a body', ([, text, offset, what]) => {
  const error = findJsonError(text)
  expect(error?.offset).toBe(offset)
  expect(error && describeJsonError(error).what).toMatch(what)
})

test('Finds no error in JSON', () => {
  for (const text of ['{}', ' { "a" : [ 1, -2.5e+3, true, null, {} ] } ', '"x"', '{"a":"\\u00fc \\" //"}'])
    expect(findJsonError(text)).toBeUndefined()
})

test('Quotes a few characters around the error with its line and column', () => {
  const text = '{\n  "Robot_Account": "user1",\n  "Timeout": 30000\n  "UserData": "x"\n}'
  expect(findIssue(text)).toMatchObject({
    code: 'invalid-json',
    line: 4,
    column: 3,
    near: '`…", "Timeout": 30000 "UserData": "x" }`',
  })
})

test('Counts lines that end with CR LF', () => {
  expect(findIssue('{\r\n"a":1\r\n"b":2}')).toMatchObject({ line: 3, column: 1 })
})

test.for([
  ['a UserSig', `{"usersig":'e${'JyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwpk'}HA4-'}`, 'JyrVgrx'],
  ['a key', `{"secretKey":"${'72696e676261636b'.repeat(4)}" "a":1}`, '72696e67'],
  ['a password', '{"password":"hunter2-hunter2" "a":1}', 'hunter2-'],
  ['an opaque text', `{"x":"${'Zm9vYmFy'.repeat(600)}\n"}`, 'Zm9vYmFyZm9v'],
] as const)('Masks %s beside the error', ([, text, secret]) => {
  const issue = findIssue(text)
  expect(issue).toHaveProperty('code', 'invalid-json')
  expect(JSON.stringify(issue)).not.toContain(secret)
})

test.for([
  ['an empty array', '[]', { code: 'not-an-object', received: [] }],
  ['an array around the object', '[{"CallId":"x"}]', { code: 'not-an-object', received: [{ CallId: 'x' }] }],
  ['null', 'null', { code: 'not-an-object', received: null }],
  ['an empty string', '""', { code: 'not-an-object', received: '' }],
  ['JSON that is encoded twice', JSON.stringify('{"a":1}'), { code: 'not-an-object', received: '{"a":1}' }],
  ['a form', 'CallId=055662e1&x=%7B%7D', { code: 'other-format', format: 'form' }],
  [
    'a multipart form',
    '--x\r\nContent-Disposition: form-data; name="CallId"\r\n\r\ny\r\n--x--',
    { code: 'other-format', format: 'multipart' },
  ],
  ['a page of HTML', '<!doctype html><p>x', { code: 'other-format', format: 'markup' }],
  ['a printed object', '[object Object]', { code: 'other-format', format: 'printed-object' }],
  ['UTF-16 without a mark', '{\0"\0C\0', { code: 'other-format', format: 'null-characters' }],
  ['nothing', '', { code: 'empty-body' }],
] as const)('Recognizes %s', ([, text, issue]) => {
  expect(readBody({ text })).toMatchObject({ refuse: 'JsonParseError', issue })
})

test('Looks at a long form without backtracking', () => {
  expect(findIssue(`${'a=b&'.repeat(200_000)}{`)).toBeDefined()
})
