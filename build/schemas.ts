import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { journalSchema } from '../src/emulator/journal.ts'
import { snapshotSchema } from '../src/emulator/snapshot.ts'

/** The JSON Schemas of journals and snapshots, by the names of their files. */
export const toSchemas = (): { readonly [file: string]: string } => ({
  'journal.schema.json': toText('A journal of ringback: what clients did, without secrets', journalSchema()),
  'snapshot.schema.json': toText('A snapshot of ringback: the state of an emulator', snapshotSchema()),
})

const toText = (title: string, schema: z.ZodType): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }) })}\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(toSchemas())) writeFileSync(`schemas/${file}`, text)
}
