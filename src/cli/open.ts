import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import type { SavedRun } from '../conformance/report/model.ts'
import { findSavedRun, toHtml, toSavedPage } from '../conformance/report/to-html.ts'
import { formatVersion } from '../conformance/report/to-json.ts'
import { largestJournal } from '../emulator/journal.ts'
import { JournalError, parseJournals } from '../emulator/parse-journal.ts'
import { isRecord, parseJson } from '../text/data.ts'
import { openInBrowser } from './browser.ts'
import { exitCodes, UsageError } from './exit.ts'
import { assertWritable, readInputFile, tryWriteFile } from './files.ts'
import { addFlags, flag, type OptionsOf } from './flags.ts'
import { logMessage, print } from './output.ts'
import { toLook } from './report-options.ts'

const flags = {
  Options: [flag('--output <file>', 'file to write the page to, instead of opening it in the browser')],
}

/** `ringback open`: shows a saved run in the console. */
export const open = addFlags(
  new Command('open').argument('<file>', 'a journal, or a report as JSON or HTML, as --report writes them'),
  flags,
)
  .addHelpText('after', '\nExample:\n  ringback open journal.json\n')
  .action(async (file: string, { output }: OptionsOf<typeof flags>) => {
    if (output !== undefined) assertWritable(output, 'report')
    const source = (await readInputFile(file, 'run', largestJournal)).toString()
    const page = await toPage(source, file)
    // The browser reads it after this process has ended, so it stays.
    const target = output ?? join(mkdtempSync(join(tmpdir(), 'ringback-open-')), `${toName(file)}.html`)
    if (!tryWriteFile(target, 'report', () => page)) {
      process.exitCode = exitCodes.findings
      return
    }
    print(resolve(target))
    if (output !== undefined) return
    const address = pathToFileURL(target).href
    const problem = await openInBrowser(address)
    if (problem !== undefined) logMessage('browser-not-opened', { address, problem })
  })

const toName = (file: string) => basename(file).replace(/\.\w+$/, '') || 'run'

/** A saved run as a page of the console. Throws a UsageError if the file has none. */
async function toPage(source: string, file: string): Promise<string> {
  const look = await toLook('html')
  const text = source.trimStart()
  const isPage = text.startsWith('<')
  const data = parseJson(isPage ? (findSavedRun(text) ?? '') : text)
  if (isPage && !isSavedRun(data)) throw new UsageError('no-saved-run', { file })
  if (isSavedRun(data)) return toSavedPage(data, data.report.headline, look)
  if (isReport(data)) return toSavedPage({ report: data, runs: [] }, data.headline, look)
  const { toClientReport } = await import('../conformance/client/report.ts')
  try {
    const journals = parseJournals(source).map(journal => ({ journal, name: file }))
    return toHtml(toClientReport(journals), journals, look)
  } catch (error) {
    throw error instanceof JournalError ? new UsageError('invalid-file', { file, details: error.message }) : error
  }
}

const isReport = (data: unknown): data is { readonly headline: string } =>
  isRecord(data) &&
  data.ringback === 'report' &&
  data.formatVersion === formatVersion &&
  typeof data.headline === 'string'

const isSavedRun = (data: unknown): data is SavedRun & { readonly report: { readonly headline: string } } =>
  isRecord(data) && isReport(data.report) && Array.isArray(data.runs)
