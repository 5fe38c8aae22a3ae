import { toEnumeration } from '../words/quote.ts'
import type { Call, Instant, Member } from './call.ts'
import { type Command, callDeeds, type Deed, invitationDeeds, memberDeeds } from './command.ts'
import { step } from './step.ts'

/** How many of those who can do the same are named. */
const named = 3

/** What could be done to a call as it stands, and by whom, as a sentence. */
export function explainPossible(call: Call, now: Instant): string {
  if (call.ending) return 'Nothing more can be done to it.'
  const whole: readonly Deed[] = callDeeds.filter(does => isPossible(call, { does }, now))
  const offers = [
    ...(['ringing', 'talking'] as const).flatMap(state => explainMembers(call, state, now)),
    'join or invite for others',
    toEnumeration(whole),
  ]
  return `What can be done: ${offers.join('; ')}.`
}

function explainMembers(call: Call, state: Member['state'], now: Instant): readonly string[] {
  const users = call.members.filter(member => member.state === state).map(({ user }) => user)
  const [user] = users
  if (user === undefined) return []
  const deeds: readonly Deed[] = [
    ...memberDeeds.filter(does => isPossible(call, { does, user }, now)),
    ...invitationDeeds.filter(does => isPossible(call, { does, users: [user] }, now)),
  ]
  const more = users.length > named ? [`${users.length - named} more`] : []
  return [`${toEnumeration(deeds)} for ${toEnumeration([...users.slice(0, named), ...more])}`]
}

const isPossible = (call: Call, command: Command, now: Instant) => !('impossible' in step(call, command, now))
