/** What is known of UserSigs and relied on here, and where each fact was seen. */
export const userSigFacts: readonly {
  readonly fact: string
  readonly seen: { readonly page: number } | { readonly observed: string } | { readonly assumed: string }
}[] = [
  { fact: 'A UserSig of version 2.0 is signed with HMAC-SHA256 and the secret key.', seen: { page: 34385 } },
  {
    fact: 'Four lines are signed, a fifth for the user buffer; JSON, zlib and base64 with * - _ wrap them.',
    seen: { observed: "the vendor's public libraries for version 2" },
  },
  {
    fact: "Order and spacing of the document's JSON do not matter.",
    seen: { observed: "they differ between the vendor's libraries" },
  },
  {
    fact: 'TLS.sdkappid, TLS.time and TLS.expire may be whole numbers in strings.',
    seen: { assumed: 'Some libraries write them so, and their UserSigs are said to work.' },
  },
  {
    fact: 'A URL is percent-decoded once: an asterisk that is still %2A afterwards is outside the alphabet.',
    seen: { assumed: 'Every HTTP server decodes a query once; no page mentions a UserSig that was encoded twice.' },
  },
  {
    fact: 'Base64 without its padding is refused.',
    seen: { assumed: 'Every known library writes the padding; without it, most likely something was cut off.' },
  },
  {
    fact: 'A UserSig whose TLS.time lies in the future is accepted; by more than a day, or in milliseconds, reports call it an error.',
    seen: { assumed: 'No documented error code refuses it.' },
  },
]
