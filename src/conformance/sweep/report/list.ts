import type { RenderOptions } from '../../report/formats.ts'
import type { Sweep } from '../sweep.ts'
import type { SweepFormat } from './format.ts'
import { toJson } from './to-json.ts'
import { toMarkdown } from './to-markdown.ts'
import { toText } from './to-text.ts'

/** Every renderer of a sweep, by its format. */
export const sweepRenderers: { readonly [Name in SweepFormat]: (sweep: Sweep, options?: RenderOptions) => string } = {
  text: toText,
  json: toJson,
  markdown: toMarkdown,
}
