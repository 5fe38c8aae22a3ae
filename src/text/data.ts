/** A JSON object, or any other object with string keys that is not a list. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a value is an object that is neither null nor a list. */
export const isRecord = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value that a JSON text stands for; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The keys of an object whose type lists them all, such as a table written as a literal. */
export const keysOf = <Table extends object>(table: Table): readonly (keyof Table & string)[] =>
  // Of such an object the type has exactly the keys.
  Object.keys(table) as (keyof Table & string)[]

/** The value at a path below a JSON value; undefined if there is none. */
export const findAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return found[Number(key)]
    return isRecord(found) ? found[String(key)] : undefined
  }, value)

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
