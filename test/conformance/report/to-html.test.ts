import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainHeadline } from '../../../src/conformance/report/outline.ts'
import { mostShown, toHtml } from '../../../src/conformance/report/to-html.ts'
import { toReportData } from '../../../src/conformance/report/to-json.ts'
import { toText } from '../../../src/conformance/report/to-text.ts'
import { toJournal } from '../client/journal.ts'
import { createHostileReport, createReport, hostile, page } from './fixture.ts'
import { journals } from './journals.ts'

const toTags = (text: string) => Array.from(text.matchAll(/<[^>]*>?/g), ([tag]) => tag)

/** The content of an element. */
const toContent = (text: string, start: string, end: string): string =>
  text.slice(text.indexOf(start) + start.length, text.indexOf(end, text.indexOf(start)))

/** The data inside a page. */
const toRun = (text: string) => JSON.parse(toContent(text, '<script type="application/json" id="run">', '</script>'))

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

test('Puts the report and its journals into the page, each exchange with its explanation', () => {
  const report = createReport()
  const text = toHtml(report, journals, {
    page,
    createExplainer:
      ({ scenario }) =>
      ({ position }) => ({ position, scenario }),
  })
  const run = toRun(text)
  expect(run.report).toEqual(plain({ ...toReportData(report), facts: report.facts, sections: report.sections }))
  expect(run.runs).toEqual(
    plain(
      journals.map(({ journal, name }) => ({
        ...journal,
        name,
        omitted: 0,
        entries: journal.entries.map(entry => ({
          ...entry,
          explanation: { position: entry.position, scenario: journal.scenario },
        })),
      })),
    ),
  )
})

test('Embeds the script and the style, and allows nothing else', () => {
  const text = toHtml(createReport(), [], { page })
  expect(text).toContain(
    `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-script'; style-src 'sha256-style'; img-src data:; base-uri 'none'; form-action 'none'">`,
  )
  expect(text).toContain(`<script type="module">${page.script.text}</script>`)
  expect(text).toContain('<style>p{}</style>')
  expect(text.replace(/<noscript>.*/s, '')).not.toMatch(/\ssrc=|<link/)
  expect(toContent(text, '<title>', '</title>')).toBe(explainHeadline(createReport()))
})

test('Shows the report as text where no scripts run', () => {
  const text = toContent(toHtml(createReport(), [], { page }), '<noscript><pre>', '</pre>')
  const shown = text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
  expect(shown).toBe(toText(createReport(), { verbose: true }))
})

test('Keeps the latest exchanges and all with findings', () => {
  const journal = toJournal(Array.from({ length: mostShown + 3 }, () => ({})))
  const report = createReport()
  const [first] = report.results.flatMap(({ findings }) => findings)
  const results = report.results.map(result => ({
    ...result,
    findings: first ? [{ ...first, subject: { ...first.subject, run: 0, position: 2 } }] : [],
    knownFindings: [],
  }))
  const { runs } = toRun(toHtml({ ...report, results }, [{ journal }], { page }))
  const [{ entries, omitted, total }] = runs
  expect([omitted, total, entries.length]).toEqual([2, mostShown + 3, mostShown + 1])
  expect(entries.slice(0, 2).map(({ position }: { position: number }) => position)).toEqual([2, 4])
})

test('Escapes every text', () => {
  const harmless = toTags(toHtml(createHostileReport('harmless'), [], { page }))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom(...hostile)), text => {
      const written = toHtml(createHostileReport(text), [], { page })
      expect(toTags(written)).toEqual(harmless)
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(() => toRun(written)).not.toThrow()
    }),
  )
})

test('Refuses a page that is not the one of the console', () => {
  expect(() => toHtml(createReport(), [], { page: { ...page, html: '<html></html>' } })).toThrow(TypeError)
  expect(() => toHtml(createReport(), [])).toThrow(TypeError)
})
