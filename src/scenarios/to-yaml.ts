import { Document, isMap, isPair, isScalar, visit } from 'yaml'
import type { ScenarioInput } from './schema.ts'

/** The width at which text is folded, in characters. */
const width = 120

/** A scenario as YAML, as those of the library are written: each step and each fault on its own line. */
export function toScenarioYaml(scenario: ScenarioInput): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false })
  const about = document.get('about', true)
  if (isScalar(about)) about.type = 'BLOCK_FOLDED'
  visit(document, {
    Collection(key, node, path) {
      // A step or a fault is one line, and so is a short list.
      const parent = path.at(-1)
      const list = isPair(parent) ? undefined : path.findLast(isPair)
      const name = list && `${list.key}`
      const isLine = typeof key === 'number' && isMap(node) && (name === 'then' || name === 'faults')
      const isWords = isPair(parent) && ['to', 'admins', 'commands', 'users'].includes(`${parent.key}`)
      if (isLine || isWords) node.flow = true
    },
  })
  return document.toString({ lineWidth: width, flowCollectionPadding: true })
}
