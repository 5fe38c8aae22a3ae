import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { toTrustStore, trustStorePassword } from '../intercept/trust-store.ts'
import type { Variable } from '../server/entrance.ts'
import { makePrivateFolder, readInputSync } from './files.ts'

/** The ways by which a client that has the service's host hard-coded is led here. */
export const redirectVariables = [
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
export type RedirectVariable = (typeof redirectVariables)[number]

/** Loopback is no matter for a proxy. Whatever else was exempt is not: the service's hosts could be among it. */
const exempt = ['localhost', '127.0.0.1', '::1'] as const

/** The variables that lead clients here; `at` says which host and port each knob leads to. */
export function listInterception(
  at: (knob: RedirectVariable) => string,
  { ca, bundle, trustStore, php }: TrustFiles,
): readonly Variable[] {
  const set = (name: string, value: string): Variable => ({ name, value, intercepts: true })
  const append = (name: string, value: string, joint: string): Variable => ({ name, value, intercepts: true, joint })
  const proxies = redirectVariables.filter(name => /_proxy$/i.test(name))
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

/** Files that make clients trust this run, in a folder that is gone with it. */
export interface TrustFiles {
  /** The one certificate, as PEM: for what is added to those a client trusts by itself. */
  readonly ca: string
  /** That one and all that are trusted otherwise, as PEM: for what takes their place. */
  readonly bundle: string
  /** The same for Java. */
  readonly trustStore: string
  /** A folder of settings for PHP, which takes it from nowhere else. */
  readonly php: string
}

/** Writes the files for a certificate, beside which whatever this environment names is trusted too. */
export function writeTrustFiles(ca: string, environment: NodeJS.ProcessEnv): TrustFiles {
  const folder = makePrivateFolder()
  const others = [...sources.map(name => environment[name]), ...ofSystems].flatMap(readCertificates)
  const all = [...new Set([ca, ...rootCertificates, ...others].map(one => one.trim()))]
  const write = (name: string, content: string | Buffer) => {
    const file = join(folder, name)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }
  const bundle = write('bundle.pem', `${all.join('\n')}\n`)
  const php = join(folder, 'php')
  mkdirSync(php)
  writeFileSync(join(php, 'ringback.ini'), `curl.cainfo="${bundle}"\nopenssl.cafile="${bundle}"\n`)
  return { ca: write('ca.pem', ca), bundle, trustStore: write('trust.jks', toTrustStore(all, Date.now())), php }
}

/** Where certificates may be named already, such as those of a company's own proxy. */
const sources = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const

/** Where systems keep what they trust; on others it is not in a file. */
const ofSystems = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem']

/** The most that is read of a file, in bytes. */
const largestBundle = 8_000_000

/** The certificates in a file. A file that cannot be read holds none: that is a matter between it and whoever named it. */
function readCertificates(file: string | undefined): readonly string[] {
  try {
    if (!file) return []
    const text = readInputSync(file, largestBundle).toString('latin1')
    return text.match(/-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----/g) ?? []
  } catch {
    return []
  }
}
