import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const imports = /(?:^|\n|;)\s*(?:import|export)\b[^'"()]*?['"](\.[^'"]+)['"]/g

/** What a file loads of its own package as soon as it is imported, itself included, in bytes. */
export function weigh(file: string, seen = new Set<string>()): number {
  if (seen.has(file)) return 0
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const others = [...text.matchAll(imports)].map(([, path = '']) => join(dirname(file), path))
  return others.reduce((sum, other) => sum + weigh(other, seen), Buffer.byteLength(text))
}
