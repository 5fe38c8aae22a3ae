/** A JSON object of a stranger's. */
export type Thing = { readonly [key: string]: unknown }

/** Whether a value is a JSON object. */
export const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects of a list, if it is one. */
export const toThings = (value: unknown): readonly Thing[] => (Array.isArray(value) ? value.filter(isThing) : [])

/** An account or an id; some servers write those that are digits as numbers. Empty if there is none. */
export const toName = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : ''
