import { isOperationName, operations } from '../../contracts/operations.ts'
import type { DetailOf, Evaluation, Messages, Requirement, Rule, RuleRow } from '../rule.ts'
import type { ClientRequest, ClientRun } from './run.ts'

/** What a rule on clients is about: requests, behaviour over time, how responses are read, or a built-in test case. */
export type ClientGroup = 'request' | 'behaviour' | 'response' | 'case'

/** A rule on clients or a built-in test case, as plain data. */
export interface ClientRequirement extends Requirement {
  readonly group: ClientGroup
}

/** A rule that every run of a client is evaluated by. */
export type ClientRule = Rule<ClientRun, ClientRequest> & ClientRequirement

/** A rule on clients as it is written. */
interface ClientRuleRow<Texts extends Messages> extends RuleRow<ClientRun, ClientRequest, Texts> {
  readonly group: ClientGroup
  /** Whether the page of each command documents the rule: a finding then cites the page of its own command. */
  readonly isOnEachPage?: true
}

/** Defines a rule; the compiler checks that its evaluation returns only codes of its messages, with their data. */
export function defineClientRule<Texts extends Messages>({ isOnEachPage, ...row }: ClientRuleRow<Texts>): ClientRule {
  const { evaluate } = row
  return isOnEachPage ? { ...row, evaluate: run => citePages(evaluate(run)) } : row
}

/** Adds the page of the command to findings without a source of their own. */
function* citePages(evaluations: Iterable<Evaluation<ClientRequest>>): Generator<Evaluation<ClientRequest>> {
  for (const evaluation of evaluations) {
    const command = evaluation.subject?.command
    yield evaluation.broken && !evaluation.source && command !== undefined && isOperationName(command)
      ? { ...evaluation, source: { page: operations[command].pages[0] } }
      : evaluation
  }
}

/** Evaluates requests one by one: `undefined` if one does not exercise the rule, `true` if it keeps it, else the code. */
export const eachRequest = <const Code extends { readonly code: string }>(
  evaluateOne: (request: ClientRequest, run: ClientRun) => true | Code | undefined,
) =>
  function* (run: ClientRun): Generator<Evaluation<ClientRequest, Code>> {
    for (const subject of run.requests) {
      const found = evaluateOne(subject, run)
      if (found === true) yield { subject }
      else if (found !== undefined) yield { subject, broken: found }
    }
  }

/** The evaluations of a rule that yields codes of these messages. */
export type Evaluations<Texts extends Messages> = Generator<Evaluation<ClientRequest, DetailOf<Texts>>>
