import { callDeeds, type Deed, invitationDeeds, memberDeeds } from '../engine/command.ts'
import { quote, toEnumeration } from '../words/quote.ts'
import { findNearest } from '../words/suggest.ts'

/** Every verb of a step. */
const deeds: readonly Deed[] = [...memberDeeds, ...invitationDeeds, ...callDeeds]

/** Whether a word is a verb of a step. */
export const isDeed = (word: unknown): boolean => deeds.some(deed => deed === word)

/** What else people call the same things. */
const synonyms: ReadonlyMap<string, Deed> = new Map([
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
  const all = `Members ${toEnumeration(memberDeeds)}; others can ${toEnumeration([...invitationDeeds, ...callDeeds])}.`
  if (does === undefined) return `does is missing: want what is done. ${all}`
  const nearest = typeof does === 'string' ? synonyms.get(findNearest(does, synonyms.keys()) ?? '') : undefined
  return `${quote(does)} is not something ${ofMember ? 'a member does' : 'done to a call'}. ${
    nearest ? `Did you mean "${nearest}"?` : all
  }`
}
