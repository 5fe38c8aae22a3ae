import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UsageError } from './exit.ts'

/** Files that describe a project, the most common first; `*` stands for any name. */
const manifests = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'composer.json',
  'go.mod',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Gemfile',
  'Cargo.toml',
  'mix.exs',
  'pubspec.yaml',
  '*.csproj',
  '*.fsproj',
  '*.vbproj',
  '*.sln',
  '*.gemspec',
  'CMakeLists.txt',
  'Makefile',
] as const

/**
 * The file that SARIF results point to, relative to the root of the repository, as GitHub reads it: the one that is
 * named, else a manifest of the working directory, else the script in `command`, else a manifest of a folder above.
 * Throws a usage error if the named one does not exist, or is outside of the repository.
 */
export function toSarifLocation(
  named: string | undefined,
  command: readonly string[],
  folder: string = process.cwd(),
): string {
  const root = findRoot(folder)
  if (named !== undefined) {
    const inside = isFile(resolve(folder, named)) ? toInside(root, resolve(folder, named)) : undefined
    if (inside !== undefined) return inside
    throw new UsageError('invalid-sarif-location', { file: named, root })
  }
  const file = findManifest(folder) ?? findScript(folder, root, command) ?? findManifestAbove(folder, root)
  return (file !== undefined && toInside(root, file)) || 'README.md'
}

/** The folder of the repository: where GitHub's runner has checked it out, else the nearest one with `.git`. */
function findRoot(folder: string): string {
  const { GITHUB_WORKSPACE: workspace } = process.env
  if (workspace && isInside(workspace, folder)) return resolve(workspace)
  for (const one of listUpwards(folder)) if (existsSync(join(one, '.git'))) return one
  return resolve(folder)
}

/** A folder and those above it, the nearest first. */
function listUpwards(folder: string): readonly string[] {
  const above = dirname(resolve(folder))
  return above === resolve(folder) ? [above] : [resolve(folder), ...listUpwards(above)]
}

function findManifest(folder: string): string | undefined {
  const names = listNames(folder)
  for (const manifest of manifests) {
    const found = manifest.startsWith('*')
      ? names.find(name => name.endsWith(manifest.slice(1)))
      : names.find(name => name === manifest)
    if (found !== undefined && isFile(join(folder, found))) return join(folder, found)
  }
  return undefined
}

function findManifestAbove(folder: string, root: string): string | undefined {
  for (const one of listUpwards(folder)) {
    if (!isInside(root, one)) return undefined
    const found = findManifest(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** The first word of a command that is a file of the repository. */
function findScript(folder: string, root: string, command: readonly string[]): string | undefined {
  return command
    .filter(word => word !== '' && !word.startsWith('-'))
    .map(word => resolve(folder, word))
    .find(file => isFile(file) && toInside(root, file) !== undefined)
}

const isInside = (root: string, folder: string) =>
  toReal(root) === toReal(folder) || toInside(root, folder) !== undefined

/** A file relative to a folder, with `/` between the names; undefined where it is outside of the folder. */
function toInside(root: string, file: string): string | undefined {
  const path = relative(toReal(root), toReal(file))
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)
    ? undefined
    : path.split(sep).join('/')
}

/** A path without links: GitHub shows no results for a link. */
function toReal(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === true

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
