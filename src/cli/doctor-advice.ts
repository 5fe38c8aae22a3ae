import type { Encounter } from '../intercept/connection-event.ts'
import type { WayName } from './doctor-ways.ts'

/** A kind of client, how it is known, and what makes it trust a certificate. */
interface Kind {
  readonly agent: RegExp
  readonly way?: WayName
  readonly trust: string
}

const kinds: readonly Kind[] = [
  {
    agent: /^Java\b|java-http|okhttp|apache-httpclient/i,
    way: 'JAVA_TOOL_OPTIONS',
    trust:
      'Java was given javax.net.ssl.trustStore, which an SSLContext of its own does not look at: build it with the default trust managers, at least under test.',
  },
  {
    agent: /^node|undici|axios/i,
    way: 'NODE_OPTIONS',
    trust:
      'Node was given NODE_EXTRA_CA_CERTS, which a client with a `ca` option of its own does not look at: leave that option out, or add the file in RINGBACK_CA_FILE to it.',
  },
  {
    agent: /^curl/i,
    trust:
      'curl was given CURL_CA_BUNDLE, which --cacert and a .curlrc go before: take these away, or use --cacert "$RINGBACK_CA_FILE".',
  },
  {
    agent: /^wget/i,
    trust:
      'Many builds of wget look at the system\'s store alone: use --ca-certificate="$RINGBACK_CA_FILE", or a file with such a line that WGETRC names.',
  },
  {
    agent: /^go-http/i,
    trust:
      'Go was given SSL_CERT_FILE, which it reads on Linux alone, and which a RootCAs of its own goes before: add the file in RINGBACK_CA_FILE to RootCAs under test.',
  },
  {
    agent: /python|urllib|httpx|aiohttp/i,
    trust:
      'Python was given SSL_CERT_FILE and REQUESTS_CA_BUNDLE, which a `verify` or an SSLContext of its own goes before: hand it the file in RINGBACK_CA_FILE.',
  },
  {
    agent: /php|guzzle/i,
    trust:
      'PHP was given curl.cainfo by PHP_INI_SCAN_DIR, which an option of its own goes before: hand it the file in RINGBACK_CA_FILE.',
  },
]

/** What makes a client trust the certificate, by what is known of it. */
export function adviseTrust({ agent }: Encounter, way: WayName): string {
  const kind = kinds.find(one => (agent !== undefined && one.agent.test(agent)) || one.way === way)
  return (
    kind?.trust ??
    'It looks at none of SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS, or something of its own goes before: have it trust the file in RINGBACK_CA_FILE.'
  )
}

/** Why nothing came at all, most likely. */
export const adviseNothing = [
  'Nothing came, by no way at all. Most likely the command ended before it asked, or its client takes no proxy from the environment and runs neither on Node nor on Java:',
  "Python's http.client, PHP's streams and a Go Transport without Proxy are of that kind, and such a client has asked the real host.",
  'Give the client a setting for its base URL, and tell it by --env NAME={url}; or have its proxy set to HTTPS_PROXY.',
].join(' ')
