import type { Callback } from '../callback.ts'
import type { Operation } from '../operation.ts'

/** A command's name in camel case, such as `getCallInfo`: what generated clients call it. */
export const toOperationId = ({ command }: Operation): string =>
  command.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * The names of a command's schemas among the components. Commands without `Response` share `Success`. No name ends in
 * `Response`, since generators give their own classes for responses such names.
 */
export function toSchemaNames(operation: Operation) {
  const id = toOperationId(operation)
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`
  return {
    body: `${name}Body`,
    response: `${name}Result`,
    success: operation.response ? `${name}Success` : 'Success',
  }
}

/** A callback's word without what all have in common, such as `afterStartCall`; and what its body is called. */
export function toCallbackNames({ command }: Callback) {
  const name = command.replace(/^.*Callback/, '')
  return { id: `${name.charAt(0).toLowerCase()}${name.slice(1)}`, body: `${name}Body` }
}

/** The key of a callback's parameter among the components: commands have parameters of the same names. */
export const toCallbackParameterKey = (name: string): string => `callback.${name}`

/** Where a schema of the components is found. */
export const toSchemaRef = (name: string): string => `#/components/schemas/${name}`
