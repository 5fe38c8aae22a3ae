import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { transform } from 'esbuild'

/** A rolldown plugin that writes the page and the minified style sheet of the console beside its script. */
export function consolePage() {
  return {
    name: 'console-page',
    async writeBundle({ dir = 'dist/console' }: { readonly dir?: string }) {
      mkdirSync(dir, { recursive: true })
      const css = ['style.css', 'views.css'].map(name => readFileSync(`src/console/${name}`, 'utf8')).join('\n')
      const style = await transform(css, { loader: 'css', minify: true })
      writeFileSync(`${dir}/console.css`, style.code)
      writeFileSync(`${dir}/index.html`, readFileSync('src/console/index.html', 'utf8'))
    },
  }
}
