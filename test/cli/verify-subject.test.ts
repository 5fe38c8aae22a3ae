import { expect, test } from 'vitest'
import { type Named, toSubject, toTarget } from '../../src/cli/verify.ts'
import { hosts } from '../../src/contracts/hosts.ts'
import { demoApp } from '../../src/scenarios/plan.ts'

// Hosts of the service are named here, and nothing is sent: these only read what a command line says.
const named: Named = {
  target: 'http://127.0.0.1:2255',
  sdkappid: demoApp.sdkAppId,
  identifier: 'administrator',
  robot: 'robot',
  callee: 'callee',
}

test.each(hosts)('$host needs neither a scheme nor a path', ({ host }) => {
  expect(toTarget(host)).toBe(`https://${host}`)
  expect(toTarget(`https://${host}/`)).toBe(`https://${host}`)
})

test('commands may lie under a path', () => {
  expect(toTarget('http://127.0.0.1:8080/calls/')).toBe('http://127.0.0.1:8080/calls')
})

test.each([
  ['ftp://127.0.0.1', 'Want an address that begins with http:// or https://.'],
  ['localhost:2255', 'Did you mean http://localhost:2255?'],
  ['http://user:word@127.0.0.1', 'Want an address without a login.'],
  ['http://127.0.0.1/?a=1', 'Want an address without a query'],
  [
    'http://127.0.0.1/x/v4/call_config/get_callback',
    'Want the address without /v4, which is added to it: http://127.0.0.1/x',
  ],
  ['http://console.tim.qq.com', 'Want https:// for the service'],
])('%s is no target', (text, words) => {
  expect(() => toTarget(text)).toThrow(words)
})

test('whoever says nothing asks as the demo application, but never the service', () => {
  expect(toSubject(named)).toMatchObject({ secretKey: demoApp.secretKey, write: false, flood: false })
  const words = 'The service does not know the demo application: give --sdkappid'
  for (const { host } of hosts) expect(() => toSubject({ ...named, target: `https://${host}` })).toThrow(words)
  expect(() => toSubject({ ...named, target: 'https://other.im.qcloud.com' })).toThrow(words)
})

test('another application wants a key or a UserSig', () => {
  const other = { ...named, sdkappid: 1400000001 }
  expect(() => toSubject(other)).toThrow('--secret-key')
  expect(toSubject({ ...other, usersig: 'sig' })).toMatchObject({ userSig: 'sig', secretKey: undefined })
  expect(toSubject({ ...other, secretKey: 'key' })).toMatchObject({ secretKey: 'key' })
})

test('a UserSig alone stands for itself, even of the demo application', () => {
  expect(toSubject({ ...named, usersig: 'sig' })).toMatchObject({ userSig: 'sig', secretKey: undefined })
})

test('a flood wants --write', () => {
  expect(() => toSubject({ ...named, flood: true })).toThrow('--flood wants --write')
})
