import { expect, test } from 'vitest'
import * as z from 'zod'
import { type ContractIssue, explainIssue, explainIssues } from '../../src/contracts/messages.ts'

const issues: readonly ContractIssue[] = [
  { code: 'missing-field', path: ['CallInfo', 'MediaType'], expected: '"Audio" or "Video"' },
  {
    code: 'missing-field',
    path: ['CallId'],
    expected: 'a string',
    misnamed: { received: 'callId', isOtherCase: true },
  },
  {
    code: 'missing-field',
    path: ['CallId'],
    expected: 'a string',
    misnamed: { received: 'CalId', isOtherCase: false },
  },
  { code: 'missing-field', path: ['Timeout'], expected: 'a number', unit: 'milliseconds' },
  { code: 'invalid-field', path: [], expected: 'an object', received: 1 },
  {
    code: 'invalid-field',
    path: ['Timeout'],
    expected: 'at least 10000',
    unit: 'milliseconds',
    received: 30,
    inMilliseconds: 30_000,
  },
  { code: 'invalid-field', path: ['Page'], expected: 'at least 1', unit: 'records', received: 0 },
  { code: 'unknown-field', path: ['bye'], noun: 'field', known: ['by', 'to'], suggestion: 'by' },
  { code: 'unknown-field', path: ['x'], noun: 'query parameter', known: ['by', 'to'] },
  { code: 'undocumented-field', path: ['CallInfo', 'Roomid'], suggestion: 'RoomId', takesNoFields: false },
  { code: 'undocumented-field', path: ['CalId'], suggestion: 'CallId', takesNoFields: false },
  { code: 'undocumented-field', path: ['x'], takesNoFields: true },
  {
    code: 'no-known-field',
    command: 'get_record_by_filter',
    received: [{ name: 'startTime', suggestion: 'StartTime' }, { name: 'x' }],
    more: 2,
    known: ['StartTime', 'EndTime'],
  },
  {
    code: 'wrong-time-unit',
    path: ['StartTime'],
    received: 1_768_469_400_000,
    unit: 'milliseconds',
    seconds: 1_768_469_400,
  },
  { code: 'extra-field', path: ['Response', 'CallInfo.Started'], received: 1 },
  { code: 'extra-field', path: ['ErrorCodes'], received: 0, suggestion: 'ErrorCode' },
  { code: 'misplaced-parameters', names: ['usersig', 'random'], places: ['the body', 'the headers'] },
  { code: 'misplaced-parameters', names: ['usersig'], places: ['the path'] },
  { code: 'deprecated-command', path: '/v1/callback/set', successor: 'set_callback' },
  { code: 'deprecated-command', path: '/v1/other' },
  { code: 'other-service', path: '/v4/openim/sendmsg' },
  { code: 'unknown-command', path: '/v4/call_config/set', suggestion: 'set_callback' },
  { code: 'unknown-command', path: '/v4/call_config/tea' },
]

test('Makes the message of every issue', () => {
  const sentences = issues.map(issue => explainIssue(issue).replace(/(?<=Known commands: ).*/, '[each command].'))
  expect(sentences).toMatchSnapshot()
})

test('Explains at most five issues of a value', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const { error } = z.object(Object.fromEntries(names.map(name => [name, z.string()]))).safeParse({})
  expect(error && explainIssues(error, {})).toMatch(/^(Missing [a-e]: expected a string\. ){5}And 2 more\.$/)
})
