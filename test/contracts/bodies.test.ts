import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainIssues } from '../../src/contracts/messages.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'

/** Explains the issues of a body by a command's contract; empty if it is valid. */
function explain(command: OperationName, body: object): string {
  const schema = operations[command].body
  const { error } = schema.safeParse(body)
  return error ? explainIssues(error, body, { schema }) : ''
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
])('Accepts %j in start_call_by_robot', change => {
  expect(explainRobot(change)).toBe('')
})

test.each([
  [{ Timeout: 9_999 }, 'Invalid Timeout: expected at least 10000 milliseconds, got 9999.'],
  [{ Timeout: 600_001 }, 'Invalid Timeout: expected at most 600000 milliseconds, got 600001.'],
  [{ Timeout: 30_000.5 }, 'Invalid Timeout: expected an integer (milliseconds), got 30000.5.'],
  [{ Timeout: undefined }, 'Missing Timeout: expected a number (milliseconds).'],
  [{ Robot_Account: '' }, 'Invalid Robot_Account: expected at least 1 character, got "".'],
  [{ CalleeList_Account: [] }, 'Invalid CalleeList_Account: expected at least 1 item, got [].'],
  [{ CalleeList_Account: 'jack' }, 'Invalid CalleeList_Account: expected an array, got "jack".'],
  [{ CalleeList_Account: ['jack', 7] }, 'Invalid CalleeList_Account.1: expected a string, got 7.'],
  [
    { CalleeList_Account: ['jack', 'jill', 'jack'] },
    'Invalid CalleeList_Account.2: expected an account that is not named before, got "jack".',
  ],
  [{ CallInfo: undefined }, 'Missing CallInfo: expected an object.'],
  [{ CallInfo: { MediaType: 'video' } }, 'Invalid CallInfo.MediaType: expected "Audio" or "Video", got "video".'],
  [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'Invalid CallInfo.RoomIdType: expected 1 or 2, got 0.'],
  [{ CallInfo: { MediaType: 'Audio', RoomId: 1434 } }, 'Invalid CallInfo.RoomId: expected a string, got 1434.'],
  [
    { CallInfo: { MediaType: 'Audio', RoomId: 'roomid-1434', RoomIdType: 1 } },
    'Invalid CallInfo.RoomId: expected a decimal number of at most 10 digits where RoomIdType is 1, got "roomid-1434".',
  ],
  [
    { CallInfo: { MediaType: 'Audio', RoomId: '12345678901', RoomIdType: 1 } },
    'Invalid CallInfo.RoomId: expected a decimal number of at most 10 digits where RoomIdType is 1, got "12345678901".',
  ],
  [{ OfflinePushInfo: { PushFlag: '0' } }, 'Invalid OfflinePushInfo.PushFlag: expected a number, got "0".'],
])('Refuses %j in start_call_by_robot with the code and path of each issue', (change, sentence) => {
  expect(explainRobot(change)).toBe(sentence)
})

test.each([
  ['x'.repeat(1_001), 'xxx'],
  [`${'呼'.repeat(333)}é`, '呼呼呼'],
  [`${'📞'.repeat(250)}x`, '📞📞📞'],
  ['呼'.repeat(334), '呼呼呼'],
])('Refuses UserData of more than 1000 bytes, whatever its characters: %#', (UserData, prefix) => {
  expect(Buffer.byteLength(UserData)).toBeGreaterThan(1_000)
  const sentence = explainRobot({ UserData })
  expect(sentence).toContain(`got "${prefix}`)
  expect(sentence).toContain(': expected at most 1000 bytes of UTF-8, got')
  expect(sentence.length).toBeLessThan(160)
})

test('Accepts UserData exactly if it has at most 1000 bytes in UTF-8', () => {
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
])('Accepts %j in set_callback', change => {
  expect(explainSettings(change)).toBe('')
})

const url = 'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback'

