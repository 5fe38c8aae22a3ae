import * as z from 'zod'
import { Problem } from '../../control/problem.ts'
import { parseSnapshot, SnapshotError } from '../../emulator/snapshot/parse.ts'
import { readSnapshotText } from '../read-snapshot.ts'
import { health } from './health.ts'
import { defineRoute } from './route.ts'

export const getSnapshot = defineRoute({
  id: 'getSnapshot',
  tag: 'emulator',
  method: 'get',
  path: '/snapshot',
  showsSecrets: true,
  summary: 'All that is remembered, as one document, to go back to it another time',
  answer: 'Snapshot',
  gives: 'A snapshot, with the secret keys of all applications in it. Not the journal, events or settled callbacks.',
  handle: ({ switchboard }) => switchboard.save(),
})

export const putSnapshot = defineRoute({
  id: 'restoreSnapshot',
  tag: 'emulator',
  method: 'put',
  path: '/snapshot',
  summary: 'Back to a snapshot, its clock included; refused whole if anything in it is wrong, 256 MiB at most',
  shape: () =>
    z.looseObject({ ringback: z.literal('snapshot'), version: z.literal(1) }).meta({
      description: 'A document as `GET /snapshot` gives it; what else it has is for no one to write.',
    }),
  answer: 'Health',
  gives: 'The same as `health`. A refusal has every slip with its path in `problems`.',
  handle: async visit => {
    const body = await readSnapshotText(visit.request.body)
    if ('unreadable' in body) throw explainUnreadable(body.unreadable)
    try {
      visit.switchboard.restore(parseSnapshot(body.text))
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error
      throw new Problem(error.isJson ? 'not-valid' : 'not-json', error.message, error.problems)
    }
    return health.handle(visit)
  },
})

const explainUnreadable = (why: string) =>
  why === 'too large'
    ? new Problem('too-large', 'Want at most 256 MiB.')
    : new Problem('not-json', `The body is ${why}: want a snapshot as GET /_ringback/snapshot gives it.`)
