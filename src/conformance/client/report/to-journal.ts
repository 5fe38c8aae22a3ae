import type { Render } from '../format.ts'

/**
 * What reports are made from: of one run its journal, which `ringback report` reads again; of several an array of
 * them in their order. An empty array if there is none.
 */
export const toJournal: Render = (_report, journals) => {
  const documents = journals.map(({ journal }) => journal)
  return JSON.stringify(documents.length === 1 ? documents[0] : documents)
}
