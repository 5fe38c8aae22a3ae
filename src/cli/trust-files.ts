import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { toTrustStore } from '../intercept/trust-store.ts'
import { makePrivateFolder } from './private-folder.ts'
import { readInputSync } from './read-file.ts'

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
const largest = 8_000_000

/** The certificates in a file. A file that cannot be read holds none: that is a matter between it and whoever named it. */
function readCertificates(file: string | undefined): readonly string[] {
  try {
    if (!file) return []
    const text = readInputSync(file, largest).toString('latin1')
    return text.match(/-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----/g) ?? []
  } catch {
    return []
  }
}
