import { createHash, X509Certificate } from 'node:crypto'

/** The password of the trust store. Its content is not secret; the password only protects its integrity. */
export const trustStorePassword = 'changeit'

/** Certificates, each as PEM, as a trust store (`JKS`) that Java reads from version 8 on; `date` is in Unix milliseconds. */
export function toTrustStore(certificates: readonly string[], date: number): Buffer {
  const entries = certificates.flatMap((pem, index) => {
    const { raw } = new X509Certificate(pem)
    return [int(trusted), text(`ringback-${index}`), long(date), text('X.509'), int(raw.length), raw]
  })
  const content = Buffer.concat([int(magic), int(version), int(certificates.length), ...entries])
  // Java encodes characters as UTF-16, big-endian.
  const password = Buffer.from(trustStorePassword, 'utf16le').swap16()
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest()
  return Buffer.concat([content, digest])
}

const magic = 0xfe_ed_fe_ed
const version = 2
const trusted = 2

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

/** An ASCII text after its length. */
function text(value: string): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value.length)
  return Buffer.concat([bytes, Buffer.from(value, 'latin1')])
}
