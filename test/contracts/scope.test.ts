import { expect, test } from 'vitest'
import { toPath } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { findOtherCommand, toScope } from '../../src/contracts/scope.ts'

test.each(operationNames)('Counts %s among the Call API', name => {
  expect(toScope('POST', toPath(operations[name]))).toBe('call-api')
})

test.each([
  ['an unknown command of a known service', '/v4/call_engine_http_srv/start_call'],
  ['a documented command under another service', '/v4/openim/get_call_info'],
  ['a documented command with a trailing slash under a wrong service', '/v4/call_http_srv/end_call/'],
  ['a documented command without a service', '/v4/get_call_info'],
  ['a service with another ending', '/v4/call_engine_http_svc/start_call'],
  ['a service with another case', '/v4/Call_Config/set'],
  ['a service that is cut short', '/v4/call_record/get'],
  ['a service without a command', '/v4/openim'],
  ['nothing after the prefix', '/v4/'],
  ['the deprecated version', '/v1/records/get_record_by_callId'],
])('Counts %s among the Call API', (_, path) => {
  expect(toScope('POST', path)).toBe('call-api')
})

test.each([
  '/v4/im_open_login_svc/account_import',
  '/v4/openim/sendmsg',
  '/v4/profile/portrait_set',
  '/v4/group_open_http_svc/create_group',
  '/v4/openconfigsvr/getnospeaking',
  '/v4/room_engine_http_srv/create_room',
  '/v4/live_engine_http_srv/create_room',
])('Counts %s among other services', path => {
  expect(toScope('POST', path)).toBe('other-service')
  expect(toScope('GET', path)).toBe('other-service')
})

test.each([
  ['GET', '/'],
  ['GET', '/favicon.ico'],
  ['POST', '/call_engine_http_srv/get_call_info'],
  ['POST', '/v4'],
  ['POST', '/v40/openim/sendmsg'],
  ['POST', '//v4/call_engine_http_srv/get_call_info'],
  ['OPTIONS', '/v4/call_engine_http_srv/get_call_info'],
  ['', ''],
])('Counts %s %s outside of every service', (method, path) => {
  expect(toScope(method, path)).toBe('outside')
})

test('Names a command of another service only if it has the usual form', () => {
  expect(findOtherCommand('/v4/openim/sendmsg')).toBe('openim/sendmsg')
  expect(findOtherCommand(`/v4/openim/${'e'.repeat(41)}`)).toBeUndefined()
  expect(findOtherCommand('/v4/openim/send msg')).toBeUndefined()
})
