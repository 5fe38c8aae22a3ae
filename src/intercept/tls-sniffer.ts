import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { ignoreErrors } from '../server/raw-http.ts'
import type { Authority } from './authority.ts'
import type { Encounter, Notice } from './connection-event.ts'

/** Whom a connection was meant for, and who wanted it, where a proxy was asked for it. */
export interface Tunnel {
  readonly host: string
  readonly agent: string | undefined
}

/** Where connections come in, be it with TLS or without. */
export interface Doorway {
  /** Lets a connection in whose first byte is still to come. */
  enter(socket: Socket, tunnel?: Tunnel): void
  /** To be told of each request: whoever asks has accepted the certificate, as far as there was one. */
  trust(socket: Socket): void
  /** Lets go those that have said nothing yet. */
  close(): void
}

/** How long a connection may say nothing, and how long a handshake may take, in milliseconds. */
const patience = 10_000

/** What a handshake of TLS begins with. */
const handshake = 0x16

/** Gets a connection for HTTP, in a tunnel or not, and the name that was asked for by TLS, if one was. */
export type Serve = (socket: Socket, tunnel: Tunnel | undefined, asked?: string) => void

/** Creates a doorway: what speaks TLS leaves it off there, and is served as what does not. */
export function createDoorway({ cert, key }: Authority, serve: Serve, notice: Notice): Doorway {
  const silent = new Set<Socket>()
  const shaking = new Map<string, { readonly raw: Socket; readonly tunnel: Tunnel | undefined }>()
  const accepted = new Map<Socket, Encounter>()
  let isClosing = false
  const tls = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: patience,
  })
    .on('secureConnection', socket => {
      ignoreErrors(socket)
      const begun = take(socket)
      if (!begun) return void socket.destroy()
      const { raw, tunnel } = begun
      // Node resets what it has accepted itself, and not what is spoken on top of it.
      socket.resetAndDestroy = () => {
        raw.resetAndDestroy()
        return socket
      }
      const host = toAsked(socket) ?? tunnel?.host ?? ''
      accepted.set(socket, { what: 'trusted', host, agent: tunnel?.agent })
      // Some look at the certificate only when the handshake is over, and leave then.
      socket.once('close', () => {
        if (accepted.delete(socket)) tellDistrust(tunnel, host, 'closed')
      })
      serve(socket, tunnel, toAsked(socket))
    })
    .on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      ignoreErrors(socket)
      const begun = take(socket)
      if (begun) {
        const host = toAsked(socket) ?? begun.tunnel?.host ?? ''
        tellDistrust(begun.tunnel, host, error.code ?? error.message)
      }
      socket.destroy()
    })

  function take(socket: Socket) {
    const id = toId(socket)
    const begun = shaking.get(id)
    shaking.delete(id)
    return begun
  }

  function tellDistrust(tunnel: Tunnel | undefined, host: string, why: string): void {
    if (!isClosing) notice({ what: 'distrusted', host, agent: tunnel?.agent, why })
  }

  function secure(raw: Socket, tunnel: Tunnel | undefined): void {
    const id = toId(raw)
    shaking.set(id, { raw, tunnel })
    raw.once('close', () => {
      if (shaking.delete(id)) tellDistrust(tunnel, tunnel?.host ?? '', 'closed')
    })
    // Who leaves in the middle of a handshake has left.
    raw.allowHalfOpen = false
    tls.emit('connection', raw)
  }

  return {
    enter(socket, tunnel) {
      silent.add(socket)
      const leave = () => void socket.destroy()
      const timer = setTimeout(leave, patience).unref()
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
    trust(socket) {
      const encounter = accepted.get(socket)
      if (encounter && accepted.delete(socket)) notice(encounter)
    },
    close() {
      isClosing = true
      for (const socket of silent) socket.destroy()
      for (const { raw } of shaking.values()) raw.destroy()
    },
  }
}

/** The other end of a connection, which is the same below TLS and above it. */
const toId = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

/** Whom a client asks for by TLS; many ask for none by an address. */
const toAsked = ({ servername }: TLSSocket) => (typeof servername === 'string' ? servername : undefined)
