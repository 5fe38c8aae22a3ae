import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toTrustStore, trustStorePassword } from '../intercept/trust-store.ts'
import type { Variable } from '../server/server-context.ts'
import { createPrivateFolder, readInput } from './files.ts'

/** Variables that redirect a client with a hard-coded host to an emulator. */
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

/** Hosts that need no proxy. Other exemptions are dropped: they could include the service's hosts. */
const exempt = ['localhost', '127.0.0.1', '::1'] as const

/** The variables that redirect clients; `at` returns the host and port that each leads to. */
export function listRedirectVariables(
  at: (name: RedirectVariable) => string,
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
    // The part before the first colon stays: a folder of the user, or PHP's default.
    append('PHP_INI_SCAN_DIR', delimiter + php, ''),
  ]
}

/** Shipped beside the command line, and not copied: a shell that has it in NODE_OPTIONS may outlive this run. */
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

/** Node knows double quotes, in which a backslash escapes. */
const quoteForNode = (text: string) => (/[\s"\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text)

/** Java knows single and double quotes anywhere in a word, in which nothing is escaped. */
const quoteForJava = (text: string) =>
  text.replaceAll(/'+|[\s"]+/g, part => (part.startsWith("'") ? `"${part}"` : `'${part}'`))

/** Files that make clients trust the certificate of this run, in a folder that is removed at its end. */
export interface TrustFiles {
  /** This certificate alone, as PEM, for variables that add to what a client trusts. */
  readonly ca: string
  /** This certificate and all that are trusted otherwise, as PEM, for variables that replace what a client trusts. */
  readonly bundle: string
  /** The same as a trust store for Java. */
  readonly trustStore: string
  /** A folder with a settings file for PHP. */
  readonly php: string
}

/** Writes the files for a certificate; those that this environment and this system trust are trusted too. */
export async function writeTrustFiles(ca: string, environment: NodeJS.ProcessEnv): Promise<TrustFiles> {
  // Loaded for HTTPS alone: reading all root certificates would slow down every start.
  const { rootCertificates } = await import('node:tls')
  const folder = createPrivateFolder()
  const sources = [...trustVariables.map(name => environment[name]), ...systemBundles]
  const others = (await Promise.all(sources.map(readCertificates))).flat()
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

/** Variables that may name certificates already, such as those of a company's proxy. */
const trustVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const

/** The files in which systems keep trusted certificates, where they are in a file. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
] as const

/** The largest bundle that is read, in bytes. */
const largestBundle = 8_000_000

/** The certificates in a file; none if it cannot be read. */
async function readCertificates(file: string | undefined): Promise<readonly string[]> {
  try {
    if (!file || !statSync(file).isFile()) return []
    const text = (await readInput(file, { largest: largestBundle })).toString('latin1')
    return text.match(/-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----/g) ?? []
  } catch {
    return []
  }
}
