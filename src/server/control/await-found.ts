import type { Switchboard } from '../../emulator/switchboard.ts'
import { toDurationText } from '../../words/duration.ts'
import { maskAll } from '../../words/mask.ts'
import type { Mask } from '../../words/secrets.ts'
import { type Awaited, checkAwait } from './await-check.ts'
import { createLookout, type Lookout } from './await-lookout.ts'
import { type Interruptions, type WaitEnd, waitFor } from './await-wait.ts'
import { Problem, toProblem } from './problem.ts'

/**
 * Waits for what is written as for `POST /await`, and gives what there is then, as the control surface shows it. Rejects
 * with a Problem: every slip of what is written, or, where it has not happened in time, what there is and what came near.
 */
export async function awaitFound(
  switchboard: Switchboard,
  input: object,
  interruptions: Interruptions,
): Promise<readonly object[]> {
  const checked = checkAwait(input)
  if ('problems' in checked) throw toProblem(checked.problems)
  const { awaited } = checked
  checkMemory(switchboard, awaited)
  switchboard.now()
  const lookout = createLookout(switchboard, awaited.wanted)
  const how = await waitFor(switchboard, lookout, awaited.count, awaited.within, interruptions)
  if (how === 'found') return lookout.toViews()
  throw toNotYet(lookout, awaited, how, switchboard.mask)
}

function checkMemory({ settings }: Switchboard, { wanted }: Awaited): void {
  if ('call' in wanted || settings.journal > 0) return
  const why = 'The journal keeps nothing, so nothing can be found in it: start with --journal 1000, say.'
  throw new Problem('not-possible', why)
}

function toNotYet(lookout: Lookout, { count, within }: Awaited, how: Exclude<WaitEnd, 'found'>, mask: Mask): Problem {
  const what = mask(lookout.explain(count))
  if (how === 'left') return new Problem('not-yet', `Whoever waited for ${what} has left.`)
  const near = maskAll(lookout.findNear(), mask)
  const waited =
    how === 'closing' ? `The emulator closes. Waited for ${what}` : `Waited ${toDurationText(within)} for ${what}`
  const there =
    lookout.size === 0 ? 'there was none' : lookout.size === 1 ? 'there was 1' : `there were ${lookout.size}`
  const nearest = near[0] ? ` What came nearest: ${near[0].differs.join('; ')}.` : ''
  return new Problem('not-yet', `${waited}, and ${there}.${nearest}`, undefined, { found: lookout.toViews(), near })
}
