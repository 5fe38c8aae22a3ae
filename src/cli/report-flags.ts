import { type Command, InvalidArgumentError } from 'commander'
import { KnownError, largestKnown, parseKnown } from '../conformance/client/known.ts'
import type { Standard } from '../conformance/client/standard.ts'
import { type Format, formats } from '../conformance/report/formats.ts'
import { type FailOn, failOns } from '../conformance/rule.ts'
import { formatList, formatValue } from '../text/quote.ts'
import { explainNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, defineListFlag, toInteger } from './options.ts'
import { readInput, UnreadableFile } from './read-file.ts'

/** A file that a report is written to, `-` being stdout, and how. */
export interface ReportTarget<One extends string = Format> {
  readonly format: One
  readonly file: string
}

/** What a command that makes a report is told of it on its command line. */
export interface ReportFlags {
  readonly report: readonly ReportTarget[]
  readonly knownIssues?: string | undefined
  readonly failOn: FailOn
  readonly minCoverage?: number | undefined
  readonly sarifLocation?: string | undefined
}

/** Gives a command every flag a report is made with. */
export const addReportFlags = (command: Command): Command =>
  command
    .addOption(
      defineListFlag('--report <format=file>', `report to write: ${formats.join(', ')}; - is stdout`, {
        add: toAddTargets(formats),
      }),
    )
    .addOption(
      defineFlag(
        '--sarif-location <file>',
        'file that SARIF results point to (default: package.json or another manifest of the working directory)',
      ),
    )
    .addOption(
      defineFlag('--fail-on <severity>', 'lowest severity that fails the run').choices(failOns).default('error'),
    )
    .addOption(
      defineFlag(
        '--min-coverage <percent>',
        "fail if failure coverage (failures met, of those the client's commands can meet) is below this percentage",
      ).argParser(toInteger(0, 100)),
    )
    .addOption(defineFlag('--known-issues <file>', 'list of known findings, which do not fail the run'))

/** Reads a format. Throws what commander turns into a usage error. */
export const toFormat = (text: string): Format => toOneOf(formats, text)

function toOneOf<One extends string>(all: readonly One[], text: string): One {
  const format = all.find(each => each === text)
  if (format) return format
  const guess = explainNearest(text, all) || ` Want ${formatList(all)}.`
  throw new InvalidArgumentError(`${formatValue(text)} is no format.${guess}`)
}

/** Reads `FORMAT=FILE` and adds it to those before. */
export const toAddTargets =
  <One extends string>(all: readonly One[]) =>
  (source: string, before: readonly ReportTarget<One>[] = []): readonly ReportTarget<One>[] =>
    addTarget(all, before, source)

function addTarget<One extends string>(
  all: readonly One[],
  before: readonly ReportTarget<One>[],
  source: string,
): readonly ReportTarget<One>[] {
  const equals = source.indexOf('=')
  const file = source.slice(equals + 1)
  if (equals < 1 || file === '') throw new InvalidArgumentError('Want FORMAT=FILE, such as json=ringback.json.')
  if (before.some(other => other.file === file)) {
    throw new InvalidArgumentError(
      `${file === '-' ? 'Stdout' : formatValue(file)} is named twice: want a file for each format.`,
    )
  }
  return [...before, { format: toOneOf(all, source.slice(0, equals)), file }]
}

/** What a report is held against, the list of known findings read. Ends the process with a sentence if that has slips. */
export async function readStandard({ knownIssues, failOn, minCoverage }: ReportFlags): Promise<Standard> {
  const known = knownIssues === undefined ? undefined : await readKnown(knownIssues)
  return { knownIssues: known, failOn, minCoverage }
}

async function readKnown(file: string) {
  const { clauseIds } = await import('../conformance/client/clause-ids.ts')
  try {
    return parseKnown((await readInput(file, { largest: largestKnown })).toString(), file, clauseIds)
  } catch (error) {
    if (error instanceof KnownError) throw new Exit(exitCodes.usage, error.message)
    if (error instanceof UnreadableFile) {
      throw new Exit(exitCodes.usage, `${file}: ${error.message}. Expected a list of known findings.`)
    }
    throw error
  }
}
