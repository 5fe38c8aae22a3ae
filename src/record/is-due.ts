import { recordDelay } from '../call/record.ts'
import type { Clue } from './clue.ts'
import { toCallKey } from './lives.ts'
import { findOwnRefusal } from './own-refusal.ts'
import type { Story } from './story.ts'

/** Whether a refusal follows by itself from the calls that a scenario has, so that it needs no fault. */
export function isDue(
  { at, call, command, isUnset }: Clue,
  code: number,
  stories: ReadonlyMap<string, Story>,
): boolean {
  const story = call && stories.get(toCallKey(call.app, call.id))
  switch (findOwnRefusal(command, code)) {
    case 'CallbackNotSet':
      return isUnset
    case 'CallNotFound':
      // Of a call that is not in the scenario nobody knows anything there either.
      return call !== undefined && !(story && isLive(story, at))
    case 'RecordNotFound':
      return story?.endedAt === undefined || at < story.endedAt + recordDelay
    default:
      return false
  }
}

const isLive = ({ startedAt, endedAt }: Story, at: number) => at >= startedAt && (endedAt === undefined || at < endedAt)
