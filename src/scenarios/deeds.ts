import { type ActionName, invitationActions, memberActions, wholeCallActions } from '../call/call.ts'
import { formatList, formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'

/** Every verb of a step. */
const deeds: readonly ActionName[] = [...memberActions, ...invitationActions, ...wholeCallActions]

/** Whether a word is a verb of a step. */
export const isDeed = (word: unknown): boolean => deeds.some(deed => deed === word)

/** What else people call the same things. */
const synonyms: ReadonlyMap<string, ActionName> = new Map([
  ...deeds.map(deed => [deed, deed] as const),
  ['accept', 'answer'],
  ['pick-up', 'answer'],
  ['decline', 'reject'],
  ['refuse', 'reject'],
  ['leave', 'hangup'],
  ['disconnect', 'offline'],
  ['enter', 'join'],
  ['add', 'invite'],
  ['uninvite', 'cancel-invite'],
  ['withdraw', 'cancel-invite'],
  ['give-up', 'cancel'],
  ['break', 'interrupt'],
  ['terminate', 'end'],
])

/** Why a step's `does` is no verb, as a sentence with the verb that was probably meant, or else with all of them. */
export function explainDeed(does: unknown, ofMember: boolean): string {
  const all = `Members ${formatList(memberActions)}; others can ${formatList([...invitationActions, ...wholeCallActions])}.`
  if (does === undefined) return `does is missing: want what is done. ${all}`
  const nearest = typeof does === 'string' ? synonyms.get(findNearest(does, synonyms.keys()) ?? '') : undefined
  return `${formatValue(does)} is not something ${ofMember ? 'a member does' : 'done to a call'}. ${
    nearest ? `Did you mean "${nearest}"?` : all
  }`
}
