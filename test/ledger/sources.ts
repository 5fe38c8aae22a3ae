import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** One source file, by its path under `src`, with its imports. */
export interface Source {
  readonly file: string
  readonly room: string
  readonly text: string
  /** Paths under `src` that it imports statically. */
  readonly own: readonly string[]
  /** Packages that it imports in any way, except types. */
  readonly packages: readonly string[]
}

const root = new URL('../../src', import.meta.url).pathname

/** Every source file. */
export const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
  .map(file => {
    const text = readFileSync(join(root, file), 'utf8')
    const whole = [...text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]/gm)]
    const lazy = [...text.matchAll(/\bimport\('([^']+)'\)/g)]
    const names = [...whole.filter(([line]) => !/^(import|export) type\b/.test(line)), ...lazy].map(
      ([, name = '']) => name,
    )
    const own = whole.map(([, name = '']) => name).filter(name => /^\..*\.tsx?$/.test(name))
    return {
      file,
      room: file.includes('/') ? (file.split('/')[0] ?? '') : '',
      text,
      own: [...own, ...lazy.map(([, name = '']) => name).filter(name => name.startsWith('.'))].map(name =>
        relative(root, join(root, dirname(file), name)),
      ),
      packages: names.filter(name => !name.startsWith('.')),
    }
  })
