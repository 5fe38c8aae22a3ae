import { isMap, isScalar, isSeq } from 'yaml'
import type { ScenarioIssue } from './problems.ts'

/**
 * Where in the text a problem is, as an offset: at the value its path leads to, at the key if that is at fault or has no
 * value, or at the map in which a key is missing.
 */
export function findOffset(root: unknown, { path, at }: ScenarioIssue, aliases: ReadonlyMap<unknown, unknown>): number {
  let node = root
  let offset = findStart(root) ?? 0
  for (const [depth, key] of path.entries()) {
    const inside: unknown = aliases.get(node) ?? node
    if (isSeq(inside) && typeof key === 'number') {
      node = inside.items[key]
      offset = findStart(node) ?? offset
    } else if (isMap(inside)) {
      const pair = inside.items.find(({ key: one }) => isScalar(one) && one.value === key)
      if (!pair) return offset
      const isAtKey = (at === 'key' && depth === path.length - 1) || isNothing(pair.value)
      offset = findStart(isAtKey ? pair.key : pair.value) ?? offset
      node = pair.value
    } else return offset
  }
  return offset
}

/** What stands behind a key that has no value. */
const isNothing = (value: unknown) => isScalar(value) && value.type === 'PLAIN' && value.source === ''

const findStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined
