import { createHash } from 'node:crypto'
import { Command } from 'commander'
import { toClientReport } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/run-facts.ts'
import { formats } from '../conformance/report/model.ts'
import { largestJournal } from '../emulator/journal.ts'
import { JournalError, parseJournals } from '../emulator/parse-journal.ts'
import { UsageError } from './exit.ts'
import { readInputFile } from './files.ts'
import { publish, render } from './finish-run.ts'
import { addFlags, flag, type OptionsOf, oneOf, switchFlag } from './flags.ts'
import { warn, writeOut } from './output.ts'
import { assertTargets, clientReportFlags, readClientPolicy, toExitCode } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'

const flags = {
  Report: clientReportFlags(formats),
  Output: [
    flag('--format <format>', 'format of stdout', oneOf(formats), 'text'),
    switchFlag('--verbose', 'the full lists of the report'),
  ],
}

/** `ringback report`: makes one report of the journals of several runs. */
export const report = addFlags(
  new Command('report').argument('<journal...>', 'files written by --report journal=FILE'),
  flags,
)
  .addHelpText('after', '\nExample:\n  ringback report shard-1.json shard-2.json --report html=report.html\n')
  .action(async (files: string[], options: OptionsOf<typeof flags>, self: Command) => {
    const { format, report: targets, verbose } = options
    const takesStdout = targets.some(({ file }) => file === '-')
    if (takesStdout && self.getOptionValueSource('format') !== 'default') {
      throw new UsageError('stdout-taken', { flags: ['--report', '--format'] })
    }
    const policy = await readClientPolicy(options)
    assertTargets(targets)
    const journals = await readAll(files)
    const made = { report: toClientReport(journals, policy), journals }
    const takesText = !takesStdout && format === 'text'
    const look = { verbose: verbose === true, sarifLocation: toSarifLocation(options.sarifLocation, []) }
    if (!takesStdout && !takesText) await writeOut(process.stdout, await render(made, format, look))
    const isWhole = await publish({ ...made, targets, look, stream: takesText ? process.stdout : undefined })
    process.exitCode = toExitCode(made.report.verdict, isWhole)
  })

/** The journals in all files. A journal that is passed twice, under whatever name, counts once, with a warning. */
async function readAll(files: readonly string[]): Promise<readonly NamedJournal[]> {
  const found = new Map<string, NamedJournal>()
  for (const file of files) {
    for (const one of await readJournals(file)) {
      const content = createHash('sha256').update(JSON.stringify(one.journal)).digest('hex')
      const other = found.get(content)
      if (!other) found.set(content, one)
      else warn('duplicate-journal', { file, other: other.name ?? '' })
    }
  }
  return [...found.values()]
}

async function readJournals(file: string): Promise<readonly NamedJournal[]> {
  const source = await readInputFile(file, 'journal', largestJournal)
  try {
    return parseJournals(source).map(journal => ({ journal, name: file }))
  } catch (error) {
    throw error instanceof JournalError ? new UsageError('invalid-file', { file, details: error.message }) : error
  }
}
