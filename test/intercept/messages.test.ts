import { expect, test } from 'vitest'
import { explainRefusal, type RoutingRefusal } from '../../src/intercept/messages.ts'

const refusals: readonly RoutingRefusal[] = [
  { code: 'other-vendor-host', host: 'callkit.trtc.tencent-cloud.com', service: 'callkit-v1' },
  { code: 'other-vendor-host', host: 'trtc.tencentcloudapi.com', service: 'trtc-cloud-api' },
  { code: 'other-vendor-host', host: 'vod.qq.com' },
  { code: 'wrong-port', host: 'console.tim.qq.com', port: 8443 },
  { code: 'invalid-destination' },
  { code: 'remote-client', host: 'example.org' },
  { code: 'passthrough-off', host: 'example.org' },
  { code: 'invalid-first-bytes', host: '43.128.0.1' },
  { code: 'unnamed-host', host: '43.128.0.1', protocol: 'tls' },
  { code: 'unnamed-host', host: '43.128.0.1', protocol: 'http2' },
  { code: 'nested-tunnel' },
  { code: 'invalid-scheme', scheme: 'ftp' },
  { code: 'unreachable', host: 'example.org', port: 443, error: 'ECONNREFUSED' },
  { code: 'invalid-response', host: 'example.org', error: 'Error: invalid status' },
  { code: 'protocol-switch', host: 'example.org' },
  { code: 'unseen-by-msw', host: 'console.tim.qq.com' },
  {
    code: 'refused-by-msw',
    request: 'GET http://console.tim.qq.com/v4/',
    host: 'console.tim.qq.com',
    refusal: undefined,
  },
  {
    code: 'refused-by-msw',
    request: 'GET https://vod.qq.com/',
    host: 'vod.qq.com',
    refusal: { code: 'other-vendor-host', host: 'vod.qq.com' },
  },
]

test('Makes the message of every refusal', () => {
  expect(refusals.map(explainRefusal)).toMatchSnapshot()
})
