import { type ClientCase, toCaseName } from '../conformance/client/case.ts'
import { explainCaseFailure } from '../conformance/client/case-outcome.ts'
import { clientCases } from '../conformance/client/cases.ts'
import type { ClientReport, ReportOptions } from '../conformance/client/report.ts'
import { clientRuleIds } from '../conformance/client/rules.ts'
import { parseKnownIssues } from '../conformance/known-issues.ts'
import { explainReason, type FailOn, type KnownIssue, listFatal, type Requirement } from '../conformance/rule.ts'
import { findUnknownKey } from '../sdk/check-options.ts'
import { createError } from '../sdk/messages.ts'
import { shareInstances } from '../text/data.ts'
import { createWorkerPool } from './case-runner.ts'
import {
  type AdapterFunction,
  type ClientAdapter,
  findErrorCode,
  toClientResult,
  toFunctions,
} from './client-adapter.ts'
import { explainContract } from './messages.ts'

/** Thrown by a failed case; the message contains everything that the output of a test runner should show. */
export class ContractError extends Error {
  static {
    shareInstances(ContractError, 'ContractError')
  }

  override readonly name = 'ContractError'
  /** Such as `RB-C60`. */
  readonly id: string
  readonly command: string | undefined
  /** What was found, as sentences. */
  readonly found: string
  readonly fix: string
  /** What was expected and what happened, as parts of a sentence; undefined for rules and for known issues. */
  readonly expected: string | undefined
  readonly actual: string | undefined

  constructor(
    requirement: Requirement,
    command: string | undefined,
    found: string,
    details: { readonly expected?: string; readonly actual?: string } = {},
  ) {
    const { id, title, fix, reason, source } = requirement
    const head = [id, command].filter(Boolean).join(' ')
    const lines = [`found: ${found}`, `why:   ${explainReason(reason, source)}`, `fix:   ${fix}`]
    super([`${head}: ${title}`, ...lines].join('\n'))
    this.id = id
    this.command = command
    this.found = found
    this.fix = fix
    this.expected = details.expected
    this.actual = details.actual
  }
}

/** The options of a client contract. Everything has a default. */
export interface ContractOptions {
  /**
   * Known issues, one line each, as in a file of `--known-issues`: `RB-C60 get_call_info  # why`. Their cases are run: one
   * that fails does not throw, and one that passes throws, so that its line is removed.
   */
  readonly knownIssues?: readonly string[] | undefined
  /** The time limit for one answer of the client, in milliseconds; 15,000 by default. */
  readonly answerTimeout?: number | undefined
  /** The lowest severity that makes the last case throw, which evaluates all requests; `error` by default. */
  readonly failOn?: FailOn | undefined
}

/** One case of a contract, for any test runner. */
export interface ContractCase {
  /** Such as `RB-C60`, the same for each command; `rules` for the last one. */
  readonly id: string
  /** The command it is about; undefined for the last one. */
  readonly command: string | undefined
  /** What the client does if it passes, after id and command. It is unique. */
  readonly name: string
  /** Whether it takes more than a second. */
  readonly isSlow: boolean
  /** Resolves if it passes or is a known issue; rejects with a ContractError otherwise. */
  readonly run: () => Promise<void>
}

/** The cases for one client, as an iterable. The last one evaluates the requests of all that ran before by the rules. */
export interface ClientContract extends Iterable<ContractCase>, AsyncDisposable {
  /** The report on everything that has run so far: every case and every rule. */
  report(options?: ReportOptions): Promise<ClientReport>
  /** Closes all ports at once; otherwise they close shortly after the last case. */
  close(): Promise<void>
}

/**
 * Creates the cases of the commands that a client has, each against an emulator of its own on a port. Throws a TypeError if
 * the adapter has no command or an option is invalid, and a KnownIssuesError if the known issues are.
 */
export function defineClientContract(adapter: ClientAdapter, options: ContractOptions = {}): ClientContract {
  const functions = toFunctions(adapter)
  assertOptions(options)
  const toCode = adapter.toCode?.bind(adapter) ?? findErrorCode
  const known = parseKnownIssues((options.knownIssues ?? []).join('\n'), 'knownIssues', { rules: clientRuleIds })
  const pool = createWorkerPool(one => `# Run the test "${toCaseName(one)}" alone.`)
  const used = clientCases.filter(({ command }) => functions.has(command))
  // A line for all commands cannot be found obsolete by one of them.
  const isForOne = ({ rule, command }: KnownIssue) =>
    command !== undefined || used.filter(({ id }) => id === rule).length === 1

  function toContractCase(one: ClientCase, call: AdapterFunction): ContractCase {
    const line = known.find(({ rule, command }) => rule === one.id && (command ?? one.command) === one.command)
    return {
      id: one.id,
      command: one.command,
      name: `${toCaseName(one)}: ${one.title}`,
      isSlow: one.isSlow,
      async run() {
        const { failure, expected, actual } = await pool.run(
          one,
          ({ service, body }) => toClientResult(() => call(service, structuredClone(body)), toCode),
          options.answerTimeout,
        )
        if (!line && failure)
          throw new ContractError(one, one.command, explainCaseFailure(failure), { expected, actual })
        if (line && isForOne(line) && !failure)
          throw new ContractError(one, one.command, explainContract({ code: 'passes', line: line.line }))
      },
    }
  }

  const report = async (own: ReportOptions = {}): Promise<ClientReport> => {
    await pool.idle()
    const { toClientReport } = await import('../conformance/client/report.ts')
    return toClientReport(pool.saveJournals(), { knownIssues: known, failOn: options.failOn, ...own }, pool.results)
  }

  const rules: ContractCase = {
    id: 'rules',
    command: undefined,
    name: 'rules: Keeps the rules for clients in all requests so far',
    isSlow: false,
    async run() {
      const { results } = await report()
      const [first, ...more] = listFatal(results, options.failOn).filter(({ rule }) => rule.group !== 'case')
      if (!first) return
      const [finding] = first.findings
      const others = more.map(({ rule }) => rule.id)
      const found = explainContract({ code: 'rules-failed', message: finding?.message ?? '', others })
      throw new ContractError(first.rule, finding?.subject.command, found)
    },
  }

  const cases = used.flatMap(one => {
    const call = functions.get(one.command)
    return call ? [toContractCase(one, call)] : []
  })
  return {
    [Symbol.iterator]: () => [...cases, rules].values(),
    report,
    close: pool.close,
    [Symbol.asyncDispose]: pool.close,
  }
}

function assertOptions(options: ContractOptions): void {
  const unknown = findUnknownKey('the options of a contract', options, ['knownIssues', 'answerTimeout', 'failOn'])
  if (unknown) throw createError('unknown-key', unknown)
  const { answerTimeout = 1 } = options
  if (!(Number.isFinite(answerTimeout) && answerTimeout > 0))
    throw new TypeError(explainContract({ code: 'answer-timeout', got: answerTimeout }))
}
