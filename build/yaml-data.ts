import { parse } from 'yaml'

/**
 * A plugin for rolldown and vite: `import demo from './demo.scenario.yaml'` gives `{ text, data }`, the file as it is and
 * what it says. It is parsed while building, so a start with a library scenario never loads the YAML parser.
 */
export function yamlData() {
  return {
    name: 'yaml-data',
    transform(text: string, id: string) {
      if (!id.endsWith('.yaml')) return null
      const code = `export default ${JSON.stringify({ text, data: parse(text) })}`
      return { code, map: null, moduleType: 'js' as const }
    },
  }
}
