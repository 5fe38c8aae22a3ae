import { formatList } from '../text/format.ts'
import type { Call, Instant, Member } from './call.ts'
import { type ActionName, type CallAction, invitationActions, memberActions, wholeCallActions } from './call.ts'
import { step } from './transition.ts'

/** How many of those who can do the same are named. */
const named = 3

/** What could be done to a call as it stands, and by whom, as a sentence. */
export function describeAllowedActions(call: Call, now: Instant): string {
  if (call.ending) return 'Nothing more can be done to it.'
  const whole: readonly ActionName[] = wholeCallActions.filter(does => isPossible(call, { does }, now))
  const offers = [
    ...(['ringing', 'talking'] as const).flatMap(state => explainMembers(call, state, now)),
    'join or invite for others',
    formatList(whole),
  ]
  return `What can be done: ${offers.join('; ')}.`
}

function explainMembers(call: Call, state: Member['state'], now: Instant): readonly string[] {
  const users = call.members.filter(member => member.state === state).map(({ user }) => user)
  const [user] = users
  if (user === undefined) return []
  const deeds: readonly ActionName[] = [
    ...memberActions.filter(does => isPossible(call, { does, user }, now)),
    ...invitationActions.filter(does => isPossible(call, { does, users: [user] }, now)),
  ]
  const more = users.length > named ? [`${users.length - named} more`] : []
  return [`${formatList(deeds)} for ${formatList([...users.slice(0, named), ...more])}`]
}

const isPossible = (call: Call, command: CallAction, now: Instant) => !('impossible' in step(call, command, now))
