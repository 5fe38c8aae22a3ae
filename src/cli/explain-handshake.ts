/** What ends a handshake, by the codes of Node's errors, where it was not the certificate. */
const others: { readonly [code: string]: string } = {
  ERR_SSL_NO_APPLICATION_PROTOCOL: 'speaks HTTP/2 alone, where HTTP/1.1 is wanted',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'speaks no TLS of 1.2 or later',
  ERR_SSL_NO_SHARED_CIPHER: 'knows no cipher that is spoken here',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'began a handshake and said no more',
}

/** Whether a handshake failed by something else than trust. */
export const isUnrelatedToTrust = (why: string): boolean => Object.hasOwn(others, why)

/** What a client does with whom no handshake came about, as the end of a sentence; `why` is a code, or `closed`. */
export function explainHandshake(why: string): string {
  const other = others[why]
  if (other !== undefined) return `${other} (${why})`
  const how = why === 'closed' ? 'it left right after the certificate' : why
  return `does not trust the certificate made for this run (${how})`
}
