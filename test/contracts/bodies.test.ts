import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainIssues } from '../../src/contracts/explain-issues.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'

/** What a command's contract says against a body; nothing if it takes it. */
function explain(command: OperationName, body: object): string {
  const { error } = operations[command].body.safeParse(body)
  return error ? explainIssues(error, body) : ''
}

const robot = {
  Robot_Account: 'robot',
  CalleeList_Account: ['jack'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' },
}
const explainRobot = (change: object) => explain('start_call_by_robot', { ...robot, ...change })

const settings = { Url: 'http://127.0.0.1:3000/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] }
const explainSettings = (change: object) => explain('set_callback', { ...settings, ...change })

test.each([
  [{}],
  [{ Timeout: 10_000 }],
  [{ Timeout: 600_000 }],
  [{ UserData: '' }],
  [{ UserData: 'x'.repeat(1_000) }],
  [{ UserData: `${'呼'.repeat(333)}x` }],
  [{ UserData: '📞'.repeat(250) }],
  [{ CalleeList_Account: Array.from({ length: 100 }, (_, index) => `user${index}`) }],
  [{ CallInfo: { MediaType: 'Video', RoomId: '', RoomIdType: 1 } }],
  [{ CallInfo: { MediaType: 'Video', RoomIdType: 1 } }],
  [{ CallInfo: { MediaType: 'Video', RoomId: '4294967295', RoomIdType: 1 } }],
  [{ CallInfo: { MediaType: 'Video', RoomId: 'roomid-1434', RoomIdType: 2 } }],
  [{ CallInfo: { MediaType: 'Video', RoomId: 'roomid-1434' } }],
  [{ OfflinePushInfo: {} }],
])('start_call_by_robot takes %j', change => {
  expect(explainRobot(change)).toBe('')
})

test.each([
  [{ Timeout: 9_999 }, 'Timeout is 9999: want at least 10000.'],
  [{ Timeout: 600_001 }, 'Timeout is 600001: want at most 600000.'],
  [{ Timeout: 30_000.5 }, 'Timeout is 30000.5: want an integer.'],
  [{ Timeout: undefined }, 'Timeout is missing: want a number.'],
  [{ Robot_Account: '' }, 'Robot_Account is "": want at least 1 character.'],
  [{ CalleeList_Account: [] }, 'CalleeList_Account is []: want at least 1 item.'],
  [{ CalleeList_Account: 'jack' }, 'CalleeList_Account is "jack": want an array.'],
  [{ CalleeList_Account: ['jack', 7] }, 'CalleeList_Account.1 is 7: want a string.'],
  [
    { CalleeList_Account: ['jack', 'jill', 'jack'] },
    'CalleeList_Account.2 is "jack": want an account that is not named before.',
  ],
  [{ CallInfo: undefined }, 'CallInfo is missing: want an object.'],
  [{ CallInfo: { MediaType: 'video' } }, 'CallInfo.MediaType is "video": want "Audio" or "Video".'],
  [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'CallInfo.RoomIdType is 0: want 1 or 2.'],
  [{ CallInfo: { MediaType: 'Audio', RoomId: 1434 } }, 'CallInfo.RoomId is 1434: want a string.'],
  [
    { CallInfo: { MediaType: 'Audio', RoomId: 'roomid-1434', RoomIdType: 1 } },
    'CallInfo.RoomId is "roomid-1434": want a decimal number of at most 10 digits where RoomIdType is 1.',
  ],
  [
    { CallInfo: { MediaType: 'Audio', RoomId: '12345678901', RoomIdType: 1 } },
    'CallInfo.RoomId is "12345678901": want a decimal number of at most 10 digits where RoomIdType is 1.',
  ],
  [{ OfflinePushInfo: { PushFlag: '0' } }, 'OfflinePushInfo.PushFlag is "0": want a number.'],
])('of %j start_call_by_robot says what came and what it wants', (change, sentence) => {
  expect(explainRobot(change)).toBe(sentence)
})

test.each([
  ['x'.repeat(1_001), 'xxx'],
  [`${'呼'.repeat(333)}é`, '呼呼呼'],
  [`${'📞'.repeat(250)}x`, '📞📞📞'],
  ['呼'.repeat(334), '呼呼呼'],
])('UserData of more than 1000 bytes is refused, whatever its characters: %#', (UserData, beginning) => {
  expect(Buffer.byteLength(UserData)).toBeGreaterThan(1_000)
  const sentence = explainRobot({ UserData })
  expect(sentence).toContain(`UserData is "${beginning}`)
  expect(sentence).toMatch(/: want at most 1000 bytes of UTF-8\.$/)
  expect(sentence.length).toBeLessThan(160)
})

test('UserData is taken exactly if it has at most 1000 bytes in UTF-8', () => {
  const text = fc
    .array(fc.constantFrom('x', 'é', '呼', '📞'), { minLength: 240, maxLength: 1_010 })
    .map(characters => characters.join(''))
  fc.assert(
    fc.property(text, UserData => {
      expect(explainRobot({ UserData }) === '').toBe(Buffer.byteLength(UserData) <= 1_000)
    }),
  )
})

test.each([
  [{ Url: 'http://127.0.0.1:3000/callback' }],
  [{ Url: 'https://www.example.com' }],
  [{ Url: 'HTTPS://www.example.com/callback' }],
  [{ Url: 'https://www.example.com/callback?tenant=7&x=%20' }],
  [{ Url: 'http://www.example.com?tenant=7' }],
  [{ Url: 'http://[::1]:3000/callback' }],
  [{ CallbackCommandList: ['Call.CallbackAfterEndCall', 'Call.CallbackAfterEndCall'] }],
])('set_callback takes %j', change => {
  expect(explainSettings(change)).toBe('')
})

const url = 'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback'

test.each([
  [{ Url: 'www.example.com/callback' }, `Url is "www.example.com/callback": want ${url}.`],
  [{ Url: 'ftp://www.example.com' }, `Url is "ftp://www.example.com": want ${url}.`],
  [{ Url: 'http:/www.example.com' }, `Url is "http:/www.example.com": want ${url}.`],
  [{ Url: 'http://' }, `Url is "http://": want ${url}.`],
  [{ Url: 'http:///callback' }, `Url is "http:///callback": want ${url}.`],
  [{ Url: 'http://www.example.com/a b' }, `Url is "http://www.example.com/a b": want ${url}.`],
  [{ Url: ' http://www.example.com' }, `Url is " http://www.example.com": want ${url}.`],
  [{ Url: 'http://www.example.com\n' }, `Url is "http://www.example.com\\n": want ${url}.`],
  [{ Url: 'javascript:alert(1)//http://x' }, `Url is "javascript:alert(1)//http://x": want ${url}.`],
  [{ Url: '' }, `Url is "": want ${url}.`],
  [{ Url: undefined }, 'Url is missing: want a string.'],
  [{ CallbackCommandList: [] }, 'CallbackCommandList is []: want at least 1 item.'],
  [
    { CallbackCommandList: 'Call.CallbackAfterEndCall' },
    'CallbackCommandList is "Call.CallbackAfterEndCall": want an array.',
  ],
  [
    { CallbackCommandList: ['Call.CallbackAfterEndCall', 'Call.CallbackAfterEnd'] },
    'CallbackCommandList.1 is "Call.CallbackAfterEnd": want "Call.CallbackAfterStartCall", "Call.CallbackAfterMemberChanged" or "Call.CallbackAfterEndCall".',
  ],
])('of %j set_callback says what came and what it wants', (change, sentence) => {
  expect(explainSettings(change)).toBe(sentence)
})

test('an address that is too long is refused, and not repeated whole', () => {
  const sentence = explainSettings({ Url: `http://www.example.com/${'x'.repeat(2_048)}` })
  expect(sentence).toMatch(/: want at most 2048 characters\.$/)
  expect(sentence.length).toBeLessThan(160)
})

test.each([
  [{}],
  [{ StartTime: 0 }],
  [{ StartTime: 1_740_531_683, EndTime: 0 }],
  [{ NumberPerPage: 1, Page: 1 }],
  [{ NumberPerPage: 1_000, Page: 1_000_000 }],
  [{ CallResult: 'Offline', CallType: 'MultiCall' }],
])('get_record_by_filter takes %j', body => {
  expect(explain('get_record_by_filter', body)).toBe('')
})

const results = '"Cancel", "Reject", "NotAnswer", "NormalEnd", "CallBusy", "Interrupt" or "Offline"'

test.each([
  [{ NumberPerPage: 0 }, 'NumberPerPage is 0: want at least 1.'],
  [{ NumberPerPage: 1_001 }, 'NumberPerPage is 1001: want at most 1000.'],
  [{ Page: 0 }, 'Page is 0: want at least 1.'],
  [{ Page: '1' }, 'Page is "1": want a number.'],
  [{ StartTime: -1 }, 'StartTime is -1: want at least 0.'],
  [{ StartTime: 1.5 }, 'StartTime is 1.5: want an integer.'],
  [{ CallResult: 'normal_end' }, `CallResult is "normal_end": want ${results}.`],
  [{ CallType: 1 }, 'CallType is 1: want "SingleCall" or "MultiCall".'],
])('of %j get_record_by_filter says what came and what it wants', (body, sentence) => {
  expect(explain('get_record_by_filter', body)).toBe(sentence)
})

test.each(['get_call_info', 'end_call', 'get_record_by_callid'] as const)('%s wants the id of a call', command => {
  expect(explain(command, { CallId: 'x' })).toBe('')
  expect(explain(command, {})).toBe('CallId is missing: want a string.')
  expect(explain(command, { CallId: '' })).toBe('CallId is "": want at least 1 character.')
})

test.each(['get_callback', 'delete_callback'] as const)('%s wants nothing, and minds nothing', command => {
  expect(operations[command].body.parse({ Extra: 1 })).toEqual({})
})
