/**
 * Headers in turn with their values, as Node has them raw, without those that concern one connection alone, those that
 * these name, and Host; and without others, in small letters.
 */
export function toRaw(raw: readonly string[], without: readonly string[] = []): string[] {
  const pairs: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  const named = pairs.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? value.split(',') : []))
  const left = new Set([...ownLine, ...without, ...named.map(name => name.trim().toLowerCase())])
  return pairs.filter(([name]) => !left.has(name.toLowerCase())).flat()
}

const ownLine = [
  'host',
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-authenticate',
  'te',
  'trailer',
  'upgrade',
]

/** The value of a header, as Node has them raw; `name` is in lowercase. Node's own object of headers costs more to build. */
export function findRaw(raw: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < raw.length; at += 2) if (raw[at]?.toLowerCase() === name) return raw[at + 1]
  return undefined
}
