import { Command } from 'commander'
import { addOnly, isMeant, type Only, toOnly } from './check-only.ts'
import type { CheckPlan } from './check-run.ts'
import { toCommandText } from './command-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { refuseIgnored } from './ignored-flags.ts'
import { defineFlag, defineListFlag, toInteger, toStretch } from './options.ts'
import { colours, print, say } from './print.ts'
import { demandTargets, publish, toExitCode } from './report-files.ts'
import { addReportFlags, type ReportFlags, readStandard } from './report-flags.ts'
import { toSarifLocation } from './sarif-location.ts'
import { splitCommand } from './split-command.ts'

interface Flags extends ReportFlags {
  readonly adapter?: readonly string[]
  readonly only: readonly string[]
  readonly list?: boolean
  readonly jobs: number
  readonly answerTimeout?: number
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** `ringback check`: leads a client in any language through the ready cases, and reports on it. */
export const check = addReportFlags(new Command('check'))
  .description('Lead a client through the ready cases, by an adapter that speaks JSON lines, and report on it')
  .argument('[command...]', 'the adapter, behind a --')
  .addOption(
    defineFlag(
      '--adapter <command>',
      'the same as one text, read without a shell: quotes and backslashes keep words together',
    ).argParser(splitCommand),
  )
  .addOption(
    defineListFlag('--only <ids|commands>', 'cases and commands to run, such as RB-C60,get_call_info', {
      add: addOnly,
      empty: 'all',
    }),
  )
  .addOption(defineFlag('--list', 'tells the cases, and does nothing'))
  .addOption(
    defineFlag('--jobs <number>', 'how many adapters run at the same time, at most')
      .argParser(toInteger(1, 32))
      .default(4),
  )
  .addOption(
    defineFlag('--answer-timeout <duration>', 'time limit for one answer of the adapter (default: 15s)').argParser(
      toStretch,
    ),
  )
  .addOption(defineFlag('--verbose', 'print the full lists of the report'))
  .addOption(defineFlag('--quiet', 'print nothing but the report'))
  .addHelpText(
    'after',
    '\nExample:\n  ringback check --report junit=ringback.xml -- python3 examples/adapters/adapter.py\n',
  )
  .action(async (words: readonly string[], flags: Flags, self: Command) => {
    if (flags.list) refuseIgnored(self, ['report', 'knownIssues', 'minCoverage'], '--list only prints the cases.')
    const { clientCases, caseClauses } = await import('../conformance/client/cases.ts')
    const { askNames } = await import('../case-runner/adapter.ts')
    const only = toOnly(flags.only, new Set(caseClauses.map(({ id }) => id)), askNames)
    if ('slip' in only) throw new Exit(exitCodes.usage, only.slip)
    const cases = clientCases.filter(one => isMeant(only, one))
    if (flags.list) {
      for (const { id, command, sentence } of cases) print(`${id.padEnd(7)} ${command.padEnd(20)} ${sentence}`)
      return
    }
    const command = toCommand(words, flags.adapter)
    const standard = await readStandard(flags)
    demandTargets(flags.report)
    const plan: CheckPlan = {
      command,
      asks: [...askNames.keys()],
      toCases: can => cases.filter(one => can.some(name => askNames.get(name) === one.command)),
      jobs: flags.jobs,
      patience: flags.answerTimeout,
      toAgain: one => `npx ringback check --only ${one.id},${one.command} -- ${toCommandText(command, [])}`,
    }
    process.exit(await play(plan, only, flags, standard))
  })

function toCommand(words: readonly string[], adapter: readonly string[] | undefined): readonly string[] {
  if (words.length > 0 && adapter) {
    throw new Exit(exitCodes.usage, '--adapter and a command behind -- both name the adapter: take one of them.')
  }
  const command = words.length > 0 ? words : adapter
  if (command) return command
  const form = 'ringback check -- python3 adapter.py'
  throw new Exit(
    exitCodes.usage,
    `Whom to check is not said: want --adapter CMD, or the command behind a --, as in ${form}.`,
  )
}

async function play(
  plan: CheckPlan,
  only: Only,
  { report: targets, quiet, verbose, sarifLocation }: Flags,
  standard: Awaited<ReturnType<typeof readStandard>>,
): Promise<number> {
  const { playCases, mostRestarts } = await import('./check-run.ts')
  const { AdapterError } = await import('./check-adapter.ts')
  const shown = toCommandText(plan.command, [])
  endBySignals()
  const checked = await playCases(plan, count => {
    if (!quiet && count > 0) say(`${colours.bold('ringback')} leads ${colours.cyan(shown)} through ${count} cases`)
  }).catch((error: unknown) => {
    throw error instanceof AdapterError ? new Exit(exitCodes.noStart, error.message) : error
  })
  const { can, trials, journals, leftOut } = checked
  if (trials.length === 0) say(explainNothing(can, only))
  if (leftOut > 0) {
    say(colours.yellow(`The adapter was started again ${mostRestarts} times; ${leftOut} cases were left out.`))
  }
  const { judge } = await import('../conformance/client/judge.ts')
  const made = { report: judge(journals, standard, trials), journals }
  const takesStdout = targets.some(({ file }) => file === '-')
  const look = { verbose: verbose === true, sarifLocation: toSarifLocation(sarifLocation, plan.command) }
  const isWhole = await publish({ made, targets, look, stream: takesStdout ? undefined : process.stdout })
  const code = toExitCode(made.report)
  return code === exitCodes.clean && !(isWhole && leftOut === 0) ? exitCodes.findings : code
}

/** Whoever ends this ends the adapters too: that is seen to when the process exits. */
function endBySignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code))
  }
}

function explainNothing(can: readonly string[], { ids, commands }: Only): string {
  if (can.length === 0) return 'Nothing was exercised: the adapter says that it can do nothing.'
  const meant = [...ids, ...commands].join(', ')
  return `Nothing was exercised: the adapter can do ${can.join(', ')}, and ${meant} has no case for that.`
}
