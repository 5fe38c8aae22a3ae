import type { Look, Paint } from '../../client/format.ts'
import { toPrintable } from '../../client/report/printable.ts'
import { wrap } from '../../client/report/wrap.ts'
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

/** A sweep as lines for a terminal: the verdict, the table, then each run that broke and what shows it again. */
export function toText(sweep: Sweep, { columns = 100, paint = plain }: Look = {}): string {
  const lines: string[] = []
  const put = (text: string, lead = '', tone: (line: string) => string = String) =>
    void lines.push(...wrap(text, columns, lead).map(line => tone(line)))
  const tone = sweep.verdict === 'failed' ? paint.red : sweep.verdict === 'passed' ? paint.green : paint.yellow
  put(explainSweep(sweep), '', line => paint.bold(tone(line)))
  put(explainRehearsal(sweep), '', paint.dim)
  if (sweep.results.length > 0) lines.push('')
  for (const { exchange, groups } of toRows(sweep)) {
    put(exchange, '', paint.bold)
    for (const { outcome, meets } of groups)
      put(meets.join(', '), `  ${outcome.padEnd(widest)}  `, toTone(paint, outcome))
  }
  for (const outcome of outcomes.toReversed()) {
    if (outcome === 'survived' || !sweep.results.some(result => result.outcome === outcome)) continue
    if (outcome === firstTold(sweep)) lines.push('')
    put(outcomeMeanings[outcome], `${outcome.padEnd(widest)}  `, paint.dim)
  }
  for (const sentence of explainRest(sweep)) {
    lines.push('')
    put(sentence)
  }
  for (const warning of sweep.warnings) {
    lines.push('')
    put(`warning: ${warning.rule}: ${warning.sentence}`, '', paint.yellow)
    put(toPrintable(explainWarning(warning)), '  found  ')
  }
  const broken = toBrokenResults(sweep)
  for (const result of broken.slice(0, mostTold)) putBroken(result, put, lines, paint)
  if (broken.length > mostTold) {
    lines.push('')
    put(`and ${broken.length - mostTold} more that broke: --report json=FILE or markdown=FILE has them all.`)
  }
  return `${lines.join('\n')}\n`
}

const widest = Math.max(...outcomes.map(({ length }) => length))

const firstTold = ({ results }: Sweep): Outcome | undefined =>
  outcomes.toReversed().find(outcome => outcome !== 'survived' && results.some(result => result.outcome === outcome))

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
  lines.push('')
  put(`${result.outcome}: ${explainMutant(result)}. ${explainBefallen(result.meets)}`, '', paint.red)
  put(explainEnd(result), '  what   ')
  for (const { rule, sentence, found } of result.broken) put(`${sentence}. ${toPrintable(found)}`, `  broke  ${rule}  `)
  for (const [index, line] of toLastLines(result.output).entries()) put(line, index === 0 ? '  said   ' : '         ')
  put('paste this into a shell', '  again  ', paint.dim)
  lines.push(result.again)
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
