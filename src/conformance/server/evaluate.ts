import { type ErrorName, toError } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { findOperation, operations } from '../../contracts/operations.ts'
import type { AnswerChange, ProbeAnswer } from '../probe-runner.ts'
import type { Evaluation, Rule, RuleRow, Severity } from '../rule.ts'
import { findCode, findErrorCode, findResponse, parseObject, pick } from './answers.ts'
import { type Drift, driftRules, toDrifts } from './drift.ts'
import { type ServerDetail, serverMessages } from './messages.ts'
import type { ServerProbeId } from './probes.ts'
import type { RequestTemplate, ServerRunContext } from './request.ts'

/** A probe, and the field of its answer that differs, if it is one. */
export interface ServerSubject {
  readonly probe: string
  readonly field?: string | undefined
}

/** A rule on servers, with an example of a server that breaks it. */
export type ServerRule = Rule<ServerRunContext, ServerSubject> & { readonly example: AnswerChange<ServerProbeId> }

/** What one probe shows about a rule. */
export type ServerEvaluation = Evaluation<ServerSubject, ServerDetail>

/** A rule as it is written in a table, without the catalogue of messages. */
export type ServerRuleRow = Omit<
  RuleRow<ServerRunContext, ServerSubject, typeof serverMessages>,
  'messages' | 'severity'
> &
  Pick<ServerRule, 'example'> & { readonly severity?: Severity }

/** Completes a row of a table of rules: one that no page documents is only a warning. */
export const toRule = (row: ServerRuleRow): ServerRule => ({
  severity: 'page' in row.source ? 'error' : 'warning',
  ...row,
  messages: serverMessages,
})

/** A probe that keeps a rule, or breaks it in the way of `broken`. */
export const toEvaluation = (probe: string, broken: ServerDetail | undefined, field?: string): ServerEvaluation =>
  broken === undefined ? { subject: { probe } } : { subject: { probe, field }, broken }

/** Why a probe shows nothing: it was not sent, or its last answer has no code. */
export function findUnclear(context: ServerRunContext, probe: string): ServerDetail | undefined {
  const { attempts = [], skipped } = context.find(probe) ?? {}
  const outcome = attempts.at(-1)?.outcome
  if (!outcome) return skipped ?? { code: 'not-sent' }
  if ('unanswered' in outcome) return outcome.unanswered
  return findCode(context, probe) === undefined ? { code: 'no-code' } : undefined
}

/** Evaluates the ErrorCode of a probe's last answer; unclear if there is none. */
export function evaluateCode(
  context: ServerRunContext,
  probe: ServerProbeId,
  evaluate: (code: number) => ServerEvaluation,
): ServerEvaluation {
  const code = findCode(context, probe)
  const unclear = findUnclear(context, probe) ?? { code: 'no-code' }
  return code === undefined ? { unclear } : evaluate(code)
}

/** Evaluates a probe that must be answered with one of these codes. */
export const evaluateExpected = (
  context: ServerRunContext,
  probe: ServerProbeId,
  expected: readonly number[],
): ServerEvaluation =>
  evaluateCode(context, probe, got =>
    toEvaluation(probe, expected.includes(got) ? undefined : { code: 'code', expected, got }),
  )

/** The rule that each of these probes is refused with one of these errors. */
export const refuses =
  (probes: readonly ServerProbeId[], ...names: readonly [ErrorName, ...ErrorName[]]): ServerRuleRow['evaluate'] =>
  context =>
    probes.map(probe =>
      evaluateExpected(
        context,
        probe,
        names.map(name => toError(name).code),
      ),
    )

/** The rule that a successful answer to a probe is right: `findMistake` returns what is wrong with it. */
export const returns =
  (
    probe: ServerProbeId,
    findMistake: (context: ServerRunContext) => ServerDetail | undefined,
  ): ServerRuleRow['evaluate'] =>
  context => [
    evaluateCode(context, probe, got => {
      if (got !== 0) return { unclear: { code: 'no-success', probe, got } }
      if (!findResponse(context, probe)) return { unclear: { code: 'no-response', probe } }
      return toEvaluation(probe, findMistake(context))
    }),
  ]

const mostDrifts = 20

/** The rule that no answer differs from the contract in one respect; of each field of a path the first difference is reported. */
export const hasNoDrift = (about: keyof typeof driftRules): ServerRuleRow['evaluate'] =>
  function* (context) {
    let isEvaluated = false
    const reported = new Set<string>()
    for (const { probe, attempts } of context.runs) {
      for (const { template, outcome } of attempts) {
        // The answer to a preflight has no body.
        if (!('status' in outcome) || template.method === 'OPTIONS') continue
        const operation = findContract(template)
        const drifts = findDrifts(operation, outcome).filter(({ rule }) => rule === driftRules[about])
        if (drifts.length === 0 && isShown[about](operation, outcome)) {
          isEvaluated = true
          yield { subject: { probe: probe.id } }
        }
        for (const { field, detail, source } of drifts) {
          const key = `${template.path} ${field}`
          if (reported.has(key) || reported.size >= mostDrifts) continue
          reported.add(key)
          isEvaluated = true
          yield { subject: { probe: probe.id, field }, broken: detail, source }
        }
      }
    }
    if (!isEvaluated)
      yield { unclear: { code: isShown[about] === hasResponse ? 'no-response-to-check' : 'no-answer-to-check' } }
  }

const cache = new WeakMap<ProbeAnswer, readonly Drift[]>()

/** Each answer is compared once for all rules. */
function findDrifts(operation: Operation | undefined, answer: ProbeAnswer): readonly Drift[] {
  const known = cache.get(answer)
  if (known) return known
  const found = toDrifts(operation, answer)
  cache.set(answer, found)
  return found
}

/** The contract of the command that a request names. */
export function findContract({ path }: Pick<RequestTemplate, 'path'>): Operation | undefined {
  const name = findOperation(path)
  return name === undefined ? undefined : operations[name]
}

type IsShown = (operation: Operation | undefined, answer: ProbeAnswer) => boolean

const always: IsShown = () => true
const isObject: IsShown = (_, { text }) => parseObject(text) !== undefined
const hasCode: IsShown = (_, { text }) => findErrorCode(parseObject(text)) !== undefined
const has =
  (field: string): IsShown =>
  (_, { text }) =>
    pick(parseObject(text), field) !== undefined
const hasResponse: IsShown = (operation, answer) =>
  operation?.response !== undefined &&
  findErrorCode(parseObject(answer.text)) === 0 &&
  has('Response')(operation, answer)

/** Whether an answer without a difference shows that a rule is kept: without a Response no field of it is right. */
const isShown: { readonly [About in keyof typeof driftRules]: IsShown } = {
  status: always,
  contentType: always,
  json: always,
  envelope: isObject,
  requestId: has('RequestId'),
  actionStatus: has('ActionStatus'),
  errorInfo: has('ErrorInfo'),
  errorCode: hasCode,
  response: hasCode,
  missing: hasResponse,
  type: hasResponse,
  value: hasResponse,
  extra: isObject,
}
