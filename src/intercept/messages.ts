import { explainHostRefusal, type VendorHostRefusal } from '../contracts/hosts.ts'
import { formatValue } from '../text/format.ts'

/** Why a connection or a request is refused, as data. */
export type RoutingRefusal =
  | VendorHostRefusal
  | { readonly code: 'invalid-destination' }
  /** Only clients on this machine may use the proxy for other hosts. */
  | { readonly code: 'remote-client'; readonly host: string }
  | { readonly code: 'passthrough-off'; readonly host: string }
  | { readonly code: 'invalid-first-bytes'; readonly host: string }
  /** A connection to an address that names no host. */
  | { readonly code: 'unnamed-host'; readonly host: string; readonly protocol: 'tls' | 'http2' }
  | { readonly code: 'nested-tunnel' }
  | { readonly code: 'invalid-scheme'; readonly scheme: string }
  | { readonly code: 'unreachable'; readonly host: string; readonly port: number; readonly error: string }
  | { readonly code: 'invalid-response'; readonly host: string; readonly error: string }
  | { readonly code: 'protocol-switch'; readonly host: string }
  /** A connection to the vendor that msw does not intercept. */
  | { readonly code: 'unseen-by-msw'; readonly host: string }
  /** `refusal` is absent for another protocol or port. */
  | {
      readonly code: 'refused-by-msw'
      readonly request: string
      readonly host: string
      readonly refusal: VendorHostRefusal | undefined
    }

const messages: { readonly [Code in RoutingRefusal['code']]: (refusal: RoutingRefusal & { code: Code }) => string } = {
  'other-vendor-host': explainHostRefusal,
  'wrong-port': explainHostRefusal,
  'invalid-destination': () => 'Invalid destination: expected host:port, such as console.tim.qq.com:443.',
  'remote-client': ({ host }) => `Only clients on this machine may connect to ${formatValue(host)} or other hosts.`,
  'passthrough-off': ({ host }) =>
    `${host} is not a host of the Call API. Start with --allow-passthrough to forward requests for other hosts.`,
  'invalid-first-bytes': ({ host }) => `The first bytes for ${host} are neither valid TLS nor valid HTTP.`,
  'unnamed-host': ({ host, protocol }) =>
    `${protocol === 'tls' ? 'The TLS handshake' : 'The HTTP/2 connection'} for ${host} names no host, so ringback does not know whether the address is the vendor's. Connect by name.`,
  'nested-tunnel': () => 'A tunnel cannot be opened inside another tunnel.',
  'invalid-scheme': ({ scheme }) =>
    `Invalid scheme ${scheme}: expected http. Open a tunnel with CONNECT for anything else.`,
  unreachable: ({ host, port, error }) => `${formatValue(host)} could not be reached at port ${port}: ${error}.`,
  'invalid-response': ({ host, error }) => `${formatValue(host)} sent a response that cannot be forwarded: ${error}.`,
  'protocol-switch': ({ host }) => `${formatValue(host)} switched to another protocol, which cannot be forwarded.`,
  'unseen-by-msw': ({ host }) =>
    `msw did not see this request, and ${host} is never reached under test. Use fetch or https.request, not a function imported by name from node:https; or run the tests under ringback exec --intercept.`,
  'refused-by-msw': ({ request, host, refusal }) => {
    const why = refusal ? explainHostRefusal(refusal) : `${host} serves the Call API over HTTPS on port 443 only.`
    return `Refused ${request}. ${why} To answer it in a test, put an msw handler of your own before these.`
  },
}

/** Makes the message of a refusal. */
export function explainRefusal(refusal: RoutingRefusal): string {
  // The compiler cannot see that a code selects the function that takes its data.
  const explain = messages[refusal.code] as (refusal: RoutingRefusal) => string
  return explain(refusal)
}
