/** The protocol and the host names in the first bytes of a connection. */
export type FirstBytes =
  /** More bytes are needed. */
  | { readonly protocol: 'unknown' }
  /** A TLS handshake; `name` is its server name (SNI), if it has one. */
  | { readonly protocol: 'tls'; readonly name: string | undefined }
  /** An HTTP/1 request; `upgrades` if it asks to change the protocol. */
  | { readonly protocol: 'http'; readonly hosts: readonly string[]; readonly upgrades: boolean }
  /** HTTP/2 without TLS, whose names are compressed. */
  | { readonly protocol: 'http2' }
  /** TLS or HTTP that cannot be read, or whose beginning is too long. */
  | { readonly protocol: 'invalid' }
  /** Anything else. */
  | { readonly protocol: 'other' }

/** The most bytes that are read to find a name. */
const limit = 65_536

/** Finds the protocol and the host names in the first bytes that a client has sent. */
export function parseFirstBytes(bytes: Buffer): FirstBytes {
  const found = bytes[0] === 0x16 ? parseClientHello(bytes) : parseText(bytes.toString('latin1'))
  return found.protocol === 'unknown' && bytes.length > limit ? { protocol: 'invalid' } : found
}

function parseText(text: string): FirstBytes {
  // Servers skip empty lines before a request.
  const rest = text.replace(/^[\r\n]+/, '')
  const end = rest.indexOf('\n')
  if (end < 0) return { protocol: /^[a-z-]{0,32}(?: [^\r]*\r?)?$/i.test(rest) ? 'unknown' : 'other' }
  const [, method, target = '', version] = /^(\S+) (.*) HTTP\/(\d)\.\d\r?$/i.exec(rest.slice(0, end)) ?? []
  if (method === undefined) return { protocol: 'other' }
  if (version !== '1') return { protocol: 'http2' }
  const [head] = rest.split(/\r?\n\r?\n/, 1)
  if (head === undefined || head.length === rest.length) return { protocol: 'unknown' }
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(target) ?? []
  const named = [...head.matchAll(/^host[ \t]*:[ \t]*(.*?)[ \t]*$/gim)].map(([, host = '']) => host)
  return {
    protocol: 'http',
    hosts: [...named, ...(authority === undefined ? [] : [authority])].map(host => host.replace(/:\d+$/, '')),
    upgrades: /^upgrade[ \t]*:/im.test(head),
  }
}

/** Reads the server name of a ClientHello (RFC 8446, RFC 6066), which may be split over several records. */
function parseClientHello(bytes: Buffer): FirstBytes {
  const records: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x16) return { protocol: 'invalid' }
    if (at + 5 > bytes.length) return { protocol: 'unknown' }
    const next = at + 5 + bytes.readUInt16BE(at + 3)
    records.push(bytes.subarray(at + 5, next))
    const hello = Buffer.concat(records)
    // The type of the message and its length come first; 1 is ClientHello.
    if (hello.length > 0 && hello[0] !== 1) return { protocol: 'invalid' }
    if (hello.length >= 4 && hello.length >= 4 + hello.readUIntBE(1, 3)) {
      return findServerName(hello.subarray(4, 4 + hello.readUIntBE(1, 3)))
    }
    at = next
  }
  return { protocol: 'unknown' }
}

function findServerName(hello: Buffer): FirstBytes {
  try {
    // The version and 32 random bytes, then the session's id, the ciphers and the compressions, each after its length.
    let at = 34
    at += 1 + hello.readUInt8(at)
    at += 2 + hello.readUInt16BE(at)
    at += 1 + hello.readUInt8(at)
    if (at === hello.length) return { protocol: 'tls', name: undefined }
    const end = at + 2 + hello.readUInt16BE(at)
    for (at += 2; at < end; at += 4 + hello.readUInt16BE(at + 2)) {
      if (hello.readUInt16BE(at) !== 0) continue
      // In the extension a list of names, after its length: a type, a length, the name.
      const length = hello.readUInt16BE(at + 7)
      if (at + 9 + length > hello.length) return { protocol: 'invalid' }
      return { protocol: 'tls', name: hello.toString('latin1', at + 9, at + 9 + length) }
    }
    return { protocol: 'tls', name: undefined }
  } catch {
    // A length leads out of the message.
    return { protocol: 'invalid' }
  }
}
