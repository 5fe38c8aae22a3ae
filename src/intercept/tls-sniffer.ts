import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { ignoreErrors } from '../server/raw-http.ts'
import type { Authority } from './authority.ts'

/** The host that a client asked the proxy for, and its User-Agent. */
export interface Tunnel {
  readonly host: string
  readonly agent: string | undefined
}

/** How long a connection may send nothing, and how long a handshake may take, in milliseconds. */
const timeoutMs = 10_000

/** The first byte of a TLS handshake. */
const handshake = 0x16

/** Serves HTTP on a connection, in a tunnel or not; `serverName` is the name of the TLS handshake (SNI), if any. */
type ServeConnection = (socket: Socket, tunnel: Tunnel | undefined, serverName?: string) => void

/** Creates a sniffer that terminates TLS and serves connections with TLS as those without. */
export function createTlsSniffer({ cert, key }: Authority, serve: ServeConnection, onEvent: ConnectionListener) {
  const silent = new Set<Socket>()
  const handshakes = new Map<string, { readonly raw: Socket; readonly tunnel: Tunnel | undefined }>()
  const accepted = new Map<Socket, ConnectionEvent>()
  let isClosing = false
  const tls = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: timeoutMs,
  })
    .on('secureConnection', socket => {
      ignoreErrors(socket)
      const begun = take(socket)
      if (!begun) return void socket.destroy()
      const { raw, tunnel } = begun
      // Node resets sockets that it accepted itself, not a TLS socket on top of one.
      socket.resetAndDestroy = () => {
        raw.resetAndDestroy()
        return socket
      }
      const host = toServerName(socket) ?? tunnel?.host ?? ''
      accepted.set(socket, { type: 'trusted', host, agent: tunnel?.agent })
      // Some clients check the certificate only after the handshake, and disconnect then.
      socket.once('close', () => {
        if (accepted.delete(socket)) reportDistrust(tunnel, host, 'closed')
      })
      serve(socket, tunnel, toServerName(socket))
    })
    .on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      ignoreErrors(socket)
      const begun = take(socket)
      if (begun) {
        const host = toServerName(socket) ?? begun.tunnel?.host ?? ''
        reportDistrust(begun.tunnel, host, error.code ?? error.message)
      }
      socket.destroy()
    })

  function take(socket: Socket) {
    const id = toId(socket)
    const begun = handshakes.get(id)
    handshakes.delete(id)
    return begun
  }

  function reportDistrust(tunnel: Tunnel | undefined, host: string, why: string): void {
    if (!isClosing) onEvent({ type: 'distrusted', host, agent: tunnel?.agent, why })
  }

  function secure(raw: Socket, tunnel: Tunnel | undefined): void {
    const id = toId(raw)
    handshakes.set(id, { raw, tunnel })
    raw.once('close', () => {
      if (handshakes.delete(id)) reportDistrust(tunnel, tunnel?.host ?? '', 'closed')
    })
    // A client that ends its side during a handshake has disconnected.
    raw.allowHalfOpen = false
    tls.emit('connection', raw)
  }

  return {
    /** Accepts a connection before its first byte. */
    accept(socket: Socket, tunnel?: Tunnel): void {
      silent.add(socket)
      const leave = () => void socket.destroy()
      const timer = setTimeout(leave, timeoutMs).unref()
      const settle = () => {
        silent.delete(socket)
        clearTimeout(timer)
        socket.off('end', leave).off('close', settle)
      }
      ignoreErrors(socket)
      socket.once('end', leave).once('close', settle)
      socket.once('data', first => {
        settle()
        socket.pause()
        socket.unshift(first)
        if (first[0] === handshake) secure(socket, tunnel)
        else serve(socket, tunnel)
      })
    },
    /** Must be called for each request: a client that sends one has accepted the certificate, if there was one. */
    markTrusted(socket: Socket): void {
      const event = accepted.get(socket)
      if (event && accepted.delete(socket)) onEvent(event)
    },
    /** Closes the connections that have sent nothing yet. */
    close(): void {
      isClosing = true
      for (const socket of silent) socket.destroy()
      for (const { raw } of handshakes.values()) raw.destroy()
    },
  }
}

/** The remote address and port of a connection, the same below TLS and above it. */
const toId = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

/** The server name of a TLS handshake; many clients send none if they connect to an address. */
const toServerName = ({ servername }: TLSSocket) => (typeof servername === 'string' ? servername : undefined)

/**
 * An event of a connection: a request was received; a tunnel or a request for another host was intercepted, forwarded or
 * refused; the client completed a TLS handshake and trusts the certificate, or does not.
 */
export interface ConnectionEvent {
  readonly type: 'request' | 'intercepted' | 'forwarded' | 'refused' | 'trusted' | 'distrusted'
  /** The host that the client names; empty if it names none. */
  readonly host: string
  /** The client's User-Agent, if it has been received. */
  readonly agent: string | undefined
  /** The reason: a sentence for a refusal, the code of a TLS alert for a handshake. */
  readonly why?: string
}

/** Called for each event of a connection. */
export type ConnectionListener = (event: ConnectionEvent) => void

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
