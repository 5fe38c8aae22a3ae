import type { Criterion } from './await-criteria.ts'
import type { Field } from './await-field.ts'

/** Something that came near: it, under its kind, and how it differs, in words. */
export interface Near {
  readonly differs: readonly string[]
  readonly [kind: string]: object
}

/** How many that came near are told of. */
const mostNear = 3

/** Those that are nearly as wanted, the nearest first; of equally near ones the latest first. */
export function findNear<Thing>(field: Field<Thing>, criteria: readonly Criterion<Thing>[]): readonly Near[] {
  return field
    .list()
    .map(thing => ({ thing, misses: criteria.filter(criterion => !criterion.fits(thing)) }))
    .filter(({ misses }) => misses.length > 0)
    .reverse()
    .sort((one, other) => one.misses.length - other.misses.length)
    .slice(0, mostNear)
    .map(({ thing, misses }) => ({
      differs: misses.map(criterion => criterion.explain(thing)),
      [field.kind]: field.toView(thing),
    }))
}
