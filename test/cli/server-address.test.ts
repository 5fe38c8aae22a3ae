import { expect, test } from 'vitest'
import { parseTarget, parseUpstream } from '../../src/cli/server-address.ts'
import { type TargetOptions, toServerTarget } from '../../src/cli/verify.ts'
import { hosts } from '../../src/contracts/hosts.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'

// Contains hosts of the service, but sends nothing.
const options: TargetOptions = {
  target: 'http://127.0.0.1:2255',
  sdkappid: demoApp.sdkAppId,
  secretKey: undefined,
  usersig: undefined,
  identifier: 'administrator',
  callId: undefined,
  write: undefined,
  flood: undefined,
  robot: 'robot',
  callee: 'callee',
}

/** The code and data that a function throws. */
const errorOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error
  }
}

test.each(hosts)('Takes $host without a scheme and a path', ({ host }) => {
  expect(parseTarget(host)).toBe(`https://${host}`)
  expect(parseTarget(`https://${host}/`)).toBe(`https://${host}`)
})

test('Takes a target with a path', () => {
  expect(parseTarget('http://127.0.0.1:8080/calls/')).toBe('http://127.0.0.1:8080/calls')
})

test.each([
  ['ftp://127.0.0.1', { problem: 'address', meant: undefined }],
  ['localhost:2255', { problem: 'address', meant: 'http://localhost:2255' }],
  ['http://user:word@127.0.0.1', { problem: 'login' }],
  ['http://127.0.0.1/?a=1', { problem: 'query' }],
  ['http://127.0.0.1/x/v4/call_config/get_callback', { problem: 'v4-path', meant: 'http://127.0.0.1/x' }],
  ['http://console.tim.qq.com', { problem: 'http' }],
])('Refuses %s as a target', (text, data) => {
  expect(errorOf(() => parseTarget(text))).toMatchObject({ code: 'not-a-server', data })
})

test.each(['Silicon Valley', 'silicon-valley', 'adminapiusa.im.qcloud.com', 'https://adminapiusa.im.qcloud.com/'])(
  'Takes %s as an upstream',
  text => {
    expect(parseUpstream(text).origin).toBe('https://adminapiusa.im.qcloud.com')
  },
)

test.each([
  ['http://adminapiusa.im.qcloud.com', { problem: 'http' }],
  ['Atlantis', { problem: 'address', meant: undefined, regions: expect.arrayContaining(['China', 'Singapore']) }],
  ['127.0.0.1:8080', { problem: 'address', meant: 'http://127.0.0.1:8080' }],
  ['http://a:b@127.0.0.1', { problem: 'login' }],
  ['https://127.0.0.1/?a=b', { problem: 'path', meant: 'https://127.0.0.1' }],
])('Refuses %s as an upstream', (text, data) => {
  expect(errorOf(() => parseUpstream(text))).toMatchObject({ code: 'not-a-server', data })
})

test('Uses the demo application by default, but never at the service', () => {
  expect(toServerTarget(options)).toMatchObject({ secretKey: demoApp.secretKey, write: false, flood: false })
  for (const host of [...hosts.map(one => one.host), 'other.im.qcloud.com']) {
    const error = errorOf(() => toServerTarget({ ...options, target: `https://${host}` }))
    expect(error).toMatchObject({ code: 'demo-application-at-service' })
  }
})

test('Requires a key or a UserSig of another application', () => {
  const other = { ...options, sdkappid: 1400000001 }
  expect(errorOf(() => toServerTarget(other))).toMatchObject({ code: 'missing-secret-key', data: { userSig: true } })
  expect(toServerTarget({ ...other, usersig: 'sig' })).toMatchObject({ userSig: 'sig', secretKey: undefined })
  expect(toServerTarget({ ...other, secretKey: 'key' })).toMatchObject({ secretKey: 'key' })
})

test('Uses no key beside a UserSig, even of the demo application', () => {
  expect(toServerTarget({ ...options, usersig: 'sig' })).toMatchObject({ userSig: 'sig', secretKey: undefined })
})

test('Requires --write for --flood', () => {
  expect(errorOf(() => toServerTarget({ ...options, flood: true }))).toMatchObject({ code: 'flood-without-write' })
})
