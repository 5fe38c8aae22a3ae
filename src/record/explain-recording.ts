import { toDurationText } from '../text/duration.ts'
import type { RecordingFacts } from './recording-facts.ts'

/** What a recording is and where it is not to be trusted, as sentences. */
export function explainRecording({ exchanges, lead, own, leftOut, untold, isLenient }: RecordingFacts): string {
  return [
    `Recorded from ${toCount(exchanges, 'exchange')} with a server. Accounts, ids, rooms, groups, keys and addresses are made up.`,
    'Calls are as requests have shown them: between two looks at a call its members may have done more, who left may have left otherwise, and a call that nobody saw end does not end.',
    ...(lead >= soon ? [explainLead(lead)] : []),
    ...(own > 0 ? [`The client started ${toCount(own, 'call')} itself: it will again, and nobody answers there.`] : []),
    ...(leftOut > 0 ? [`There was no place for ${toCount(leftOut, 'more call')}.`] : []),
    ...(untold > 0 ? [`What went wrong at ${toCount(untold, 'exchange')} no fault can repeat.`] : []),
    ...(isLenient
      ? ['The server took requests that strict validation refuses: play it with --validation lenient.']
      : []),
  ].join(' ')
}

/** What is over before any client has asked, in milliseconds. */
export const soon = 1_000

/** That time is to be put ahead before the first request. */
export const explainLead = (lead: number): string =>
  `It begins ${toDurationText(lead)} before the first request did, with the first call of it: start with --clock manual, and put the clock ahead by that (POST clock/advance) before the client asks.`

/** A number of things, such as `3 calls`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
