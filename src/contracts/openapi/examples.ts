import type { ExampleObject, ExamplesObject, ReferenceObject } from 'openapi3-ts/oas31'
import { explainSource, type Source } from '../basis.ts'
import type { Failure } from '../envelope.ts'
import { toRefusalTable } from '../error-table.ts'
import { type ErrorName, toError } from '../errors.ts'
import { gateRefusals, toRefusals } from '../gate-refusals.ts'
import type { Operation } from '../operation.ts'
import { toErrorInfo } from '../refusal.ts'

/** A command's documented requests, as `documented1`, `documented2` and so on. */
export const toBodyExamples = (operation: Operation): ExamplesObject =>
  toExamples(operation.examples, example => example.body)

/**
 * What a command answers: to its documented requests, under the same names, then one example for each refusal. Those that
 * only the gates give are the same for every command, and stand among the components.
 */
export function toAnswerExamples(operation: Operation): ExamplesObject {
  const refusals = toRefusals(operation).map(name => [name, toRefusalOf(operation, name)])
  return { ...toExamples(operation.examples, example => example.answer), ...Object.fromEntries(refusals) }
}

function toRefusalOf(operation: Operation, name: ErrorName): ExampleObject | ReferenceObject {
  const own = toRefusalTable(operation).find(row => row.name === name)
  if (!own) return { $ref: `#/components/examples/${name}` }
  const rules = name === operation.invalid ? gateRefusals.filter(rule => rule.refuse === 'invalid') : []
  const causes = rules.map(({ when }) => ({ when, seen: own.seen }))
  return toRefusalExample(name, own.seen, causes)
}

/** The refusals that the gates give, whatever the command is. */
export function toGateExamples(): ReadonlyMap<ErrorName, ExampleObject> {
  const names = gateRefusals.map(rule => rule.refuse).filter(name => name !== 'invalid')
  const toExample = (name: ErrorName) => {
    const causes = gateRefusals.filter(rule => rule.refuse === name)
    return toRefusalExample(name, toError(name).seen, causes)
  }
  return new Map(names.map(name => [name, toExample(name)]))
}

/** Documented examples as `documented1`, `documented2` and so on, each with what is to be shown of it. */
export function toExamples<One extends { readonly title: string; readonly seen: Source }>(
  examples: readonly One[],
  pick: (example: One) => object,
): ExamplesObject {
  return Object.fromEntries(
    examples.map((example, index) => [
      `documented${index + 1}`,
      { summary: `${example.title} (${explainSource(example.seen)})`, value: pick(example), 'x-seen': [example.seen] },
    ]),
  )
}

function toRefusalExample(
  refuse: ErrorName,
  seen: Source,
  causes: readonly { readonly when: string; readonly seen: Source }[],
): ExampleObject {
  const { code, meaning } = toError(refuse)
  const reasons = causes.map(cause => `Refused when ${cause.when} (${explainSource(cause.seen)}).`)
  const value: Failure = {
    ErrorCode: code,
    ErrorInfo: toErrorInfo({ refuse }),
    ActionStatus: 'FAIL',
    // Made up, and another for each code: real ids are unique.
    RequestId: `Id-${String(code).padStart(32, '0')}-O-Seq-${code}`,
  }
  return {
    summary: `${code} (${explainSource(seen)}): ${meaning}`,
    ...(reasons.length > 0 ? { description: reasons.join(' ') } : {}),
    value,
    'x-seen': [seen],
  }
}
