import { expect, test } from 'vitest'
import { explainUnknownCommand } from '../../src/contracts/messages.ts'
import { toPath } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { findMeant, findOtherCommand, findUnknownCommand, toScope } from '../../src/contracts/scope.ts'

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
])('Counts %s %s as outside of every service', (method, path) => {
  expect(toScope(method, path)).toBe('outside')
})

test('Names a command of another service only if it has the usual form', () => {
  expect(findOtherCommand('/v4/openim/sendmsg')).toBe('openim/sendmsg')
  expect(findOtherCommand(`/v4/openim/${'e'.repeat(41)}`)).toBeUndefined()
  expect(findOtherCommand('/v4/openim/send msg')).toBeUndefined()
})

test.each([
  ['/v4/call_engine_http_srv/start_call', 'start_call_by_robot'],
  ['/v4/call_engine_http_srv/start_call_by_robt', 'start_call_by_robot'],
  ['/v4/call_engine_http_srv/get_callinfo', 'get_call_info'],
  ['/v4/call_engine_http_srv/getCallInfo', 'get_call_info'],
  ['/v4/call_engine_http_srv/get_call_status', 'get_call_info'],
  ['/v4/call_engine_http_srv/end_call_by_robot', 'end_call'],
  ['/v4/call_record_http_srv/get_records', 'get_record_by_callid'],
  ['/v4/call_engine_http_srv/get_call_info/', 'get_call_info'],
  ['/v4/openim/end_call', 'end_call'],
] as const)('Suggests the nearest command for %s', (path, command) => {
  expect(findMeant(path)).toBe(command)
  expect(findUnknownCommand(path)).toMatchObject({ suggestion: command })
})

test.each(['/v4/call_engine_http_srv/make_tea', '/v4/', `/v4/call_config/${'x'.repeat(10_000)}`])(
  'Suggests nothing for %.40s',
  path => {
    expect(findMeant(path)).toBeUndefined()
  },
)

test.each(['/v4/im_open_login_svc/logout', '/v4/call_config/tea', '/v1/other'])('Lists every command for %s', path => {
  const explained = explainUnknownCommand(path)
  for (const name of operationNames) expect(explained).toContain(`${operations[name].service}/${name}`)
})

test.each([
  ['/v1/callback/set', 'set_callback'],
  ['/v1/callback/update', 'set_callback'],
  ['/v1/callback/get', 'get_callback'],
  ['/v1/callback/delete', 'delete_callback'],
  ['/v1/records/get_record_by_callId', 'get_record_by_callid'],
  ['/v1/records/get_record_by_callid', 'get_record_by_callid'],
  ['/v1/records/get_records_by_filter', 'get_record_by_filter'],
] as const)('Names the successor of the deprecated %s', (path, command) => {
  expect(findUnknownCommand(path)).toEqual({ code: 'deprecated-command', path, successor: command })
})

test('Shows no UserSig from a path', () => {
  const userSig = 'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwsZQ4eKU7MSCgswUJStDEyMTI0tTE2NDoGhiUaqSlYGZkYmRuZkJAAAA'
  expect(explainUnknownCommand(`/v4/call_config/set&usersig=${userSig}`)).not.toContain(userSig)
})
