import type { App } from '../../emulator/state.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { quote } from '../../words/quote.ts'
import { Problem } from './problem.ts'

/** How many applications a sentence names. */
const named = 10

/** The application with an id, or the first where none is named; throws a Problem that names those there are. */
export function findApp(switchboard: Switchboard, id: string | number | undefined): App {
  const found = id === undefined ? switchboard.listApps()[0] : findNumber(switchboard, `${id}`)
  if (found) return found
  throw new Problem(
    'no-such-application',
    `There is no application ${typeof id === 'string' ? quote(id) : id}: there are ${explainApps(switchboard)}.`,
  )
}

const findNumber = (switchboard: Switchboard, id: string) =>
  /^\d{1,10}$/.test(id) ? switchboard.findApp(Number(id)) : undefined

/** The ids there are, in words: the first of them, and how many more. */
export function explainApps(switchboard: Pick<Switchboard, 'listApps'>): string {
  const ids = switchboard.listApps().map(({ sdkAppId }) => sdkAppId)
  const more = ids.length > named ? ` and ${ids.length - named} more` : ''
  return `${ids.slice(0, named).join(', ')}${more}`
}
