import { readdirSync, readFileSync } from 'node:fs'
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

/** The packages that the files of a folder import, by name. */
export function listImports(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.c?js$/.test(file))
    .flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(packageImports)])
    .map(([, name = '']) => name)
  return [...new Set(names)]
}

/** `from 'name'`, `import('name')` and `require('name')` with the package's name, scope included. */
const packageImports =
  /(?:\bfrom\s*|\bimport\(|^import\s*|\brequire\()["']((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[\w./-]+)?["']/gm
