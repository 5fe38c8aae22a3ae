// The library below needs this before it is loaded.
import 'reflect-metadata'
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { hosts } from '../contracts/hosts.ts'

/** A certificate authority of one run, and a server certificate that it signed. */
export interface Authority {
  /** The certificate that clients are to trust, as PEM. */
  readonly ca: string
  /** The server certificate and its key, as PEM: valid for this machine's names and the service's hosts. */
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const day = 86_400_000

/**
 * Creates an authority and a certificate for this machine and the service's hosts. Both are valid from yesterday, since
 * clocks may differ, and for a week. Loads a large package, so import this module only where it is called.
 */
export async function createAuthority(): Promise<Authority> {
  const now = Date.now()
  const validity = { notBefore: new Date(now - day), notAfter: new Date(now + 7 * day), signingAlgorithm: algorithm }
  const [caKeys, serverKeys] = [await createKeys(), await createKeys()]
  // A unique name: the authorities of two runs may be trusted at once, and clients find an issuer by its name.
  const name = `CN=ringback ${randomBytes(4).toString('hex')}`
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      name,
      keys: caKeys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(caKeys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  const cert = await X509CertificateGenerator.create(
    {
      ...validity,
      subject: 'CN=localhost',
      issuer: name,
      publicKey: serverKeys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          ...['localhost', ...hosts.map(({ host }) => host)].map(value => ({ type: 'dns' as const, value })),
          ...['127.0.0.1', '::1'].map(value => ({ type: 'ip' as const, value })),
        ]),
        // Strict verifiers require both identifiers.
        await SubjectKeyIdentifierExtension.create(serverKeys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(caKeys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { ca: `${ca.toString('pem')}\n`, cert: `${cert.toString('pem')}\n`, key: await toPem(serverKeys.privateKey) }
}

const createKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function toPem(privateKey: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()
}
