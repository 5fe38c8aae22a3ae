/** The property that marks instances of an error class in each copy of this package. */
const toMark = (name: string) => Symbol.for(`ringback.${name}`)

/**
 * Makes `instanceof` accept instances from another copy of the class: a process that loads the package as ES modules and as
 * CommonJS has two. Subclasses keep the usual `instanceof`.
 */
export function shareInstances(type: abstract new (...input: never[]) => Error, name: string): void {
  const mark = toMark(name)
  Object.defineProperty(type.prototype, mark, { value: true })
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value)
      return typeof value === 'object' && value !== null && mark in value
    },
  })
}

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

/** A JSON value with a merge patch applied (RFC 7396): objects are merged, null removes a key, any other value replaces. */
export function mergeJson(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const merged = new Map(Object.entries(isRecord(value) ? value : {}))
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) merged.delete(key)
    else merged.set(key, mergeJson(merged.get(key), change))
  }
  return Object.fromEntries(merged)
}

/** Whether a JSON value has at most `most` levels. */
export const isShallow = (value: unknown, most = 64): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (most > 0 && Object.values(value).every(one => isShallow(one, most - 1)))

/** The keys of an object whose type lists them all, such as a table written as a literal. */
export const keysOf = <Table extends object>(table: Table): (keyof Table & string)[] =>
  // Of such an object the type has exactly the keys.
  Object.keys(table) as (keyof Table & string)[]

/** The value at a path; undefined if there is none. What only a prototype has is not there. */
export function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Reflect.get(at, key)
  }
  return at
}

/** A value that is made on first use and kept. */
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

/** A value that is read only, with everything in it. */
export type Plain<Data> = Data extends object ? { readonly [Key in keyof Data]: Plain<Data[Key]> } : Data
