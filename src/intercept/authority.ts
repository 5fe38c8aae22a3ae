import { createPrivateKey, randomBytes } from 'node:crypto'
import { hosts } from '../contracts/hosts.ts'
import { addKeyIdentifiers } from './key-identifiers.ts'

/** Who vouches for this run's server: nobody trusts it but those who are told to, and its key is in no file. */
export interface Authority {
  /** The certificate that clients are to trust, as PEM. */
  readonly ca: string
  /** What TLS is spoken with, as PEM: good for this machine's names and those of the service's hosts. */
  readonly cert: string
  readonly key: string
}

const day = 86_400_000

/** For how long it is good, in milliseconds from now: a clock may be behind, and a server is not left on for months. */
const validity = [-day, 7 * day] as const

/** Makes an authority and a certificate of this machine and of the service's hosts. Takes about a tenth of a second. */
export async function createAuthority(): Promise<Authority> {
  const { generate } = await import('selfsigned')
  const [notBeforeDate, notAfterDate] = validity.map(from => new Date(Date.now() + from))
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    ...(notBeforeDate && notAfterDate ? { notBeforeDate, notAfterDate } : {}),
  } as const
  // A name of its own: two runs may be trusted at once, and one be looked for by its issuer's name.
  const name = `ringback ${randomBytes(4).toString('hex')}`
  const root = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const key = createPrivateKey(root.private)
  const ca = addKeyIdentifiers(root.cert, { key })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: root.private, cert: ca },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...['localhost', ...hosts.map(({ host }) => host)].map(value => ({ type: 2 as const, value })),
          ...['127.0.0.1', '::1'].map(ip => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  const cert = addKeyIdentifiers(leaf.cert, { key, cert: ca })
  return { ca, cert, key: leaf.private }
}
