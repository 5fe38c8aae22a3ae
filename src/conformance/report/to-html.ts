import type { NamedJournal } from '../client/run-facts.ts'
import type { RenderOptions, Report, ReportPage, SavedRun } from './model.ts'
import { explainHeadline } from './outline.ts'
import { html, toJsonText, toPasteable } from './printable.ts'
import { toReportData } from './to-json.ts'
import { toText } from './to-text.ts'

/** The most exchanges of one run that a page shows, besides those with findings: a browser holds the whole page in memory. */
export const mostShown = 10_000

/**
 * A report as one HTML file: the page of the console with the report, and the journals that it was made from, inside. It
 * opens from disk and loads nothing. Without scripts it shows the report as text.
 */
export function toHtml(report: Report, journals: readonly NamedJournal[], options: RenderOptions = {}): string {
  const run: SavedRun = {
    report: { ...toReportData(report), facts: report.facts, sections: report.sections },
    runs: journals.map((one, index) => toSavedJournal(one, listPositions(report, index), options.createExplainer)),
  }
  return toSavedPage(run, explainHeadline(report), options, toPasteable(toText(report, { verbose: true })))
}

/** A saved run as the page of the console; `text` is shown where no scripts run. */
export function toSavedPage(run: SavedRun, headline: string, { page }: RenderOptions, text = headline): string {
  if (!page) throw new TypeError('An HTML report needs the page of the console.')
  return fill(page, headline, toData(run), text)
}

const [start, end] = ['<script type="application/json" id="run">', '</script>']

/** The text of the data inside a page that `toSavedPage` made; undefined if there is none. */
export function findSavedRun(page: string): string | undefined {
  const from = page.indexOf(start)
  return from === -1 ? undefined : page.slice(from + start.length, page.indexOf(end, from))
}

/** The positions of the exchanges with findings in a run. */
function listPositions({ results }: Report, run: number): ReadonlySet<number> {
  const findings = results.flatMap(result => [...result.findings, ...result.knownFindings])
  return new Set(
    findings.flatMap(({ subject }) =>
      (subject.run ?? 0) === run && subject.position !== undefined ? [subject.position] : [],
    ),
  )
}

function toSavedJournal(
  { journal, name }: NamedJournal,
  positions: ReadonlySet<number>,
  createExplainer: RenderOptions['createExplainer'],
): SavedRun['runs'][number] {
  const { entries } = journal
  const explain = createExplainer?.(journal)
  const first = entries.length - mostShown
  const shown = entries.filter(({ position }, index) => index >= first || positions.has(position))
  return {
    ...journal,
    ...(name === undefined ? {} : { name }),
    omitted: entries.length - shown.length,
    entries: shown.map(entry => ({ ...entry, ...(explain ? { explanation: explain(entry) } : {}) })),
  }
}

/** JSON for a script element: nothing in it ends the element or begins a comment. */
const toData = (run: SavedRun) => toJsonText(run).replaceAll('<', '\\u003c')

/** The page with its script and style inside, the data before them, and a policy that allows nothing else. */
function fill({ html: template, script, style }: ReportPage, title: string, data: string, text: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${script.hash}'`,
    `style-src '${style.hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const parts: readonly (readonly [pattern: RegExp, part: string])[] = [
    [
      /<meta charset="[^"]*">/,
      `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    ],
    [/<title>[^<]*<\/title>/, html`<title>${title}</title>`.text],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style.text}</style>`],
    [/<noscript>[^<]*<\/noscript>/, `<noscript><pre>${toPreformatted(text)}</pre></noscript>`],
    [
      /<script [^>]*\bsrc="[^"]*"[^>]*><\/script>/,
      `${start}${data}${end}\n<script type="module">${script.text}</script>`,
    ],
  ]
  return parts.reduce((page, [pattern, part]) => {
    if (!pattern.test(page)) throw new TypeError(`The page of the console has nothing like ${pattern}.`)
    // A function: in a text, $ would have a meaning.
    return page.replace(pattern, () => part)
  }, template)
}

const toPreformatted = (text: string) => text.replaceAll(/[&<>]/g, sign => `&#${sign.charCodeAt(0)};`)
