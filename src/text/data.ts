/** Something that is made when it is first asked for, and kept. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/**
 * Whether a text is a whole URL. Not by `URL.canParse`: once Node 20 has compiled that, after some thousand calls, it
 * refuses every text with a character such as ü.
 */
export function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== ''
  } catch {
    return false
  }
}
