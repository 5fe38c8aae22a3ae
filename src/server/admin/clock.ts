import * as z from 'zod'
import { setClock, toMoment, toStretch } from '../../control/clock.ts'
import { toIso, toNoteView } from '../../control/views.ts'
import { clockForm } from '../../emulator/clock.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { durationForm } from '../../text/duration.ts'
import { defineRoute } from './route.ts'

const toClockView = (switchboard: Switchboard) => ({
  now: toIso(switchboard.now()),
  mode: switchboard.clock.mode,
  beginning: toIso(switchboard.clock.beginning),
  nextDue: toIso(switchboard.findNextDue()),
})

export const getClock = defineRoute({
  id: 'getClock',
  tag: 'clock',
  method: 'get',
  path: '/clock',
  summary: 'What time it is, and how it passes',
  answer: 'Clock',
  gives: "`now`, `mode`, the scenario's `beginning`, and when something is due next.",
  handle: ({ switchboard }) => toClockView(switchboard),
})

const mode = z.string().meta({ description: clockForm, examples: ['real', 'manual', '60x'] })

export const putClock = defineRoute({
  id: 'setClock',
  tag: 'clock',
  method: 'put',
  path: '/clock',
  summary: 'Lets time pass with the wall, by hand, or faster. The time itself stays',
  input: z.strictObject({ mode }),
  answer: 'Clock',
  gives: 'The clock.',
  handle: ({ switchboard, input }) => {
    setClock(switchboard, input.mode)
    return toClockView(switchboard)
  },
})

export const advanceClock = defineRoute({
  id: 'advanceClock',
  tag: 'clock',
  method: 'post',
  path: '/clock/advance',
  summary: 'Puts the clock ahead and plays everything due on the way, in order; callbacks leave at their own instants',
  input: z.union([
    z.strictObject({ by: z.string().meta({ description: durationForm, examples: ['30s'] }) }),
    z.strictObject({ to: z.string().meta({ description: 'A moment, ISO 8601.', examples: ['2026-01-15T09:31:00Z'] }) }),
  ]),
  answer: 'Advance',
  gives: '`now`, what `happened` on the way, and how much of it was `omitted` as too long to tell.',
  handle: async ({ switchboard, input, advance }) => {
    const moment = 'to' in input ? toMoment(input.to, switchboard.now()) : undefined
    const stretch = 'by' in input ? toStretch(input.by) : 0
    const played = await advance(() => moment ?? switchboard.now() + stretch)
    return { now: toIso(played.now), happened: played.happened.map(toNoteView), omitted: played.omitted }
  },
})
