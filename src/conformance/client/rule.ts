import { isOperationName, type OperationName, operations } from '../../contracts/operations.ts'
import type { FaultInput } from '../../faults/fault.ts'
import type { DurationText } from '../../text/duration.ts'
import type { SignOptions } from '../../usersig/sign.ts'
import type { DetailOf, Evaluation, Messages, Requirement, Rule, RuleRow } from '../rule.ts'
import type { ClientRequest, ClientRun } from './run.ts'

/** What a rule on clients is about: requests, behaviour over time, how responses are read, or a built-in test case. */
export type ClientGroup = 'request' | 'behaviour' | 'response' | 'case'

/** A rule on clients or a built-in test case, as plain data. */
export interface ClientRequirement extends Requirement {
  readonly group: ClientGroup
}

/** A rule that every run of a client is evaluated by. */
export type ClientRule = Rule<ClientRun, ClientRequest> & ClientRequirement & { readonly examples: ClientExamples }

/** The requests of a client that keeps a rule, and of one that breaks this rule and no other; for documentation and tests. */
interface ClientExamples {
  readonly good: readonly ExampleRequest[]
  readonly bad: readonly ExampleRequest[]
}

/** A request by its differences from a correct `get_call_info` for an ongoing call, sent a second after the response before it. */
export interface ExampleRequest {
  readonly command?: OperationName
  /** How often it is sent; once if absent. */
  readonly times?: number
  /** The pause since the response before it. */
  readonly after?: DurationText
  readonly method?: string
  readonly path?: string
  /** Parameters of the query: another value, several values, or none if undefined. */
  readonly query?: { readonly [name: string]: string | readonly string[] | undefined }
  /** Another UserSig: a text, or the claims and the key that differ; `time` is in seconds from now. */
  readonly userSig?: string | Partial<Omit<SignOptions, 'userBuf'>>
  /** Another body: fields that are sent as JSON, or a text. */
  readonly body?: object | string
  readonly host?: string
  /** The fault that it meets. */
  readonly fault?: Omit<FaultInput, 'on' | 'times'>
  /** How long the client waits for the response, if not to its end. */
  readonly timeout?: DurationText
  /** Whether it opens a connection of its own. */
  readonly connection?: 'new'
}

/** The group of a rule, by the letter of its id. */
const groups = { Q: 'request', B: 'behaviour', A: 'response' } as const

interface ClientRuleRow<Texts extends Messages>
  extends Omit<RuleRow<ClientRun, ClientRequest, Texts>, 'group' | 'severity'> {
  readonly id: `RB-${keyof typeof groups}${number}`
  /** An error if absent. */
  readonly severity?: 'warning'
  readonly examples: ClientExamples
  /** Whether the page of each command documents the rule: a finding then cites the page of its own command. */
  readonly isOnEachPage?: true
}

/** Defines a rule; the compiler checks that its evaluation returns only codes of its messages, with their data. */
export function defineClientRule<Texts extends Messages>({ isOnEachPage, ...row }: ClientRuleRow<Texts>): ClientRule {
  const { evaluate } = row
  const letter = row.id.charAt(3) as keyof typeof groups
  const rule = { severity: 'error', ...row, group: groups[letter] } as const
  return isOnEachPage ? { ...rule, evaluate: run => citePages(evaluate(run)) } : rule
}

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
