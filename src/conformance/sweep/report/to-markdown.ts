import { toCode, toDetails, toProse, toTable } from '../../report/to-markdown.ts'
import { outcomeMeanings, outcomes, type Result, type Sweep } from '../sweep.ts'
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
import { toLastLines } from './to-text.ts'

/** A sweep in GitHub's Markdown, as the summary of a job shows it. */
export function toMarkdown(sweep: Sweep): string {
  const { verdict, results } = sweep
  const broken = toBrokenResults(sweep)
  const rows = toRows(sweep).flatMap(({ exchange, groups }) =>
    groups.map(({ outcome, meets }, index) => [
      index === 0 ? toCode(exchange) : '',
      outcome,
      meets.map(toCode).join(' '),
    ]),
  )
  const used = outcomes.filter(outcome => results.some(result => result.outcome === outcome)).toReversed()
  const parts = [
    [`## Sweep: ${verdict}`],
    [`**${toProse(explainSweep(sweep))}**`],
    [toProse(explainRehearsal(sweep))],
    rows.length > 0 ? toTable(['Exchange', 'Outcome', 'Faults'], rows) : [],
    used.map(outcome => `- ${outcome}: ${toProse(outcomeMeanings[outcome])}`),
    ...explainRest(sweep).map(sentence => [toProse(sentence)]),
    ...(sweep.warnings.length > 0
      ? [
          ['### Warnings'],
          sweep.warnings.map(
            warning => `- ${toCode(warning.rule)} ${toProse(`${warning.sentence}. ${explainWarning(warning)}`)}`,
          ),
        ]
      : []),
    ...(broken.length > 0 ? [['### What to fix, the worst first']] : []),
    ...broken.map(toBroken),
  ]
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

/** GitHub does not show a job summary of more than 1 MiB at all. */
const longestLine = 8_000

function toBroken(result: Result): string[] {
  const said = toLastLines(result.output)
  return toDetails(`${result.outcome}: ${toProse(explainMutant(result))}`, [
    toProse(explainBefallen(result.meets)),
    toProse(explainEnd(result)),
    ...result.broken.map(({ rule, sentence, found }) => `- ${toCode(rule)} ${toProse(`${sentence}. ${found}`)}`),
    ...(said.length > 0 ? ['', '**Last output:**', '', ...said.map(line => `- ${toCode(line)}`)] : []),
    '',
    '**Reproduce:** Run the command again with this fault; no emulator has to be running.',
    '',
    result.again.length > longestLine ? 'The line is too long for a job summary; the report as JSON contains it.' : '',
    ...(result.again.length > longestLine ? [] : [toShellBlock(result.again)]),
  ])
}

/** A line for a shell as it is, since it is to be pasted: a command may have lines of its own. */
function toShellBlock(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${text}\n${fence}`
}
