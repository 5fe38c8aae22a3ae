import { expect, test } from 'vitest'
import {
  checkVendorHost,
  findHost,
  hosts,
  isUnderVendor,
  isVendorHost,
  vendorDomains,
} from '../../src/contracts/hosts.ts'

const names = hosts.map(({ host }) => host)

test('Lists each host once, under a domain of the vendor', () => {
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter(name => !isVendorHost(name) || !isUnderVendor(name))).toEqual([])
})

test('Lists one main host per region, before its backup host', () => {
  const regions = [...new Set(hosts.map(({ region }) => region))]
  const rolesOf = (name: string) => hosts.filter(({ region }) => region === name).map(({ role }) => role)
  expect(Object.fromEntries(regions.map(region => [region, rolesOf(region)]))).toEqual({
    China: ['main', 'backup'],
    Singapore: ['main', 'backup'],
    Seoul: ['main', 'backup'],
    Tokyo: ['main', 'backup'],
    Frankfurt: ['main', 'backup'],
    'Silicon Valley': ['main', 'backup'],
    Jakarta: ['main', 'backup'],
    'Saudi Arabia': ['main', 'backup'],
    Mumbai: ['main'],
  })
})

test.for([
  ['adminapi.my-imcloud.com', 'China'],
  ['adminapijpn.im.qcloud.com', 'Tokyo'],
  ['adminapiksa.im.qcloud.com', 'Saudi Arabia'],
  ['adminapiind.im.qcloud.com', 'Mumbai'],
] as const)('Finds the region of %s: %s', ([name, region]) => {
  expect(findHost(name)?.region).toBe(region)
})

test('Documents the regions of the Call API by page 68932 and no other host', () => {
  const own = hosts.filter(({ source }) => 'page' in source && source.page === 68932).map(({ region }) => region)
  expect(own).toEqual(['China', 'Singapore', 'Seoul', 'Frankfurt', 'Silicon Valley', 'Jakarta'])
})

test.for([
  ['CONSOLE.tim.qq.com', true, true],
  ['console.tim.qq.com.', true, true],
  ['ｃonsole。tim。qq。com', true, true],
  ['adminapi.im.qcloud.com', false, true],
  ['adminapiind.my-imcloud.com', false, true],
  ['qq.com', false, true],
  ['notqq.com', false, false],
  ['my-imcloud.com.example', false, false],
  ['localhost', false, false],
  ['', false, false],
] as const)('Reads %s: a host of the service %s, under the vendor %s', ([name, isHost, isUnder]) => {
  expect([isVendorHost(name), isUnderVendor(name)]).toEqual([isHost, isUnder])
})

test.for(vendorDomains)("Counts everything under %s as the vendor's", domain => {
  for (const name of [domain, `a.b.${domain}`, domain.toUpperCase(), `${domain}.`])
    expect([name, isUnderVendor(name)]).toEqual([name, true])
  expect(isUnderVendor(`x${domain}`)).toBe(false)
})

test.for([
  ['callkit-intl.trtc.tencent-cloud.com', 443, { code: 'other-vendor-host', service: 'callkit-v1' }],
  ['CALLKIT.trtc.tencent-cloud.com.', 443, { code: 'other-vendor-host', service: 'callkit-v1' }],
  ['trtc.tencentcloudapi.com', 443, { code: 'other-vendor-host', service: 'trtc-cloud-api' }],
  ['trtc.ap-guangzhou.tencentcloudapi.com', 443, { code: 'other-vendor-host', service: 'trtc-cloud-api' }],
  ['vod.qq.com', 443, { code: 'other-vendor-host', host: 'vod.qq.com' }],
  ['console.tim.qq.com', 8443, { code: 'wrong-port', host: 'console.tim.qq.com', port: 8443 }],
  ['console.tim.qq.com', 443, undefined],
  ['console.tim.qq.com', '80', undefined],
] as const)('Checks a connection to %s:%s', ([name, port, refusal]) => {
  expect(checkVendorHost(name, port)).toEqual(refusal && expect.objectContaining(refusal))
})
