import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { trustStorePassword } from '../intercept/trust-store.ts'
import type { Variable } from '../server/entrance.ts'
import type { TrustFiles } from './trust-files.ts'

/** The ways by which a client that has the service's host hard-coded is led here. */
export const knobs = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'JAVA_TOOL_OPTIONS',
  'NODE_OPTIONS',
] as const

/** One of them. */
export type Knob = (typeof knobs)[number]

/** Loopback is no matter for a proxy. Whatever else was exempt is not: the service's hosts could be among it. */
const exempt = ['localhost', '127.0.0.1', '::1'] as const

/** The variables that lead clients here; `at` says which host and port each knob leads to. */
export function listInterception(
  at: (knob: Knob) => string,
  { ca, bundle, trustStore, php }: TrustFiles,
): readonly Variable[] {
  const set = (name: string, value: string): Variable => ({ name, value, intercepts: true })
  const append = (name: string, value: string, joint: string): Variable => ({ name, value, intercepts: true, joint })
  const proxies = knobs.filter(name => /_proxy$/i.test(name))
  return [
    ...proxies.map(name => set(name, `http://${at(name)}`)),
    ...['NO_PROXY', 'no_proxy'].map(name => set(name, exempt.join(','))),
    ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'].map(name => set(name, bundle)),
    set('NODE_EXTRA_CA_CERTS', ca),
    set('NODE_USE_ENV_PROXY', '1'),
    set('RINGBACK_PRELOAD_TO', at('NODE_OPTIONS')),
    append('NODE_OPTIONS', `--require ${quoteForNode(preload)}`, ' '),
    append('JAVA_TOOL_OPTIONS', toJavaOptions(at('JAVA_TOOL_OPTIONS'), trustStore), ' '),
    // What stands before the first colon stays: a folder of its own, or the usual one.
    append('PHP_INI_SCAN_DIR', delimiter + php, ''),
  ]
}

/** Shipped beside the command line. It stays where it is: a shell that has it in NODE_OPTIONS may outlive this run. */
const preload = fileURLToPath(new URL('../preload/node-preload.cjs', import.meta.url))

function toJavaOptions(address: string, trustStore: string): string {
  const { hostname, port } = new URL(`http://${address}`)
  const properties = {
    'javax.net.ssl.trustStore': trustStore,
    'javax.net.ssl.trustStoreType': 'JKS',
    'javax.net.ssl.trustStorePassword': trustStorePassword,
    'https.proxyHost': hostname,
    'https.proxyPort': port,
    'http.proxyHost': hostname,
    'http.proxyPort': port,
    'http.nonProxyHosts': 'localhost|127.*|[::1]',
  }
  return Object.entries(properties)
    .map(([name, value]) => quoteForJava(`-D${name}=${value}`))
    .join(' ')
}

/** Node takes quotes of one kind, in which a backslash stands before what is meant as it is. */
const quoteForNode = (text: string) => (/[\s"\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text)

/** Java takes quotes of both kinds, anywhere in a word, in which everything is meant as it is. */
const quoteForJava = (text: string) =>
  text.replaceAll(/'+|[\s"]+/g, part => (part.startsWith("'") ? `"${part}"` : `'${part}'`))
