import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAnswer, parseGreeting, readLines } from '../../src/cli/adapter-process.ts'

test.each([
  ['{"ringback":1,"can":["getCallInfo"],"more":1}', { can: ['getCallInfo'] }],
  ['hello', { slip: 'It greeted with "hello", which is no JSON object: want {"ringback":1,"can":["getCallInfo"]}.' }],
  [
    '{"ringback":2,"can":[]}',
    { slip: 'It speaks version 2 of the protocol, and this ringback 1: want {"ringback":1,"can":["getCallInfo"]}.' },
  ],
  ['{"ringback":1}', { slip: expect.stringContaining('without a list of what it can do') }],
  ['{"ringback":1,"can":["getCalInfo"]}', { slip: 'It says it can do "getCalInfo". Did you mean "getCallInfo"?' }],
  ['{"ringback":1,"can":[7]}', { slip: 'It says it can do 7. Want of getCallInfo and endCall.' }],
])('the greeting %s is read', (line, read) => {
  expect(parseGreeting(line, ['getCallInfo', 'endCall'])).toEqual(read)
})

test.each([
  ['{"id":1,"value":{"a":1}}', { id: 1, came: { is: 'value', value: { a: 1 } } }],
  ['{"id":1,"value":null}', { id: 1, came: { is: 'value', value: undefined } }],
  ['{"id":1,"error":{"code":7,"message":"no"}}', { id: 1, came: { is: 'error', code: 7, message: 'no' } }],
  ['{"id":1,"error":{"code":null}}', { id: 1, came: { is: 'error', code: undefined, message: '' } }],
  ['[1]', { slip: expect.stringContaining('It printed "[1]" on stdout, which is no JSON object') }],
  ['{"value":null}', { slip: expect.stringContaining('without the id of a question') }],
  ['{"id":1}', { id: 1, slip: expect.stringContaining('want either a value or an error') }],
  ['{"id":1,"value":1,"error":{}}', { id: 1, slip: expect.stringContaining('want either a value or an error') }],
  ['{"id":1,"error":"no"}', { id: 1, slip: expect.stringContaining('It answered with the error "no": want {"code"') }],
  ['{"id":1,"error":{"code":"7"}}', { id: 1, slip: 'It answered with the code "7": want a whole number, or no code.' }],
])('the answer %s is read', (line, read) => {
  expect(parseAnswer(line)).toEqual(read)
})

test('whatever an adapter prints, it is an answer or a short sentence', () => {
  const word = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ id: fc.jsonValue(), error: fc.jsonValue() }).map(one => JSON.stringify(one)),
  )
  fc.assert(
    fc.property(word, line => {
      const read = parseAnswer(line)
      if ('slip' in read) expect(read.slip.length).toBeLessThan(300)
      else expect(Number.isFinite(read.id)).toBe(true)
    }),
  )
})

test('lines arrive whole however they are cut, and none that is too long', async () => {
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
