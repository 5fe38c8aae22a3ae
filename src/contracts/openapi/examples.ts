import type { ExamplesObject } from 'openapi3-ts/oas31'
import { explainBasis } from '../basis.ts'
import type { Failure } from '../envelope.ts'
import { type ErrorName, toError } from '../errors.ts'
import { toGateRefusals, toRefusals } from '../gate-refusals.ts'
import type { Example, Operation } from '../operation.ts'
import { toErrorInfo } from '../refusal.ts'

/** A command's documented requests, as `documented1`, `documented2` and so on. */
export const toBodyExamples = (operation: Operation): ExamplesObject =>
  toExamples(operation.examples, example => example.body)

/** What a command answers: to its documented requests, under the same names, then one example for each refusal. */
export function toAnswerExamples(operation: Operation): ExamplesObject {
  const refusals = toRefusals(operation).map(name => [name, toRefusalExample(name, operation)])
  return { ...toExamples(operation.examples, example => example.answer), ...Object.fromEntries(refusals) }
}

function toExamples(examples: readonly Example[], pick: (example: Example) => object): ExamplesObject {
  return Object.fromEntries(
    examples.map((example, index) => [
      `documented${index + 1}`,
      { summary: `${example.title} (${explainBasis(example.seen)})`, value: pick(example), 'x-seen': [example.seen] },
    ]),
  )
}

function toRefusalExample(refuse: ErrorName, operation: Operation) {
  const { code, meaning, seen } = toError(refuse)
  const causes = toGateRefusals(operation).filter(rule => rule.refuse === refuse)
  const reasons = causes.map(cause => `Refused when ${cause.when} (${explainBasis(cause.seen)}).`)
  const value: Failure = {
    ErrorCode: code,
    ErrorInfo: toErrorInfo({ refuse }),
    ActionStatus: 'FAIL',
    // Made up, and another for each code: real ids are unique.
    RequestId: `Id-${String(code).padStart(32, '0')}-O-Seq-${code}`,
  }
  return {
    summary: `${code} (${explainBasis(seen)}): ${meaning}`,
    ...(reasons.length > 0 ? { description: reasons.join(' ') } : {}),
    value,
    'x-seen': [seen],
  }
}