test.each([
  [{ Url: 'www.example.com/callback' }, `Invalid Url: expected ${url}, got "www.example.com/callback".`],
  [{ Url: 'ftp://www.example.com' }, `Invalid Url: expected ${url}, got "ftp://www.example.com".`],
  [{ Url: 'http:/www.example.com' }, `Invalid Url: expected ${url}, got "http:/www.example.com".`],
  [{ Url: 'http://' }, `Invalid Url: expected ${url}, got "http://".`],
  [{ Url: 'http:///callback' }, `Invalid Url: expected ${url}, got "http:///callback".`],
  [{ Url: 'http://www.example.com/a b' }, `Invalid Url: expected ${url}, got "http://www.example.com/a b".`],
  [{ Url: ' http://www.example.com' }, `Invalid Url: expected ${url}, got " http://www.example.com".`],
  [{ Url: 'http://www.example.com\n' }, `Invalid Url: expected ${url}, got "http://www.example.com\\n".`],
  [{ Url: 'javascript:alert(1)//http://x' }, `Invalid Url: expected ${url}, got "javascript:alert(1)//http://x".`],
  [{ Url: '' }, `Invalid Url: expected ${url}, got "".`],
  [{ Url: undefined }, 'Missing Url: expected a string.'],
  [{ CallbackCommandList: [] }, 'Invalid CallbackCommandList: expected at least 1 item, got [].'],
  [
    { CallbackCommandList: 'Call.CallbackAfterEndCall' },
    'Invalid CallbackCommandList: expected an array, got "Call.CallbackAfterEndCall".',
  ],
  [
    { CallbackCommandList: ['Call.CallbackAfterEndCall', 'Call.CallbackAfterEnd'] },
    'Invalid CallbackCommandList.1: expected "Call.CallbackAfterStartCall", "Call.CallbackAfterMemberChanged" or "Call.CallbackAfterEndCall", got "Call.CallbackAfterEnd".',
  ],
])('Refuses %j in set_callback with the code and path of each issue', (change, sentence) => {
  expect(explainSettings(change)).toBe(sentence)
})

test('Refuses an address that is too long, and shortens it in the message', () => {
  const sentence = explainSettings({ Url: `http://www.example.com/${'x'.repeat(2_048)}` })
  expect(sentence).toContain(': expected at most 2048 characters, got')
  expect(sentence.length).toBeLessThan(160)
})

test.each([
  [{}],
  [{ StartTime: 0 }],
  [{ StartTime: 1_740_531_683, EndTime: 0 }],
  [{ NumberPerPage: 1, Page: 1 }],
  [{ NumberPerPage: 1_000, Page: 1_000_000 }],
  [{ CallResult: 'Offline', CallType: 'MultiCall' }],
])('Accepts %j in get_record_by_filter', body => {
  expect(explain('get_record_by_filter', body)).toBe('')
})

const results = '"Cancel", "Reject", "NotAnswer", "NormalEnd", "CallBusy", "Interrupt" or "Offline"'

test.each([
  [{ NumberPerPage: 0 }, 'Invalid NumberPerPage: expected at least 1 record, got 0.'],
  [{ NumberPerPage: 1_001 }, 'Invalid NumberPerPage: expected at most 1000 records, got 1001.'],
  [{ Page: 0 }, 'Invalid Page: expected at least 1, got 0.'],
  [{ Page: '1' }, 'Invalid Page: expected a number, got "1".'],
  [{ StartTime: -1 }, 'Invalid StartTime: expected at least 0 Unix seconds, got -1.'],
  [{ StartTime: 1.5 }, 'Invalid StartTime: expected an integer (Unix seconds), got 1.5.'],
  [{ CallResult: 'normal_end' }, `Invalid CallResult: expected ${results}, got "normal_end".`],
  [{ CallType: 1 }, 'Invalid CallType: expected "SingleCall" or "MultiCall", got 1.'],
])('Refuses %j in get_record_by_filter with the code and path of each issue', (body, sentence) => {
  expect(explain('get_record_by_filter', body)).toBe(sentence)
})

test.each(['get_call_info', 'end_call', 'get_record_by_callid'] as const)('Requires a CallId in %s', command => {
  expect(explain(command, { CallId: 'x' })).toBe('')
  expect(explain(command, {})).toBe('Missing CallId: expected a string.')
  expect(explain(command, { CallId: '' })).toBe('Invalid CallId: expected at least 1 character, got "".')
})

test.each(['get_callback', 'delete_callback'] as const)('Requires no fields in %s and ignores all', command => {
  expect(operations[command].body.parse({ Extra: 1 })).toEqual({})
})
