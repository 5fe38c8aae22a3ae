import type * as z from 'zod'
import { formatList, formatValue } from '../text/format.ts'
import type { Path } from '../text/zod-issues.ts'
import { listSchemaIssues, type SchemaIssue, type SchemaIssueOptions } from './field-issues.ts'
import { explainHostRefusal, type VendorHostRefusal } from './hosts.ts'
import { toPath } from './operation.ts'
import { type OperationName, operationNames, operations } from './operations.ts'
import type { MisplacedParameters } from './parse-request.ts'
import type { Misnamed, Unit } from './schema.ts'
import { findUnknownCommand, type UnknownCommand } from './scope.ts'

/** What is wrong with a request, a response or a host by the contract, as data. */
export type ContractIssue =
  | SchemaIssue
  | MisplacedParameters
  | UnknownCommand
  | VendorHostRefusal
  /** A field of a body that its command does not have. */
  | {
      readonly code: 'undocumented-field'
      readonly path: Path
      readonly suggestion?: string | undefined
      readonly takesNoFields: boolean
    }
  /** None of a body's fields belongs to its command. */
  | {
      readonly code: 'no-known-field'
      readonly command: string
      readonly received: readonly { readonly name: string; readonly suggestion?: string | undefined }[]
      /** How many more there are. */
      readonly more: number
      readonly known: readonly string[]
    }
  /** A time in milliseconds or microseconds where Unix seconds are expected. */
  | {
      readonly code: 'wrong-time-unit'
      readonly path: Path
      readonly received: unknown
      readonly unit: 'milliseconds' | 'microseconds'
      readonly seconds: number
    }
  /** A field of a response that the contract does not have. */
  | {
      readonly code: 'extra-field'
      readonly path: Path
      readonly received: unknown
      readonly suggestion?: string | undefined
    }

type Messages = { readonly [Code in ContractIssue['code']]: (issue: ContractIssue & { readonly code: Code }) => string }

const messages: Messages = {
  'missing-field': ({ path, expected, unit, misnamed }) =>
    `Missing ${toName(path)}${explainMisnamed(misnamed)}: expected ${withUnit(expected, unit)}.`,
  'invalid-field': ({ path, expected, unit, received, inMilliseconds }) =>
    `Invalid ${toName(path)}: expected ${withUnit(expected, unit)}, got ${formatValue(received)}.` +
    (inMilliseconds === undefined ? '' : ` If ${received} is in seconds, send ${inMilliseconds}.`),
  'unknown-field': ({ path, noun, known, suggestion }) => {
    const others = known.length > 0 ? ` Known ${noun}s: ${known.join(', ')}.` : ''
    return `Unknown ${noun} ${formatValue(path.at(-1))}.${suggestion === undefined ? others : ` Did you mean "${suggestion}"?`}`
  },
  'undocumented-field': ({ path, suggestion, takesNoFields }) => {
    const unknown = `Unknown field ${formatValue(path.join('.'))}.`
    if (takesNoFields) return `${unknown} This command takes no fields: send {}.`
    if (suggestion === undefined) return unknown
    const isOtherCase = suggestion.toLowerCase() === String(path.at(-1)).toLowerCase()
    return `${unknown} Did you mean "${suggestion}"?${isOtherCase ? ' Names are case-sensitive.' : ''}`
  },
  'no-known-field': ({ command, received, more, known }) => {
    const names = received.map(({ name, suggestion }) =>
      suggestion === undefined ? formatValue(name, 40) : `${formatValue(name, 40)} (did you mean "${suggestion}"?)`,
    )
    const others = more > 0 ? ` and ${more} more` : ''
    return `No known field was received: got ${names.join(', ')}${others}. ${command} takes ${formatList(known, 'and')}; names are case-sensitive.`
  },
  'wrong-time-unit': ({ path, received, unit, seconds }) =>
    `Invalid ${toName(path)}: expected Unix seconds, got ${received}, which looks like ${unit}. Send ${seconds}.`,
  'extra-field': ({ path, received, suggestion }) =>
    `Unknown field ${formatValue(path.join('.'))}: the contract does not have it; its value is ${formatValue(received)}.` +
    (suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`),
  'misplaced-parameters': ({ names, places }) => {
    const fix =
      places[0] === 'the path'
        ? 'Separate the path from the query with "?", as in /v4/{servicename}/{command}?sdkappid=…&identifier=…&usersig=…&random=…&contenttype=json.'
        : 'Send these in the query of the URL, and only the fields of the command in the body, as JSON.'
    return `Missing ${formatList(names, 'and')} in the query: received in ${formatList(places, 'and')}. ${fix}`
  },
  'deprecated-command': ({ path, successor }) => {
    const advice = successor === undefined ? listCommands() : `Use ${toPath(operations[successor])}.`
    return `${formatValue(path, 120)} belongs to the deprecated v1 API, which ringback does not emulate. ${advice}`
  },
  'other-service': ({ path }) =>
    `${formatValue(path, 120)} is a command of another service, which ringback does not emulate: --other-commands accept answers such commands with a success. ${listCommands()}`,
  'unknown-command': ({ path, suggestion }) =>
    `Unknown command ${formatValue(path, 120)}.${suggestion === undefined ? '' : ` Did you mean "${toPath(operations[suggestion])}"?`} ${listCommands()}`,
  'other-vendor-host': explainHostRefusal,
  'wrong-port': explainHostRefusal,
}

/** Makes the message of an issue. */
export function explainIssue(issue: ContractIssue): string {
  // The compiler cannot see that a code selects the function that takes its data.
  const explain = messages[issue.code] as (issue: ContractIssue) => string
  return explain(issue)
}

/** A long list of wrong items would make a long ErrorInfo. */
const mostExplained = 5

/** Explains what a schema found wrong with a value, at most five issues. */
export const explainIssues = (error: z.core.$ZodError, value: unknown, options: SchemaIssueOptions = {}): string =>
  explainIssueList(listSchemaIssues(error, value, options))

/** Explains at most five issues. */
export function explainIssueList(issues: readonly ContractIssue[]): string {
  const more = issues.length > mostExplained ? ` And ${issues.length - mostExplained} more.` : ''
  return issues.slice(0, mostExplained).map(explainIssue).join(' ') + more
}

/** Explains why no command has a path, and which one was probably meant. */
export const explainUnknownCommand = (path: string): string => explainIssue(findUnknownCommand(path))

const toName = (path: Path) => path.join('.') || 'body'

const explainMisnamed = (misnamed: Misnamed | undefined) =>
  misnamed === undefined
    ? ''
    : ` (received ${formatValue(misnamed.received, 40)}; ${misnamed.isOtherCase ? 'names are case-sensitive' : 'names must match exactly'})`

/** `a number (milliseconds)`, `at least 1 millisecond`. */
function withUnit(expected: string, unit: Unit | undefined): string {
  if (unit === undefined) return expected
  const [, count] = /^at (?:least|most) (-?[\d.]+)$/.exec(expected) ?? []
  if (count !== undefined) return `${expected} ${count === '1' ? unit.replace(/s$/, '') : unit}`
  return /^an? \w+$/.test(expected) ? `${expected} (${unit})` : expected
}

const toShortPath = (name: OperationName) => toPath(operations[name]).slice('/v4/'.length)

const listCommands = () => `Known commands: ${formatList(operationNames.map(toShortPath), 'and')}.`
