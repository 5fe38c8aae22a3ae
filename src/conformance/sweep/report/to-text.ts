import { wrap } from '../../../text/wrap.ts'
import type { Paint, RenderOptions } from '../../report/formats.ts'
import { toPrintable } from '../../report/printable.ts'
import { isBroken, type Outcome, outcomeMeanings, outcomes, type Result, type Sweep } from '../sweep.ts'
import {
  explainBefallen,
  explainEnd,
  explainMutant,
  explainRehearsal,
  explainRest,
  explainSweep,
  explainWarning,
  toBrokenResults,
  toRows,
} from './explain.ts'

/** How many broken runs are told one by one. */
const mostTold = 20

/** How many lines of what a run printed are shown. */
const mostLines = 8

const plain: Paint = { bold: String, dim: String, red: String, yellow: String, green: String }

/** A sweep as lines for a terminal: each run that failed and how to reproduce it, the rest in short, the verdict last. */
export const toText = (sweep: Sweep, options: RenderOptions = {}): string => {
  const { body, verdict } = toTextParts(sweep, options)
  return body + verdict
}

/** The same in two parts, so that whatever else there is to say comes before the verdict. */
export function toTextParts(
  sweep: Sweep,
  { columns = 100, paint = plain, verbose }: RenderOptions = {},
): { readonly body: string; readonly verdict: string } {
  const lines: string[] = []
  const put = (text: string, lead = '', tone: (line: string) => string = String) =>
    void lines.push(...wrap(text, columns, lead).map(line => tone(line)))
  const broken = toBrokenResults(sweep)
  for (const result of broken.slice(0, mostTold)) putBroken(result, put, lines, paint)
  if (broken.length > mostTold) {
    put(`and ${broken.length - mostTold} more: --report json=FILE or markdown=FILE lists them all.`)
    lines.push('')
  }
  for (const warning of sweep.warnings) {
    put(`${warning.rule}, warning: ${warning.sentence}`, '', paint.yellow)
    put(toPrintable(explainWarning(warning)), '  found      ')
    lines.push('')
  }
  if (verbose) putTable(sweep, put, lines, paint)
  put(explainRehearsal(sweep), '', paint.dim)
  for (const sentence of explainRest(sweep)) put(sentence)
  if (verbose === false && sweep.results.length > 0) put('The outcome of every run: --verbose', '', paint.dim)
  const tone = sweep.verdict === 'failed' ? paint.red : sweep.verdict === 'passed' ? paint.green : paint.yellow
  const last = wrap(explainSweep(sweep), columns).map(line => paint.bold(tone(line)))
  return { body: toLines(lines), verdict: toLines(last) }
}

const toLines = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('')

/** The outcome of every run, by exchange, and what the outcomes mean. */
function putTable(
  sweep: Sweep,
  put: (text: string, lead?: string, tone?: (line: string) => string) => void,
  lines: string[],
  paint: Paint,
): void {
  for (const { exchange, groups } of toRows(sweep)) {
    put(exchange, '', paint.bold)
    for (const { outcome, meets } of groups)
      put(meets.join(', '), `  ${outcome.padEnd(widest)}  `, toTone(paint, outcome))
  }
  if (sweep.results.length > 0) lines.push('')
  const told = outcomes
    .toReversed()
    .filter(outcome => outcome !== 'survived' && sweep.results.some(result => result.outcome === outcome))
  for (const outcome of told) put(outcomeMeanings[outcome], `${outcome.padEnd(widest)}  `, paint.dim)
  if (told.length > 0) lines.push('')
}

const widest = Math.max(...outcomes.map(({ length }) => length))

function toTone(paint: Paint, outcome: Outcome): (text: string) => string {
  if (isBroken(outcome)) return paint.red
  return outcome === 'not met' ? paint.yellow : outcome === 'told' ? paint.dim : paint.green
}

function putBroken(
  result: Result,
  put: (text: string, lead?: string, tone?: (line: string) => string) => void,
  lines: string[],
  paint: Paint,
): void {
  put(`${result.outcome}: ${explainMutant(result)}. ${explainBefallen(result.meets)}`, '', paint.red)
  put(explainEnd(result), '  end        ')
  for (const { rule, sentence, found } of result.broken)
    put(`${sentence}. ${toPrintable(found)}`, `  broke      ${rule}  `)
  for (const [index, line] of toLastLines(result.output).entries())
    put(line, index === 0 ? '  output     ' : '             ')
  put('Run the command again with this fault; no emulator has to be running.', '  reproduce  ', paint.dim)
  lines.push(result.again, '')
}

/** The last lines of what a run printed, harmless for a terminal. */
export function toLastLines(output: string, most = mostLines): readonly string[] {
  const lines = output
    .replaceAll(colour, '')
    .split(/\r?\n/)
    .filter(line => line.trim() !== '')
  return lines.slice(-most).map(line => toPrintable(line.slice(0, longestLine)))
}

const longestLine = 400

/** What test runners paint with, which written out would hide what they say. */
const colour = /\p{Cc}\[[\d;]*m/gu
