import { createHash } from 'node:crypto'
import { Command } from 'commander'
import type { NamedJournal } from '../conformance/client/standard.ts'
import type { Format } from '../conformance/report/formats.ts'
import { largestJournal } from '../emulator/journal.ts'
import { Exit, exitCodes } from './exit.ts'
import { readInput, UnreadableFile } from './files.ts'
import { defineFlag } from './flags.ts'
import { colours, log, writeOut } from './output.ts'
import {
  addReportFlags,
  assertTargets,
  publish,
  type ReportFlags,
  readReportPolicy,
  render,
  toExitCode,
  toFormat,
} from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'

interface ReportCommandFlags extends ReportFlags {
  readonly format: Format
  readonly verbose?: boolean
}

/** `ringback report`: judges journals again, those of several runs together. */
export const report = addReportFlags(new Command('report'))
  .argument('<journal...>', 'files written by --report journal=FILE')
  .addOption(defineFlag('--format <format>', 'format of what is printed').argParser(toFormat).default('text'))
  .addOption(defineFlag('--verbose', 'print the full lists of the report'))
  .addHelpText('after', '\nExample:\n  ringback report shard-1.json shard-2.json --report html=report.html\n')
  .action(
    async (files: string[], { format, verbose, report: targets, ...flags }: ReportCommandFlags, self: Command) => {
      const takesStdout = targets.some(({ file }) => file === '-')
      if (takesStdout && self.getOptionValueSource('format') !== 'default') {
        throw new Exit(exitCodes.usage, `--report and --format both write to stdout: take one of them.`)
      }
      const standard = await readReportPolicy({ report: targets, ...flags })
      assertTargets(targets)
      const journals = await readAll(files)
      const { judge } = await import('../conformance/client/judge.ts')
      const made = { report: judge(journals, standard), journals }
      const takesText = !takesStdout && format === 'text'
      const look = { verbose: verbose === true, sarifLocation: toSarifLocation(flags.sarifLocation, []) }
      if (!takesStdout && !takesText) await writeOut(process.stdout, await render(made, format, look))
      const isWhole = await publish({ made, targets, look, stream: takesText ? process.stdout : undefined })
      const code = toExitCode(made.report)
      process.exitCode = isWhole || code !== exitCodes.clean ? code : exitCodes.findings
    },
  )

/** The journals in all files. One that is given twice, by whatever name, is counted once, with a warning. */
async function readAll(files: readonly string[]): Promise<readonly NamedJournal[]> {
  const found = new Map<string, NamedJournal>()
  for (const file of files) {
    for (const one of await readJournals(file)) {
      const content = createHash('sha256').update(JSON.stringify(one.journal)).digest('hex')
      const other = found.get(content)
      if (!other) found.set(content, one)
      else log(colours.yellow(`${file}: The same journal as in ${other.name}. It is counted once.`))
    }
  }
  return [...found.values()]
}

/** The journals in a file. Ends the process with a sentence if it cannot be read, or has none. */
async function readJournals(file: string): Promise<readonly NamedJournal[]> {
  const { JournalError, parseJournals } = await import('../emulator/journal/parse.ts')
  try {
    return parseJournals(await readInput(file, { largest: largestJournal })).map(journal => ({ journal, name: file }))
  } catch (error) {
    if (error instanceof JournalError) throw new Exit(exitCodes.usage, `${file}: ${error.message}`)
    if (error instanceof UnreadableFile) throw new Exit(exitCodes.usage, `${file}: ${error.message}.`)
    throw error
  }
}
