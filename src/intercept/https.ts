import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isUnderVendor } from '../contracts/hosts.ts'
import { isControl } from '../server/entrance.ts'
import { type Authority, createAuthority } from './authority.ts'
import type { Notice } from './connection-event.ts'
import { createProxy, toOwn } from './proxy.ts'
import { createDoorway } from './tls-sniffer.ts'

/** How a port speaks TLS and stands in for everywhere, beside plain HTTP. */
export interface HttpsOptions {
  /** Who vouches for it; made for it alone if absent. */
  readonly authority?: Authority | undefined
  /** Whether clients that take it for their proxy may reach what is not the vendor's. Loopback they may always. */
  readonly allowPassthrough?: boolean | undefined
  /** Is told what was seen at the port, whatever became of it. */
  readonly notice?: Notice | undefined
}

/** Answers a request. */
type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** What a port with https adds to a server. */
export interface Secured {
  readonly ca: string
  /** Answers what is meant for here, and sees to the rest by itself. */
  screen(answer: Answer): Answer
  /** Answers CONNECT. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Lets go all connections that are no requests of HTTP, or not yet. */
  close(): void
}

/** Has a server take TLS and a proxy's requests on its port too; `meet` is told of each connection that HTTP is spoken on. */
export async function addHttps(
  server: Server,
  { authority, allowPassthrough = false, notice = () => {} }: HttpsOptions,
  meet: (socket: Socket) => void,
): Promise<Secured> {
  const made = authority ?? (await createAuthority())
  // What Node does with a connection comes later here, when it is known what is spoken on it.
  const receivers = server.listeners('connection')
  server.removeAllListeners('connection')
  const inside = new WeakSet<Socket>()
  const asVendor = new WeakMap<Socket, string>()
  const doorway = createDoorway(
    made,
    (socket, tunnel, asked) => {
      if (tunnel) inside.add(socket)
      const name = [tunnel?.host, asked].find(one => one !== undefined && isUnderVendor(one))
      if (name !== undefined) asVendor.set(socket, name)
      meet(socket)
      for (const receive of receivers) receive.call(server, socket)
      // It was held to look at its first byte.
      socket.resume()
    },
    notice,
  )
  const proxy = createProxy({
    // A listening TCP server's address is never a pipe's name.
    port: () => (server.address() as AddressInfo | null)?.port ?? 0,
    allowPassthrough,
    notice,
    isInside: socket => inside.has(socket),
    enter: doorway.enter,
  })
  server.on('connection', socket => doorway.enter(socket))
  return {
    ca: made.ca,
    screen: answer => (incoming, outgoing) => {
      doorway.trust(incoming.socket)
      if (!proxy.isForHere(incoming, outgoing)) return
      const { url = '', socket, headers } = incoming
      if (isControl(url)) {
        // Whatever Host says, the connection was meant for the service, which has no such thing.
        const name = asVendor.get(socket)
        if (name !== undefined) toOwn(incoming, url, name)
      } else notice({ what: 'asked', host: headers.host ?? '', agent: headers['user-agent'] })
      answer(incoming, outgoing)
    },
    // HTTP's connections are sockets, with TLS or without.
    connect(request, socket, head) {
      doorway.trust(request.socket)
      proxy.connect(request, socket as Socket, head)
    },
    close() {
      doorway.close()
      proxy.close()
    },
  }
}
