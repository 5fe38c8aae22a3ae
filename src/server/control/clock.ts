import { z } from 'zod'
import { clockForm, parseClockMode } from '../../emulator/clock.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { durationForm, longestDuration, parseDuration } from '../../words/duration.ts'
import { Problem } from './problem.ts'
import { defineRoute } from './route.ts'
import { toIso, toNoteView } from './views.ts'

const toClockView = (switchboard: Switchboard) => ({
  now: toIso(switchboard.now()),
  mode: switchboard.clock.mode,
  beginning: toIso(switchboard.clock.beginning),
  nextDue: toIso(switchboard.findNextDue()),
})

export const getClock = defineRoute({
  method: 'get',
  path: '/clock',
  summary: 'What time it is, and how it passes',
  gives: "`now`, `mode`, the scenario's `beginning`, and when something is due next.",
  handle: ({ switchboard }) => toClockView(switchboard),
})

const mode = z.string().meta({ description: clockForm, examples: ['real', 'manual', '60x'] })

export const putClock = defineRoute({
  method: 'put',
  path: '/clock',
  summary: 'Lets time pass with the wall, by hand, or faster. The time itself stays',
  input: z.strictObject({ mode }),
  gives: 'The clock.',
  handle: ({ switchboard, input }) => {
    const wanted = parseClockMode(input.mode)
    if (!wanted)
      throw new Problem('not-valid', `mode is ${JSON.stringify(input.mode.slice(0, 40))}: want ${clockForm}.`)
    switchboard.setClock(wanted)
    return toClockView(switchboard)
  },
})

export const advanceClock = defineRoute({
  method: 'post',
  path: '/clock/advance',
  summary: 'Puts the clock ahead and plays everything due on the way, in order; callbacks leave at their own instants',
  input: z.union([
    z.strictObject({ by: z.string().meta({ description: durationForm, examples: ['30s'] }) }),
    z.strictObject({ to: z.string().meta({ description: 'A moment, ISO 8601.', examples: ['2026-01-15T09:31:00Z'] }) }),
  ]),
  gives: '`now`, what `happened` on the way, and how much of it was `omitted` as too long to tell.',
  handle: async ({ switchboard, input, advance }) => {
    const moment = 'to' in input ? toMoment(input.to, switchboard.now()) : undefined
    const stretch = 'by' in input ? toStretch(input.by) : 0
    const played = await advance(() => moment ?? switchboard.now() + stretch)
    return { now: toIso(played.now), happened: played.happened.map(toNoteView), omitted: played.omitted }
  },
})

function toStretch(by: string): number {
  const stretch = parseDuration(by)
  if (stretch === undefined || !Number.isFinite(stretch)) {
    throw new Problem('not-valid', `by is ${JSON.stringify(by.slice(0, 40))}: want ${durationForm}, ten years at most.`)
  }
  return stretch
}

function toMoment(to: string, now: number): number {
  const moment = Date.parse(to)
  if (Number.isNaN(moment)) {
    throw new Problem(
      'not-valid',
      `to is ${JSON.stringify(to.slice(0, 40))}: want a moment such as 2026-01-15T09:31:00Z.`,
    )
  }
  if (moment < now)
    throw new Problem('not-possible', `It is ${toIso(now)} already, and time does not go back; reset does.`)
  if (moment - now > longestDuration) throw new Problem('not-valid', 'That is more than ten years ahead.')
  return moment
}
