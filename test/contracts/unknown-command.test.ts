import { expect, test } from 'vitest'
import { explainUnknownCommand } from '../../src/contracts/messages.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { findMeant, findUnknownCommand } from '../../src/contracts/scope.ts'

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

test('Shows no UserSig that stands in a path', () => {
  const userSig = 'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwsZQ4eKU7MSCgswUJStDEyMTI0tTE2NDoGhiUaqSlYGZkYmRuZkJAAAA'
  expect(explainUnknownCommand(`/v4/call_config/set&usersig=${userSig}`)).not.toContain(userSig)
})
