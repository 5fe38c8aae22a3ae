import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import { getCallInfo } from '../../src/contracts/rest/get-call-info.ts'
import { toErrorInfo } from '../../src/emulator/messages.ts'
import { checkBody, readBody } from '../../src/emulator/validate-body.ts'

const read = (text: string) => readBody({ text })
const refusal = (issue: object) => ({ refuse: 'JsonParseError', issue })

const nested = (levels: number, open = '[', close = ']') =>
  `{"a":${open.repeat(levels - 1)}${open === '[' ? '' : '1'}${close.repeat(levels - 1)}}`

test('Reads any JSON object', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true })
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 2, '\t'), (object, space) => {
      const text = JSON.stringify(object, null, space)
      expect(read(text)).toEqual({ json: JSON.parse(text) })
    }),
  )
})

test('Reads an empty object', () => {
  expect(read('{}')).toEqual({ json: {} })
  expect(read(' \r\n{ }\t')).toEqual({ json: {} })
})

test('The code of an unreadable body is 60003', () => {
  expect(toError('JsonParseError').code).toBe(60003)
})

test.for([
  '',
  ' ',
  '\r\n\t',
  '\ufeff',
  '[]',
  'null',
  '5',
  '-1.5e3',
  'true',
  '"CallId"',
  `"${'x'.repeat(5_000)}"`,
  '{',
  '}',
  'CallId=055662e1',
  '{"CallId":"x",}',
  '{} // done',
  '\ufeff{}',
  '\u0000',
  'undefined',
  'abc position 12345',
])('Refuses the body %j as JSON that cannot be parsed', text => {
  expect(read(text)).toMatchObject({ refuse: 'JsonParseError', issue: { code: expect.any(String) } })
})

test('Never throws, and keeps the message about any text short', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '{"a":', '{}', 'position 7'),
  )
  const text = fc.array(piece, { maxLength: 300 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(text, text => {
      const answer = read(text)
      if ('refuse' in answer) expect(toErrorInfo(answer).length).toBeLessThan(400)
      else expect(answer.json).toEqual(JSON.parse(text))
    }),
    { numRuns: 500 },
  )
})

test('Agrees with JSON.parse for shallow texts', () => {
  const text = fc.oneof(
    fc.json({ maxDepth: 5 }),
    fc.string(),
    fc.json().map(json => json.slice(0, -1)),
  )
  fc.assert(
    fc.property(text, text => {
      let isWanted = false
      try {
        const json: unknown = JSON.parse(text)
        isWanted = typeof json === 'object' && json !== null && !Array.isArray(json)
      } catch {}
      expect('json' in read(text)).toBe(isWanted)
    }),
    { numRuns: 500 },
  )
})

test.for([
  ['arrays', '[', ']'],
  ['objects', '{"b":', '}'],
])('Reads 64 levels of %s, and refuses 65', ([, open, close]) => {
  expect(read(nested(64, open, close))).toHaveProperty('json')
  expect(read(nested(65, open, close))).toEqual(refusal({ code: 'body-too-deep' }))
})

test('Refuses a hundred thousand levels', () => {
  expect(read(nested(100_000))).toEqual(refusal({ code: 'body-too-deep' }))
  expect(read('['.repeat(100_000))).toEqual(refusal({ code: 'body-too-deep' }))
})

test('Accepts many shallow items', () => {
  expect(read(`{"a":[${'[],'.repeat(1_000)}{}]}`)).toHaveProperty('json')
})

test('Ignores brackets inside strings and keys', () => {
  const brackets = '[{'.repeat(200)
  const body = { [brackets]: brackets, quoted: `"${brackets}`, slash: `\\"${brackets}\\` }
  expect(read(JSON.stringify(body))).toEqual({ json: body })
})

test('Ends strings at unescaped quotes only', () => {
  expect(read(`{"a":"\\"${'['.repeat(200)}"}`)).toHaveProperty('json')
  expect(read(`{"a":"\\\\","b":${'['.repeat(70)}${']'.repeat(70)}}`)).toHaveProperty('refuse')
})

test('Reads __proto__ as a field like any other', () => {
  const answer = read('{"__proto__":{"CallId":"x"}}')
  if ('refuse' in answer) throw new Error(answer.issue.code)
  expect(Object.keys(answer.json)).toEqual(['__proto__'])
  expect(answer.json.CallId).toBeUndefined()
  expect(checkBody(getCallInfo, answer.json)).toMatchObject({
    issue: { issues: [{ code: 'missing-field', path: ['CallId'] }] },
  })
  expect(Object.hasOwn(Object.prototype, 'CallId')).toBe(false)
})

test('Uses the last of repeated fields', () => {
  expect(read('{"CallId":"x","CallId":"y"}')).toEqual({ json: { CallId: 'y' } })
})

test.for([
  ['too large', 'JsonParseError'],
  ['not UTF-8', 'JsonParseError'],
  ['UTF-16', 'JsonParseError'],
  ['encoded: gzip', 'JsonParseError'],
  ['encoded: gzip, br', 'JsonParseError'],
  ['too slow', 'ServiceTimeout'],
] as const)('Refuses a body that is %s with %s', ([why, refuse]) => {
  expect(readBody({ unreadable: why })).toEqual({ refuse, issue: { code: 'unreadable-body', why } })
})

test('Accepts a body that matches its contract', () => {
  expect(checkBody(getCallInfo, { CallId: 'x' })).toEqual({ body: { CallId: 'x' } })
})

test('Omits unknown fields', () => {
  expect(checkBody(getCallInfo, { CallId: 'x', Extra: 1, callid: 'y' })).toEqual({ body: { CallId: 'x' } })
})

test.for([
  [{}, { code: 'missing-field' }],
  [{ callid: 'x' }, { code: 'missing-field', misnamed: { received: 'callid', isOtherCase: true } }],
  [{ CallId: 42 }, { code: 'invalid-field', received: 42 }],
  [{ CallId: null }, { code: 'invalid-field', received: null }],
  [{ CallId: ['x'] }, { code: 'invalid-field', received: ['x'] }],
  [{ CallId: { toString: 'x' } }, { code: 'invalid-field', received: { toString: 'x' } }],
  [{ CallId: '' }, { code: 'invalid-field', expected: 'at least 1 character' }],
] as const)('Refuses the body %j by its contract', ([json, issue]) => {
  const refusal = checkBody(getCallInfo, json)
  expect(refusal).toMatchObject({ refuse: 'InvalidParameter', issue: { issues: [{ path: ['CallId'], ...issue }] } })
  expect(toError('InvalidParameter').code).toBe(101002)
})

test('Refuses with the code that a contract declares', () => {
  const contract = { ...getCallInfo, invalid: 'ConfigInvalidParameter' } as const
  expect(checkBody(contract, {})).toHaveProperty('refuse', 'ConfigInvalidParameter')
})
