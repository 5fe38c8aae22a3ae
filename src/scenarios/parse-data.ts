import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml'
import { formatValue } from '../text/quote.ts'
import type { TextProblem } from './parse-tree.ts'
import { mostProblems } from './problems.ts'

/** What a tree says. */
export interface Reading {
  readonly data: unknown
  readonly problems: readonly TextProblem[]
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<unknown, unknown>
}

/** How many values all aliases together may stand for. A few lines can otherwise mean billions. */
const mostUnfolded = 10_000

/** What an anchor names: its data and how many values that is, once it has been read. */
interface Anchored {
  readonly node: unknown
  read?: { readonly data: unknown; readonly size: number }
}

/** What a tree says, as plain data. Of a key that comes twice the first counts. */
export function toData(root: unknown): Reading {
  const problems: TextProblem[] = []
  const aliases = new Map<unknown, unknown>()
  const anchors = new Map<string, Anchored>()
  let size = 0
  let unfolded = 0

  const add = (node: { readonly range?: Node['range'] }, sentence: string) => {
    if (problems.length < mostProblems) problems.push({ offset: node.range?.[0] ?? 0, sentence })
  }

  function read(node: unknown): unknown {
    if (isAlias(node)) return readAlias(node)
    const before = size++
    const anchored: Anchored = { node }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, anchored)
    const data = isMap(node) ? readMap(node) : isSeq(node) ? node.items.map(read) : readScalar(node)
    anchored.read = { data, size: size - before }
    return data
  }

  function readMap(map: YAMLMap): object {
    const data = {}
    const merged: object[] = []
    for (const { key, value } of map.items) {
      if (!isScalar(key) || typeof key.value !== 'string') continue
      if (key.value === '<<' && key.type === 'PLAIN') {
        add(key, 'The merge key << is not taken here: want the keys written out.')
        merged.push(Object(read(value)))
      } else if (Object.hasOwn(data, key.value)) {
        add(key, `${formatValue(key.value)} stands twice in this map: want it once.`)
      } else define(data, key.value, read(value))
    }
    // What was meant is looked at all the same, or every key that comes from there would be said to be missing.
    for (const [key, value] of merged.flatMap(Object.entries)) if (!Object.hasOwn(data, key)) define(data, key, value)
    return data
  }

  function readScalar(node: unknown): unknown {
    if (!isScalar(node)) return null
    if (isTooPrecise(node)) add(node, `${node.source} has more digits than a number keeps here: want it in quotes.`)
    return node.value
  }

  function readAlias(alias: Alias): unknown {
    const name = alias.source
    const target = anchors.get(name)
    if (!target) return add(alias, `*${name} stands for nothing: want &${name} at a value before it.`)
    if (!target.read) return add(alias, `*${name} stands for something it is part of: want the value written out.`)
    const within = unfolded <= mostUnfolded
    unfolded += target.read.size
    size += target.read.size
    aliases.set(alias, target.node)
    if (unfolded <= mostUnfolded) return target.read.data
    const sentence = `With *${name} the aliases stand for more than ${mostUnfolded} values: want fewer.`
    return within ? add(alias, sentence) : undefined
  }

  return { data: read(root), problems, aliases }
}

/** Not an assignment, so that "__proto__" is a key like any other, and then an unknown one. */
const define = (data: object, key: string, value: unknown) =>
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true })

const isTooPrecise = ({ value, source }: Scalar) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source ?? '')
