import { formatList, formatValue } from '../text/format.ts'
import type { Call, Instant, Member } from './call.ts'
import { findAllowedActions, type Rejection } from './transition.ts'

/** Why an action is not possible, by the code of the rejection. */
const rejections: {
  readonly [Code in Rejection['code']]: (rejection: Rejection & { readonly code: Code }) => string
} = {
  'call-ended': () => 'The call has ended.',
  'call-removed': () => 'The call no longer exists.',
  'unknown-call': () => 'Unknown call.',
  'already-answered': () => 'The call has been answered, so it cannot be cancelled. Use hangup or end.',
  'no-callee': () => 'Invalid to: expected at least one user.',
  'no-users': () => 'Invalid users: expected at least one user.',
  'self-call': ({ user }) => `Invalid to: expected users other than the caller, got ${formatValue(user)}.`,
  'duplicate-user': ({ user }) => `User ${formatValue(user)} is listed twice. List each user once.`,
  'not-in-call': ({ user }) => `User ${formatValue(user)} is not in the call.`,
  'already-in-call': ({ user }) => `User ${formatValue(user)} is already in the call.`,
  'still-ringing': ({ user, instead }) => `User ${formatValue(user)} is ringing. Use ${instead}.`,
  'not-ringing': ({ user, action, isInCall }) =>
    `${action} requires a ringing user, but ${formatValue(user)} is ${isInCall ? 'already' : 'not'} in the call.`,
  'duplicate-id': ({ id }) => `A call with the id ${formatValue(id)} already exists.`,
  'unknown-app': ({ app }) => `Unknown sdkappid ${app}.`,
}

/** Why an action is not possible, as a sentence. */
export function describeRejection(rejection: Rejection): string {
  // The entry of a code takes the rejections of that code.
  const describe = rejections[rejection.code] as (rejection: Rejection) => string
  return describe(rejection)
}

/** The most users that a sentence names. */
const mostNamed = 3

/** What is possible for a call, and for which users, as a sentence. */
export function describeAllowedActions(call: Call, now: Instant): string {
  if (call.ending) return 'No action is possible.'
  const allowed = findAllowedActions(call, now)
  const describeMembers = (state: Member['state']) => {
    const members = allowed.members.filter(member => member.state === state)
    const users = members.slice(0, mostNamed).map(({ user }) => user)
    const more = members.length > mostNamed ? [`${members.length - mostNamed} more`] : []
    const [first] = members
    return first ? [`${formatList(first.actions)} for ${formatList([...users, ...more])}`] : []
  }
  const clauses = [
    ...describeMembers('ringing'),
    ...describeMembers('talking'),
    'join or invite for others',
    formatList(allowed.call),
  ]
  return `Possible actions: ${clauses.join('; ')}.`
}
