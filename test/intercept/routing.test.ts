import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hosts, vendorDomains } from '../../src/contracts/hosts.ts'
import { parseDestination, route, routeByFirstBytes } from '../../src/intercept/routing.ts'

const options = { port: 2255, allowPassthrough: false, isLocalClient: true }
const actionFor = (host: string, port = 443, more: Partial<typeof options> = {}) =>
  route({ host, port }, { ...options, ...more }).action

test("Intercepts the service's hosts in any spelling", () => {
  for (const { host } of hosts)
    expect([host, host.toUpperCase(), `${host}.`].map(name => actionFor(name))).toEqual([
      'intercept',
      'intercept',
      'intercept',
    ])
})

test('Refuses ports other than 443 and 80', () => {
  expect([443, 80, 8443].map(port => actionFor('console.tim.qq.com', port, { allowPassthrough: true }))).toEqual([
    'intercept',
    'intercept',
    'refuse',
  ])
})

test("Never forwards to a name under the vendor's domains", () => {
  const label = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,8}$/)
  const name = fc
    .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom(...vendorDomains), fc.constantFrom('', '.'), fc.boolean())
    .map(
      ([labels, domain, dot, isUpperCase]) => [...labels, isUpperCase ? domain.toUpperCase() : domain].join('.') + dot,
    )
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
      expect(actionFor(host, port, { allowPassthrough: true })).not.toBe('forward')
    }),
  )
})

test("Forwards to a name that only resembles the vendor's", () => {
  expect(['notqq.com', 'qq.com.example.org'].map(name => actionFor(name, 443, { allowPassthrough: true }))).toEqual([
    'forward',
    'forward',
  ])
})

test('Forwards to other hosts only if allowed, to loopback always, and intercepts its own port', () => {
  expect(actionFor('example.org')).toBe('refuse')
  expect(['localhost', '127.0.0.1', '::1'].map(host => actionFor(host, 8080))).toEqual([
    'forward',
    'forward',
    'forward',
  ])
  expect(actionFor('localhost', 2255)).toBe('intercept')
})

test('Forwards nothing for a remote client, and intercepts the service', () => {
  const far = { isLocalClient: false, allowPassthrough: true }
  expect(['console.tim.qq.com', 'localhost', 'example.org'].map(host => actionFor(host, 443, far))).toEqual([
    'intercept',
    'refuse',
    'refuse',
  ])
})

test('Parses a destination of a host and a port', () => {
  expect(parseDestination('Console.tim.qq.com.:443')).toEqual({ host: 'Console.tim.qq.com.', port: 443 })
  expect(parseDestination('[::1]:80')).toEqual({ host: '::1', port: 80 })
  for (const none of [
    '',
    'a',
    'a:',
    ':1',
    'a:0',
    'a:65536',
    'a b:1',
    'u@a:1',
    'a..b:1',
    'ｑｑ.com:443',
    `${'a'.repeat(300)}:1`,
  ])
    expect([none, parseDestination(none)]).toEqual([none, undefined])
})

test.for([
  ['43.128.0.1', 443, { protocol: 'tls', name: 'CONSOLE.tim.qq.com.' }, 'intercept'],
  ['43.128.0.1', 443, { protocol: 'tls', name: 'adminapiind.im.qcloud.com' }, 'intercept'],
  ['43.128.0.1', 8443, { protocol: 'tls', name: 'console.tim.qq.com' }, 'refuse'],
  ['43.128.0.1', 443, { protocol: 'tls', name: 'trtc.tencentcloudapi.com' }, 'refuse'],
  ['alias.example', 443, { protocol: 'tls', name: 'x.tencentcs.com' }, 'refuse'],
  ['43.128.0.1', 80, { protocol: 'http', hosts: ['adminapi.my-imcloud.com'], upgrades: false }, 'intercept'],
  ['43.128.0.1', 80, { protocol: 'http', hosts: ['example.org', 'qq.com'], upgrades: true }, 'refuse'],
  ['43.128.0.1', 443, { protocol: 'tls', name: undefined }, 'refuse'],
  ['43.128.0.1', 80, { protocol: 'http2' }, 'refuse'],
  ['43.128.0.1', 443, { protocol: 'invalid' }, 'refuse'],
  ['10.0.0.5', 443, { protocol: 'tls', name: undefined }, 'forward'],
  ['example.org', 443, { protocol: 'tls', name: undefined }, 'forward'],
  ['43.128.0.1', 443, { protocol: 'tls', name: 'example.org' }, 'forward'],
  ['43.128.0.1', 5432, { protocol: 'other' }, 'forward'],
] as const)('Routes a tunnel to %s:%i by its first bytes %j: %s', ([host, port, first, action]) => {
  expect(routeByFirstBytes({ host, port }, first).action).toBe(action)
})
