import { z } from 'zod'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { toDurationText } from '../../words/duration.ts'
import { type Awaited, checkAwait } from './await-check.ts'
import { createLookout, type Lookout } from './await-lookout.ts'
import { awaitSchema } from './await-schema.ts'
import { type WaitEnd, waitFor } from './await-wait.ts'
import { Problem, toProblem, toProblemResponse } from './problem.ts'
import { defineRoute } from './route.ts'

export const awaitIt = defineRoute({
  method: 'post',
  path: '/await',
  summary: 'Waits until requests or callbacks have come, or calls are as wanted; answers at once if it is so already',
  input: z.record(z.string(), z.unknown()),
  shape: awaitSchema,
  gives:
    'What was `found`, at least so many as wanted. Status 408 where it has not happened in time: then `found` has what there is, and `near` up to three that came nearest, each with what `differs` in words.',
  handle: async ({ switchboard, input, request, closing }) => {
    const checked = checkAwait(input)
    if ('problems' in checked) throw toProblem(checked.problems)
    const { awaited } = checked
    checkMemory(switchboard, awaited)
    switchboard.now()
    const lookout = createLookout(switchboard, awaited.wanted)
    const how = await waitFor(switchboard, lookout, awaited.count, awaited.within, { closing, left: request.signal })
    if (how === 'found') return { found: lookout.toViews() }
    const response = toProblemResponse(toNotYet(lookout, awaited, how))
    // A connection that is kept would hold up the port that closes.
    if (how === 'closing') response.headers.set('Connection', 'close')
    return response
  },
})

function checkMemory({ settings }: Switchboard, { wanted }: Awaited): void {
  if ('call' in wanted || settings.journal > 0) return
  const why = 'The journal keeps nothing, so nothing can be found in it: start with --journal 1000, say.'
  throw new Problem('not-possible', why)
}

function toNotYet(lookout: Lookout, { count, within }: Awaited, how: Exclude<WaitEnd, 'found'>): Problem {
  const what = lookout.explain(count)
  if (how === 'left') return new Problem('not-yet', `Whoever waited for ${what} has left.`)
  const near = lookout.findNear()
  const waited =
    how === 'closing' ? `The emulator closes. Waited for ${what}` : `Waited ${toDurationText(within)} for ${what}`
  const there =
    lookout.size === 0 ? 'there was none' : lookout.size === 1 ? 'there was 1' : `there were ${lookout.size}`
  const nearest = near[0] ? ` What came nearest: ${near[0].differs.join('; ')}.` : ''
  return new Problem('not-yet', `${waited}, and ${there}.${nearest}`, undefined, { found: lookout.toViews(), near })
}
