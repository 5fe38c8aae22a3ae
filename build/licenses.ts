import { readdirSync, readFileSync } from 'node:fs'

/** A plugin for rolldown that puts the licences of packages that are packed into a bundle beside it. */
export function licenses(packages: readonly string[]) {
  return {
    name: 'licenses',
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): void }) {
      const texts = packages.map(name => {
        const folder = `node_modules/${name}`
        const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
        if (!file) throw new Error(`${name} has no licence file`)
        return `${name}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
      })
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD-PARTY-LICENSES.txt',
        source: texts.join(`\n${'-'.repeat(80)}\n\n`),
      })
    },
  }
}
