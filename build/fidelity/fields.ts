import type { SchemaObject } from 'openapi3-ts/oas31'
import type * as z from 'zod'
import { toSchema } from '../../src/contracts/openapi/schemas.ts'
import type { Source } from '../../src/contracts/source.ts'
import { formatList } from '../../src/text/format.ts'
import type { Fact, Table } from './section.ts'

/** Every field of a schema, those within fields after them, as rows of path, type, whether it is required, description. */
export const toFieldTable = (
  caption: string,
  schema: z.ZodType,
  otherwise: Source,
  findDay: (path: string) => string | undefined = () => undefined,
): Table => ({
  caption,
  columns: ['field', 'type', 'required', 'what'],
  facts: [...listFields(toSchema(schema), '', otherwise, findDay)],
})

/** A field without `x-source` was seen where its contract was. */
function* listFields(
  { properties = {}, required = [] }: SchemaObject,
  within: string,
  otherwise: Source,
  findDay: (path: string) => string | undefined,
): Generator<Fact> {
  for (const [name, schema] of Object.entries(properties)) {
    if ('$ref' in schema) continue
    const { description = '', items } = schema
    // The contracts write nothing but bases under this key.
    const sources: readonly Source[] = schema['x-source'] ?? [otherwise]
    const path = within + name
    yield {
      cells: [`\`${path}\``, explainType(schema), required.includes(name) ? 'yes' : 'no', description],
      sources,
      witnessed: findDay(path),
    }
    yield* listFields(schema, `${path}.`, otherwise, findDay)
    if (items && !('$ref' in items)) yield* listFields(items, `${path}[].`, otherwise, findDay)
  }
}

/** A schema's type in words, such as "list of 1 to 100 strings, each 1 to 256 characters". */
function explainType(schema: SchemaObject): string {
  const words = explainWords(schema)
  if (words) return words
  if (schema.type !== 'array') return [schema.type, explainLimit(schema)].filter(Boolean).join(', ')
  const { items = {}, minItems, maxItems } = schema
  const range = explainRange(minItems, maxItems)
  const count = range && `${range} `
  if ('$ref' in items) return `list of ${count}items`
  const oneOf = explainWords(items)
  if (oneOf) return `list of ${count}${count && 'of '}${oneOf}`
  const noun = range.endsWith(' 1') ? items.type : `${items.type}s`
  const each = explainLimit(items)
  return `list of ${count}${noun}${each && `, each ${each}`}`
}

/** The values there are, where a schema lists them. */
function explainWords({ type, enum: values, const: value }: SchemaObject): string {
  const listed: readonly unknown[] = values ?? (value === undefined ? [] : [value])
  const words = formatList(listed.map(word => `\`${word}\``))
  return type === 'integer' && words ? `integer: ${words}` : words
}

function explainLimit({ type, minimum, maximum, minLength, maxLength }: SchemaObject): string {
  if (type !== 'string') return explainRange(minimum, maximum)
  const range = explainRange(minLength, maxLength)
  return range && `${range} character${range.endsWith(' 1') ? '' : 's'}`
}

function explainRange(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`
  if (least !== undefined) return `at least ${least}`
  return most === undefined ? '' : `at most ${most}`
}
