import { Problem } from '../../control/problem.ts'
import { explainUnreadable } from '../../emulator/explain-body.ts'
import { readAskBody } from '../read-body.ts'

/** A request's body as text, bounded in size and time; throws a Problem if it cannot be read. */
export async function readText(request: Request): Promise<string> {
  const body = await readAskBody(request.body, request.headers.get('content-encoding') ?? undefined)
  if ('text' in body) return body.text
  if (body.unreadable === 'too large') throw new Problem('too-large', 'Want at most 1 MiB.')
  throw new Problem('not-json', explainUnreadable(body.unreadable).because)
}
