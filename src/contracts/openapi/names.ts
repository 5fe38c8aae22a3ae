import type { Operation } from '../operation.ts'

/** A command's name in camel case, such as `getCallInfo`: what generated clients call it. */
export const toOperationId = ({ command }: Operation): string =>
  command.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What a command's schemas are called among the components. A command without `Response` shares `Success` with its like. */
export function toSchemaNames(operation: Operation) {
  const id = toOperationId(operation)
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`
  return {
    body: `${name}Body`,
    response: `${name}Response`,
    success: operation.response ? `${name}Success` : 'Success',
  }
}

/** Where a schema of the components is found. */
export const toSchemaRef = (name: string): string => `#/components/schemas/${name}`
