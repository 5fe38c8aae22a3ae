import type { ClientReport } from '../client/report.ts'
import type { Format, Render, RenderClient, RenderOptions, Report, ReportFormat } from './model.ts'

/** The renderers of every report by format, loaded on demand. */
export const reportRenderers: { readonly [Name in ReportFormat]: () => Promise<Render> } = {
  text: async () => (await import('./to-text.ts')).toText,
  json: async () => (await import('./to-json.ts')).toJson,
  junit: async () => (await import('./to-junit.ts')).toJunit,
  markdown: async () => (await import('./to-markdown.ts')).toMarkdown,
  html: async () => {
    const { toHtml } = await import('./to-html.ts')
    return (report, options) => toHtml(report, [], options)
  },
}

/** A report as a text of a format. */
export const renderReport = async (report: Report, format: ReportFormat, options?: RenderOptions): Promise<string> =>
  (await reportRenderers[format]())(report, options)

const ofEveryReport =
  (format: ReportFormat): (() => Promise<RenderClient<ClientReport>>) =>
  async () => {
    const render = await reportRenderers[format]()
    return (report, _, options) => render(report, options)
  }

/** The renderers of a report on clients by format, loaded on demand. */
export const renderers: { readonly [Name in Format]: () => Promise<RenderClient<ClientReport>> } = {
  text: ofEveryReport('text'),
  json: ofEveryReport('json'),
  junit: ofEveryReport('junit'),
  markdown: ofEveryReport('markdown'),
  html: async () => (await import('./to-html.ts')).toHtml,
  sarif: async () => (await import('./to-sarif.ts')).toSarif,
  har: async () => (await import('./to-har.ts')).toHar,
  journal: async () => toJournal,
}

/** The journal of one run, as `ringback report` reads it, or an array with the journals of several runs or none. */
const toJournal: RenderClient<ClientReport> = (_, journals) => {
  const documents = journals.map(({ journal }) => journal)
  return JSON.stringify(documents.length === 1 ? documents[0] : documents)
}
