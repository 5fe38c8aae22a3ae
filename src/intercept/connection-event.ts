/**
 * What was seen at a port that speaks TLS and for a proxy, before a request is answered or instead of one: a request came
 * (`asked`), a tunnel or a request for elsewhere was let in, let pass or refused, a handshake came about (`trusted`) or
 * did not (`distrusted`).
 */
export interface Encounter {
  readonly what: 'asked' | 'served' | 'passed' | 'refused' | 'trusted' | 'distrusted'
  /** Whom it was meant for, as the client says; empty if it does not. */
  readonly host: string
  /** What the client calls itself, where it has said so by then. */
  readonly agent: string | undefined
  /** Why not, as a sentence or as the code of an alert. */
  readonly why?: string
}

/** Is told of each encounter. */
export type Notice = (encounter: Encounter) => void
