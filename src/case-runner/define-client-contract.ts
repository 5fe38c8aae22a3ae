import { type ClientCase, toCaseName } from '../conformance/client/case.ts'
import { clientCases } from '../conformance/client/cases.ts'
import { clauseIds } from '../conformance/client/clause-ids.ts'
import { type KnownLine, parseKnown } from '../conformance/client/known.ts'
import type { Report } from '../conformance/client/report.ts'
import type { Clause } from '../conformance/client/rule.ts'
import type { Standard } from '../conformance/client/standard.ts'
import { explainReason, type FailOn, isFatal } from '../conformance/rule.ts'
import { explainKeys } from '../sdk/check-options.ts'
import { formatValue } from '../text/format.ts'
import { shareInstances } from '../text/share-instances.ts'
import { type AdapterFunction, type ClientAdapter, findErrorCode, toCame, toFunctions } from './client-adapter.ts'
import { createTroupe } from './worker-pool.ts'

/** What a case that came to no good throws: its message has all of it, to be read in the output of a test runner. */
export class ContractError extends Error {
  static {
    shareInstances(ContractError, 'ContractError')
  }

  /** Such as `RB-C60`. */
  readonly id: string
  readonly command: string | undefined
  /** What was found, as a sentence. */
  readonly found: string
  /** What to do about it. */
  readonly fix: string
  /** What was wanted and what came, to be read within a sentence; absent where it is about a rule or a list. */
  readonly wanted: string | undefined
  readonly came: string | undefined

  constructor(
    clause: Clause,
    command: string | undefined,
    found: string,
    more: { wanted?: string; came?: string } = {},
  ) {
    const { id, sentence, fix } = clause
    const head = [id, command].filter(Boolean).join(' ')
    super(
      [
        `${head}: ${sentence}`,
        `found: ${found}`,
        `why:   ${explainReason(clause.reason, clause.seen)}`,
        `fix:   ${fix}`,
      ].join('\n'),
    )
    this.name = 'ContractError'
    this.id = id
    this.command = command
    this.found = found
    this.fix = fix
    this.wanted = more.wanted
    this.came = more.came
  }
}

/** How a client is led through the cases. Everything has a default. */
export interface ContractOptions {
  /**
   * Known findings, one line each, in the format of a `--known-issues` file: `RB-C60 get_call_info  # why`. They are run all
   * the same: one that fails does not throw, and one that passes now throws, so that its line is taken out.
   */
  readonly knownIssues?: readonly string[] | undefined
  /** How long the client may take to answer one question, in milliseconds; 15,000 by default. */
  readonly answerTimeout?: number | undefined
  /** The least that makes the last one throw, which judges all requests by the rules; errors if absent. */
  readonly failOn?: FailOn | undefined
}

/** One case of a contract, for any test runner. */
export interface ContractCase {
  /** Such as `RB-C60`, the same for each command; `rules` for the last one. */
  readonly id: string
  /** The command it is about; absent for the last one. */
  readonly command: string | undefined
  /** What the client does if it keeps it, with id and command in front: no other has the same name. */
  readonly name: string
  /** Whether it takes more than a second. */
  readonly isSlow: boolean
  /** Resolves if it comes to good, or is known; rejects with a ContractError otherwise. */
  readonly run: () => Promise<void>
}

/** The cases for one client: iterate over them. The last judges the requests of all that ran before by the rules. */
export interface ClientContract extends Iterable<ContractCase>, AsyncDisposable {
  /** The verdict on whatever has run so far: every case and every rule. */
  report(standard?: Standard): Promise<Report>
  /** Closes all ports at once; left alone they close when nothing has run for a moment. */
  close(): Promise<void>
}

/**
 * Leads a client through the cases of the commands it has, each against an emulator of its own on a port. Throws a
 * TypeError if the adapter has none or an option cannot be, and a KnownError if the known findings have slips.
 */
export function defineClientContract(adapter: ClientAdapter, options: ContractOptions = {}): ClientContract {
  const functions = toFunctions(adapter)
  checkContractOptions(options)
  const toCode = adapter.toCode?.bind(adapter) ?? findErrorCode
  const known = parseKnown((options.knownIssues ?? []).join('\n'), 'knownIssues', clauseIds)
  const troupe = createTroupe(one => `# Run the test "${toCaseName(one)}" alone.`)

  const tried = clientCases.filter(({ command }) => functions.has(command))
  // Of a line for all commands nobody can tell by one of them that it can go.
  const isForOne = ({ rule, command }: KnownLine) =>
    command !== undefined || tried.filter(({ id }) => id === rule).length === 1

  function toContractCase(one: ClientCase, ask: AdapterFunction): ContractCase {
    const line = known.find(({ rule, command }) => rule === one.id && (command ?? one.command) === one.command)
    return {
      id: one.id,
      command: one.command,
      name: `${toCaseName(one)}: ${one.sentence}`,
      isSlow: one.isSlow,
      async run() {
        const { slip, wanted, came } = await troupe.play(
          one,
          ({ service, body }) => toCame(() => ask(service, structuredClone(body)), toCode),
          options.answerTimeout,
        )
        if (line && isForOne(line) && slip === undefined) throw new ContractError(one, one.command, explainGone(line))
        if (!line && slip !== undefined) throw new ContractError(one, one.command, slip, { wanted, came })
      },
    }
  }

  const report = async (standard: Standard = {}): Promise<Report> => {
    await troupe.idle()
    const { judge } = await import('../conformance/client/judge.ts')
    return judge(troupe.saveJournals(), { knownIssues: known, failOn: options.failOn, ...standard }, troupe.trials)
  }

  const ruled: ContractCase = {
    id: 'rules',
    command: undefined,
    name: 'rules: Keeps the rules on clients in all requests so far',
    isSlow: false,
    async run() {
      const { findings } = await report()
      const [first, ...more] = findings.filter(
        ({ rule, verdict }) => rule.group !== 'case' && verdict === 'failed' && isFatal(rule.severity, options.failOn),
      )
      if (!first) return
      const others = more.length === 0 ? '' : ` Also broken: ${more.map(({ rule }) => rule.id).join(', ')}.`
      throw new ContractError(first.rule, first.slips[0]?.command, `${first.slips[0]?.sentence ?? ''}${others}`)
    },
  }

  const cases = tried.flatMap(one => {
    const ask = functions.get(one.command)
    return ask ? [toContractCase(one, ask)] : []
  })
  return {
    [Symbol.iterator]: () => [...cases, ruled].values(),
    report,
    close: troupe.close,
    [Symbol.asyncDispose]: troupe.close,
  }
}

function checkContractOptions(options: ContractOptions): void {
  const slip = explainKeys('the options of a contract', options, ['knownIssues', 'answerTimeout', 'failOn'])
  if (slip !== undefined) throw new TypeError(slip)
  const { answerTimeout = 1 } = options
  if (!(Number.isFinite(answerTimeout) && answerTimeout > 0))
    throw new TypeError(
      `Invalid answerTimeout: expected a number of milliseconds above 0, got ${formatValue(answerTimeout)}.`,
    )
}

const explainGone = ({ line }: KnownLine) => `It comes to good now: take line ${line} off the known findings.`
