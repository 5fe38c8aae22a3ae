import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAnswer, parseGreeting, readLines } from '../../src/cli/adapter-process.ts'
import { explainMessage } from '../../src/cli/messages.ts'

test('Parses the greeting of an adapter', () => {
  expect(parseGreeting('{"ringback":1,"can":["getCallInfo"],"more":1}', ['getCallInfo', 'endCall'])).toEqual({
    can: ['getCallInfo'],
  })
})

test.each([
  ['hello', 'greeting-not-json', { line: 'hello' }],
  ['{"ringback":2,"can":[]}', 'greeting-with-other-version', { version: 2 }],
  ['{"ringback":1}', 'greeting-without-commands', {}],
  ['{"ringback":1,"can":["getCalInfo"]}', 'greeting-with-unknown-command', { name: 'getCalInfo' }],
  ['{"ringback":1,"can":[7]}', 'greeting-with-unknown-command', { name: 7 }],
])('Refuses the greeting %s: %s', (line, code, data) => {
  expect(parseGreeting(line, ['getCallInfo', 'endCall'])).toMatchObject({ error: { code, data } })
})

test.each([
  ['{"id":1,"value":{"a":1}}', { is: 'value', value: { a: 1 } }],
  ['{"id":1,"value":null}', { is: 'value', value: undefined }],
  ['{"id":1,"error":{"code":7,"message":"no"}}', { is: 'error', code: 7, message: 'no' }],
  ['{"id":1,"error":{"code":null}}', { is: 'error', code: undefined, message: '' }],
])('Parses the answer %s', (line, result) => {
  expect(parseAnswer(line)).toEqual({ id: 1, came: result })
})

test.each([
  ['[1]', undefined, 'answer-not-json'],
  ['{"value":null}', undefined, 'answer-without-id'],
  ['{"id":1}', 1, 'answer-ambiguous'],
  ['{"id":1,"value":1,"error":{}}', 1, 'answer-ambiguous'],
  ['{"id":1,"error":"no"}', 1, 'answer-with-invalid-error'],
  ['{"id":1,"error":{"code":"7"}}', 1, 'answer-with-invalid-code'],
])('Refuses the answer %s', (line, id, code) => {
  const parsed = parseAnswer(line)
  expect([parsed.id, 'error' in parsed && parsed.error.code]).toEqual([id, code])
})

test('Keeps the message about any output short', () => {
  const word = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ id: fc.jsonValue(), error: fc.jsonValue() }).map(one => JSON.stringify(one)),
  )
  fc.assert(
    fc.property(word, line => {
      const parsed = parseAnswer(line)
      if ('error' in parsed) expect(explainMessage(parsed.error.code, parsed.error.data).length).toBeLessThan(300)
      else expect(Number.isFinite(parsed.id)).toBe(true)
    }),
  )
})

test('Yields whole lines however they are cut, and ends at one that is too long', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme', maxLength: 20 }).filter(line => !/[\r\n]/.test(line)),
        { maxLength: 10 },
      ),
      fc.array(fc.nat(40), { maxLength: 10 }),
      async (lines, cuts) => {
        const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''))
        const stream = new PassThrough()
        const read = readLines(stream, 100)
        const places = [
          0,
          ...cuts.filter(cut => cut < bytes.length).toSorted((one, other) => one - other),
          bytes.length,
        ]
        for (const [index, place] of places.entries()) stream.write(bytes.subarray(place, places[index + 1]))
        stream.end()
        const got: string[] = []
        for (let piece = await read.next(); typeof piece === 'object'; piece = await read.next()) got.push(piece.line)
        expect(got).toEqual(lines.map(line => line.trim()).filter(Boolean))
      },
    ),
  )
  const stream = new PassThrough()
  const read = readLines(stream, 10)
  stream.write('short\n12345678901\nlater\n')
  expect([await read.next(), await read.next(), await read.next()]).toEqual([{ line: 'short' }, 'too long', 'end'])
})
