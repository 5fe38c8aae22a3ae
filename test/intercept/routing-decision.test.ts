import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hosts, vendorDomains } from '../../src/contracts/hosts.ts'
import { chooseWay, parseGoal } from '../../src/intercept/routing-decision.ts'

const rules = { port: 2255, allowPassthrough: false, isNear: true }
const goOf = (host: string, port = 443, more: Partial<typeof rules> = {}) =>
  chooseWay({ host, port }, { ...rules, ...more }).go

test("the service's hosts are let in, however they are spelt", () => {
  for (const { host } of hosts)
    expect([host, host.toUpperCase(), `${host}.`].map(name => goOf(name))).toEqual(['in', 'in', 'in'])
})

test('at another port than the two of the web they are refused', () => {
  expect([443, 80, 8443].map(port => goOf('console.tim.qq.com', port, { allowPassthrough: true }))).toEqual([
    'in',
    'in',
    'no',
  ])
})

test("whatever else lies under the vendor's domains never passes", () => {
  const label = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,8}$/)
  const name = fc
    .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom(...vendorDomains), fc.constantFrom('', '.'), fc.boolean())
    .map(([labels, domain, dot, loud]) => [...labels, loud ? domain.toUpperCase() : domain].join('.') + dot)
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
      expect(goOf(host, port, { allowPassthrough: true })).not.toBe('on')
    }),
  )
})

test('a name that only looks like theirs is like any other', () => {
  expect(['notqq.com', 'qq.com.example.org'].map(name => goOf(name, 443, { allowPassthrough: true }))).toEqual([
    'on',
    'on',
  ])
})

test('others pass only if they may, and loopback always: the emulator itself is no detour', () => {
  expect(goOf('example.org')).toBe('no')
  expect(['localhost', '127.0.0.1', '::1'].map(host => goOf(host, 8080))).toEqual(['on', 'on', 'on'])
  expect(goOf('localhost', 2255)).toBe('in')
})

test('from elsewhere than this machine nothing passes on, and the service is reached', () => {
  const far = { isNear: false, allowPassthrough: true }
  expect(['console.tim.qq.com', 'localhost', 'example.org'].map(host => goOf(host, 443, far))).toEqual([
    'in',
    'no',
    'no',
  ])
})

test('a goal is a host and a port, and nothing else', () => {
  expect(parseGoal('Console.tim.qq.com.:443')).toEqual({ host: 'Console.tim.qq.com.', port: 443 })
  expect(parseGoal('[::1]:80')).toEqual({ host: '::1', port: 80 })
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
    expect([none, parseGoal(none)]).toEqual([none, undefined])
})
