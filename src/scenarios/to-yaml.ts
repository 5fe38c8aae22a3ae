import { Document, isMap, isPair, isScalar, visit } from 'yaml'
import type { ScenarioInput } from './input.ts'

/** How wide a line of a text gets before it is folded, in characters. */
const width = 120

/** A scenario as YAML, the way the library's are written: steps and faults on a line each. It reads as what was given. */
export function toScenarioText(scenario: ScenarioInput): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false })
  const about = document.get('about', true)
  if (isScalar(about)) about.type = 'BLOCK_FOLDED'
  visit(document, {
    Collection(key, node, path) {
      // Steps and faults are on a line of their own, and so is what is listed within anything.
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
