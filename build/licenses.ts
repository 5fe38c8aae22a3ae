import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** What the plugin reads of a bundle. */
interface Bundle {
  readonly [file: string]: { readonly type: string; readonly moduleIds?: readonly string[] }
}

/** The folders of every third-party package in any bundle of this build. */
const folders = new Set<string>()

/** A rolldown plugin that writes `dist/THIRD-PARTY-LICENSES.txt`: the licence of each package with a module in a bundle. */
export function licenses() {
  return {
    name: 'licenses',
    generateBundle(_: unknown, bundle: Bundle) {
      for (const { moduleIds = [] } of Object.values(bundle)) {
        for (const id of moduleIds) {
          const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []
          if (folder !== undefined) folders.add(folder)
        }
      }
    },
    // Each bundle writes the file with what is known so far; the last one writes all of it.
    writeBundle() {
      mkdirSync('dist', { recursive: true })
      writeFileSync('dist/THIRD-PARTY-LICENSES.txt', toText([...folders].map(readLicense)))
    },
  }
}

interface License {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly text: string
}

function readLicense(folder: string): License {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as License
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no licence file.`)
  return { name, version, license, text: readFileSync(`${folder}/${file}`, 'utf8').trim() }
}

const toText = (packages: readonly License[]): string =>
  packages
    .toSorted((one, other) => one.name.localeCompare(other.name) || one.version.localeCompare(other.version))
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
