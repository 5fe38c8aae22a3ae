import type { Switchboard } from '../../emulator/switchboard.ts'
import type { Note } from '../../journal/note.ts'
import type { Wanted } from './await-check.ts'
import { type Criterion, toCallCriteria, toRequestCriteria, toWebhookCriteria } from './await-criteria.ts'
import { type Field, toCallField, toRequestField, toWebhookField } from './await-field.ts'
import { findNear, type Near } from './await-near.ts'

/** Looks out for what is wanted, and knows what of it there is. */
export interface Lookout {
  /** How many there are. */
  readonly size: number
  /** Takes notice of something that has happened. */
  hear(note: Note): void
  /** So many of what is looked out for, in words: `a request with command end_call`. */
  explain(count: number): string
  /** Those there are, as the control surface shows them; the latest thousand. */
  toViews(): readonly object[]
  /** Those that are nearly as wanted. */
  findNear(): readonly Near[]
}

/** How many are shown at most. */
const mostShown = 1_000

/** Creates a lookout that has looked at all there is already. */
export function createLookout(switchboard: Switchboard, wanted: Wanted): Lookout {
  if ('request' in wanted) return lookOut(toRequestField(switchboard), toRequestCriteria(wanted.request))
  if ('webhook' in wanted) return lookOut(toWebhookField(switchboard), toWebhookCriteria(wanted.webhook))
  return lookOut(toCallField(switchboard), toCallCriteria(wanted.call))
}

const nouns = { request: 'request', webhook: 'callback', call: 'call' } as const

function lookOut<Thing>(field: Field<Thing>, criteria: readonly Criterion<Thing>[]): Lookout {
  const fits = (thing: Thing) => criteria.every(criterion => criterion.fits(thing))
  const look = () => new Set(field.list().filter(fits))
  let found = look()
  return {
    get size() {
      return found.size
    },
    hear(note) {
      if (note.about === 'reset') found = look()
      // Of an application's own reset is told before it is done.
      if (note.about === 'app') for (const thing of found) if (field.isGoneWith(thing, note.app)) found.delete(thing)
      const told = field.findTold(note)
      // Looked at while it happens: what is so for an instant only has been so.
      if (told && fits(told)) found.add(told)
      else if (told) found.delete(told)
    },
    explain(count) {
      const what = count === 1 ? `a ${nouns[field.kind]}` : `${count} ${nouns[field.kind]}s`
      return [what, criteria.map(criterion => criterion.wanted).join(', ')].filter(Boolean).join(' with ')
    },
    toViews: () => [...found].slice(-mostShown).map(field.toView),
    findNear: () => findNear(field, criteria),
  }
}
