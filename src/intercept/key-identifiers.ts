import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto'

/**
 * A certificate of P-256 keys, as PEM, with the identifiers of its own key and of its issuer's, which strict verifiers want
 * and which its maker leaves out; so it is signed anew. One that is its own issuer has its own key's alone.
 */
export function addKeyIdentifiers(pem: string, issuer: { readonly key: KeyObject; readonly cert?: string }): string {
  const { raw } = new X509Certificate(pem)
  const [tbs = empty, algorithm = empty] = readParts(raw)
  const fields = readParts(tbs)
  // The extensions come last of all fields, in a tag of their own.
  const extensions = readParts(readParts(fields.at(-1) ?? empty)[0] ?? empty)
  extensions.push(toExtension(subjectKey, write(octets, toKeyId(pem))))
  if (issuer.cert !== undefined) {
    extensions.push(toExtension(authorityKey, write(sequence, write(0x80, toKeyId(issuer.cert)))))
  }
  const named = write(sequence, ...fields.slice(0, -1), write(0xa3, write(sequence, ...extensions)))
  const signature = write(bits, Buffer.from([0]), sign('sha256', named, issuer.key))
  return toPem(write(sequence, named, algorithm, signature))
}

/** A certificate in the form of texts. */
const toPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`

const sequence = 0x30
const octets = 0x04
const bits = 0x03
const subjectKey = Buffer.from([0x06, 3, 0x55, 0x1d, 14])
const authorityKey = Buffer.from([0x06, 3, 0x55, 0x1d, 35])
const empty = Buffer.alloc(0)

/** A point of P-256, with the byte that says it is not compressed. */
const pointLength = 65

/** How a key is called, by its bits alone (RFC 5280, 4.2.1.2). */
function toKeyId(pem: string): Buffer {
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha1').update(key.subarray(-pointLength)).digest()
}

const toExtension = (name: Buffer, value: Buffer) => write(sequence, name, write(octets, value))

function write(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

/** What a piece of DER is made of, each part with its own head. */
function readParts(der: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = toSpan(der, 0).begin; at < der.length; ) {
    const { end } = toSpan(der, at)
    parts.push(der.subarray(at, end))
    at = end
  }
  return parts
}

/** Where the content begins and ends of what stands somewhere. */
function toSpan(der: Buffer, at: number): { readonly begin: number; readonly end: number } {
  const first = der[at + 1] ?? 0
  const more = first < 0x80 ? 0 : first & 0x7f
  const begin = at + 2 + more
  return { begin, end: begin + (more === 0 ? first : der.readUIntBE(at + 2, more)) }
}
