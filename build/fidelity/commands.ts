import { type Operation, toPath } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { toRefusalTable } from '../../src/contracts/refusal-order.ts'
import type { Witness } from './evidence.ts'
import { toFieldTable } from './fields.ts'
import { type Chapter, type Fact, type Section, type Table, toPageLink } from './section.ts'

/** Every command: its limit, its body, its Response, and what it refuses itself. */
export function toCommands(witness: Witness): Chapter {
  const contracts: readonly Operation[] = operationNames.map(name => operations[name])
  return { title: 'Commands', sections: contracts.map(operation => toSection(operation, witness)) }
}

function toSection(operation: Operation, witness: Witness): Section {
  const { command, description, pages } = operation
  return {
    title: command,
    text: [`\`POST ${toPath(operation)}\`, ${pages.map(toPageLink).join(', ')}`, description, toLimit(operation)],
    tables: [...toBody(operation), ...toResponse(operation, witness), toRefusals(operation, witness)],
  }
}

const toLimit = ({ perSecond: { limit, source } }: Operation): Fact => ({
  cells: [`An application may send ${limit} requests a second`],
  sources: [source],
})

const toBody = ({ body, pages: [page] }: Operation): readonly Table[] =>
  Object.keys(body.shape).length > 0 ? [toFieldTable('Body:', body, { page })] : []

function toResponse(operation: Operation, { findField }: Witness): readonly Table[] {
  const { response, pages } = operation
  if (!response) return []
  return [toFieldTable('`Response`:', response, { page: pages[0] }, path => findField(operation, path))]
}

const toRefusals = (operation: Operation, { findCode }: Witness): Table => ({
  caption: 'Refused with, besides what the gates refuse:',
  columns: ['code', 'name', 'meaning'],
  facts: toRefusalTable(operation).map(({ code, name, meaning, source }) => ({
    cells: [`${code}`, name, meaning],
    sources: [source],
    witnessed: findCode(code, operation),
  })),
})
