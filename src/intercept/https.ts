import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isUnderVendor } from '../contracts/hosts.ts'
import { isAdmin } from '../server/server-context.ts'
import type { Authority } from './authority.ts'
import { createProxy, toDirectRequest } from './proxy.ts'
import { type ConnectionListener, createTlsSniffer } from './tls-sniffer.ts'

/** TLS and the proxy on the port of an emulator, beside plain HTTP. */
export interface HttpsOptions {
  /** The certificate authority; a new one by default. */
  readonly authority?: Authority | undefined
  /** Whether the proxy forwards requests for hosts outside the vendor's domains. Loopback is always allowed. */
  readonly allowPassthrough?: boolean | undefined
  /** Called for each event of a connection. */
  readonly onConnection?: ConnectionListener | undefined
}

type RequestHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Adds TLS and the proxy to the port of a server; `onHttpConnection` is called for each connection with HTTP. */
export async function addHttps(
  server: Server,
  { authority, allowPassthrough = false, onConnection = () => {} }: HttpsOptions,
  onHttpConnection: (socket: Socket) => void,
) {
  // Loaded only here: it takes a tenth of a second.
  const used = authority ?? (await (await import('./authority.ts')).createAuthority())
  // Node handles a connection only once its protocol is known.
  const receivers = server.listeners('connection')
  server.removeAllListeners('connection')
  const tunnelled = new WeakSet<Socket>()
  const asVendor = new WeakMap<Socket, string>()
  const sniffer = createTlsSniffer(
    used,
    (socket, tunnel, serverName) => {
      if (tunnel) tunnelled.add(socket)
      const name = [tunnel?.host, serverName].find(one => one !== undefined && isUnderVendor(one))
      if (name !== undefined) asVendor.set(socket, name)
      onHttpConnection(socket)
      for (const receive of receivers) receive.call(server, socket)
      // The sniffer paused it to read its first byte.
      socket.resume()
    },
    onConnection,
  )
  const proxy = createProxy({
    // A listening TCP server's address is never a pipe's name.
    port: () => (server.address() as AddressInfo | null)?.port ?? 0,
    allowPassthrough,
    onEvent: onConnection,
    isInside: socket => tunnelled.has(socket),
    accept: sniffer.accept,
  })
  server.on('connection', socket => sniffer.accept(socket))
  return {
    ca: used.ca,
    /** Wraps a handler: requests for other hosts are forwarded or refused instead. */
    wrap: (handler: RequestHandler) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
      sniffer.markTrusted(incoming.socket)
      if (!proxy.isForEmulator(incoming, outgoing)) return
      const { url = '', socket, headers } = incoming
      if (isAdmin(url)) {
        // Whatever Host contains, the connection was for the service, which has no admin API.
        const name = asVendor.get(socket)
        if (name !== undefined) toDirectRequest(incoming, url, name)
      } else onConnection({ type: 'request', host: headers.host ?? '', agent: headers['user-agent'] })
      handler(incoming, outgoing)
    },
    // The connections of an HTTP server are sockets, with TLS or without.
    connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      sniffer.markTrusted(request.socket)
      proxy.connect(request, socket as Socket, head)
    },
    /** Closes all connections that are not, or not yet, HTTP requests. */
    close(): void {
      sniffer.close()
      proxy.close()
    },
  }
}
