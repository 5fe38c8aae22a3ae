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
    fact: 'An asterisk that is still %2A after the URL was decoded is read as an asterisk.',
    seen: { assumed: 'Some clients encode it although no URL needs it, and some of them twice.' },
  },
  {
    fact: 'Base64 without its padding is refused.',
    seen: { assumed: 'Every known library writes the padding; without it, most likely something was cut off.' },
  },
  {
    fact: 'A UserSig that was made in the future is good.',
    seen: { assumed: 'Nothing documented refuses it, and clocks differ.' },
  },
]
