import type { VendorHostRefusal } from './hosts.ts'

/** Explains why a connection under the vendor's domains is refused. */
export function explainHostRefusal(refusal: VendorHostRefusal): string {
  const { host } = refusal
  if (refusal.code === 'wrong-port') {
    return `${host} serves the Call API on port 443, not on port ${refusal.port}. Requests under test are never forwarded there.`
  }
  if (refusal.service === 'callkit-v1') {
    return `${host} serves the deprecated v1 API of TUICallKit, which ringback does not emulate: use the v4 commands on a host of the Call API.`
  }
  if (refusal.service === 'trtc-cloud-api') {
    return `${host} serves the TRTC cloud API, which has its own signature (TC3) and which ringback does not emulate: stub it in the test.`
  }
  return `${host} is under the vendor's domains but is not a host of the Call API. Requests under test are never forwarded there.`
}
