import { isUnderVendor } from '../contracts/hosts.ts'
import type { Control } from '../control/control.ts'
import type { Reply } from '../emulator/reply.ts'
import type { Guard } from './guard.ts'

/** What the server needs. */
export interface ServerContext extends Guard {
  readonly control: Control
  /** The variables with which clients find this emulator, if the program that serves knows them. */
  environment?: (() => readonly Variable[]) | undefined
  readonly usage: Usage
  /** Called with each reply of the vendor surface before it is sent, and the milliseconds it took. */
  onReply?: ((reply: Reply, milliseconds: number) => void) | undefined
}

/** What is open in an emulator now, for its metrics. */
export interface Usage {
  /** When it was created, as `performance.now()`. */
  readonly createdAt: number
  connections: number
  /** All connections so far. */
  connectionsOpened: number
  eventStreams: number
}

/** A variable of a client's environment. */
export interface Variable {
  readonly name: string
  readonly value: string
  /** Whether it serves only to redirect a client with a hard-coded host. */
  readonly intercepts: boolean
  /** What separates it from a value that the client has already; absent if it replaces that value. */
  readonly joint?: string | undefined
}

/** The prefix of the admin API; all other paths belong to the vendor surface. */
export const adminPrefix = '/_ringback'

/** Whether a target (path and query) belongs to the admin API. */
export const isAdmin = (target: string): boolean =>
  target.startsWith(adminPrefix) &&
  (target.length === adminPrefix.length || '/?'.includes(target.charAt(adminPrefix.length)))

/**
 * Whether a browser opens the root of the emulator: it is sent on to the console. All other requests of the root belong to the
 * vendor surface, as do those for a host of the vendor's.
 */
export const isBrowserAtRoot = (
  method: string,
  target: string,
  headers: { readonly accept?: string | undefined; readonly host?: string | undefined },
): boolean =>
  target === '/' &&
  method === 'GET' &&
  /\btext\/html\b/.test(headers.accept ?? '') &&
  !isUnderVendor((headers.host ?? '').replace(/:\d+$/, ''))
