import { expect, test } from 'vitest'
import { hosts, isUnderVendor, isVendorHost, vendorDomains } from '../../src/contracts/hosts.ts'

test("each of the service's hosts is known, and lies under the vendor's domains", () => {
  expect(hosts.filter(({ host }) => !isVendorHost(host) || !isUnderVendor(host))).toEqual([])
  expect(vendorDomains.filter(domain => !hosts.some(({ host }) => host.endsWith(`.${domain}`)))).toEqual([])
})

test.for([
  ['CONSOLE.tim.qq.com', true, true],
  ['console.tim.qq.com.', true, true],
  ['adminapi.im.qcloud.com', false, true],
  ['qq.com', false, true],
  ['notqq.com', false, false],
  ['qq.com.example', false, false],
  ['localhost', false, false],
  ['', false, false],
] as const)('%s: one of the hosts %s, under the vendor %s', ([name, isHost, isUnder]) => {
  expect([isVendorHost(name), isUnderVendor(name)]).toEqual([isHost, isUnder])
})
