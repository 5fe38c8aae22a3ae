import type { Format, Render } from '../format.ts'

/** Every renderer, by its format, loaded when it is asked for. */
export const renderers: { readonly [Name in Format]: () => Promise<Render> } = {
  text: async () => (await import('./to-text.ts')).toText,
  json: async () => (await import('./to-json.ts')).toJson,
  junit: async () => (await import('./to-junit.ts')).toJunit,
  markdown: async () => (await import('./to-markdown.ts')).toMarkdown,
  html: async () => (await import('./to-html.ts')).toHtml,
  sarif: async () => (await import('./to-sarif.ts')).toSarif,
  har: async () => (await import('./to-har.ts')).toHar,
  journal: async () => (await import('./to-journal.ts')).toJournal,
}
