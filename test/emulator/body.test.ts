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

test('a JSON object is read as it is', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true })
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 2, '\t'), (object, space) => {
      const text = JSON.stringify(object, null, space)
      expect(read(text)).toEqual({ json: JSON.parse(text) })
    }),
  )
})

test('an empty object is a body', () => {
  expect(read('{}')).toEqual({ json: {} })
  expect(read(' \r\n{ }\t')).toEqual({ json: {} })
})

test('a body that cannot be read as a JSON object has the code for it', () => {
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

test('no text makes reading throw or its refusal long', () => {
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

test('what JSON.parse makes of a text is what decides, for texts that are shallow', () => {
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
])('64 levels of %s are read, and 65 are refused', ([, open, close]) => {
  expect(read(nested(64, open, close))).toHaveProperty('json')
  expect(read(nested(65, open, close))).toEqual(refusal({ code: 'body-too-deep' }))
})

test('a hundred thousand levels are refused like 65', () => {
  expect(read(nested(100_000))).toEqual(refusal({ code: 'body-too-deep' }))
  expect(read('['.repeat(100_000))).toEqual(refusal({ code: 'body-too-deep' }))
})

test('many things beside each other are not deep', () => {
  expect(read(`{"a":[${'[],'.repeat(1_000)}{}]}`)).toHaveProperty('json')
})

test('brackets inside of strings and keys do not nest', () => {
  const brackets = '[{'.repeat(200)
  const body = { [brackets]: brackets, quoted: `"${brackets}`, slash: `\\"${brackets}\\` }
  expect(read(JSON.stringify(body))).toEqual({ json: body })
})

test('an escaped quote does not end a string, and an escaped backslash does not keep it open', () => {
  expect(read(`{"a":"\\"${'['.repeat(200)}"}`)).toHaveProperty('json')
  expect(read(`{"a":"\\\\","b":${'['.repeat(70)}${']'.repeat(70)}}`)).toHaveProperty('refuse')
})

test('a field named __proto__ is a field like any other and lends nothing', () => {
  const answer = read('{"__proto__":{"CallId":"x"}}')
  if ('refuse' in answer) throw new Error(answer.issue.code)
  expect(Object.keys(answer.json)).toEqual(['__proto__'])
  expect(answer.json.CallId).toBeUndefined()
  expect(checkBody(getCallInfo, answer.json)).toMatchObject({
    issue: { issues: [{ code: 'missing-field', path: ['CallId'] }] },
  })
  expect(Object.hasOwn(Object.prototype, 'CallId')).toBe(false)
})

test('of a field that comes twice the last one counts', () => {
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

test('a body that keeps its contract gives its fields', () => {
  expect(checkBody(getCallInfo, { CallId: 'x' })).toEqual({ body: { CallId: 'x' } })
})

test('fields the contract does not know are left out', () => {
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

test('a contract refuses with the code it declares for itself', () => {
  const contract = { ...getCallInfo, invalid: 'ConfigInvalidParameter' } as const
  expect(checkBody(contract, {})).toHaveProperty('refuse', 'ConfigInvalidParameter')
})
