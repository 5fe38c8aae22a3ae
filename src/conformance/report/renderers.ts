import type { Format, Render } from './formats.ts'

/**
 * What reports are made from: of one run its journal, which `ringback report` reads again; of several an array of
 * them in their order. An empty array if there is none.
 */
export const toJournal: Render = (_report, journals) => {
  const documents = journals.map(({ journal }) => journal)
  return JSON.stringify(documents.length === 1 ? documents[0] : documents)
}

/** Every renderer, by its format, loaded when it is asked for. */
export const renderers: { readonly [Name in Format]: () => Promise<Render> } = {
  text: async () => (await import('./to-text.ts')).toText,
  json: async () => (await import('./to-json.ts')).toJson,
  junit: async () => (await import('./to-junit.ts')).toJunit,
  markdown: async () => (await import('./to-markdown.ts')).toMarkdown,
  html: async () => (await import('./to-html.ts')).toHtml,
  sarif: async () => (await import('./to-sarif.ts')).toSarif,
  har: async () => (await import('./to-har.ts')).toHar,
  journal: async () => toJournal,
}
