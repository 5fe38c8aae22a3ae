import * as z from 'zod'
import * as clock from '../../control/clock.ts'
import { toEventView, toIso } from '../../control/views.ts'
import { catchUp } from '../../emulator/advance.ts'
import { clockForm } from '../../emulator/clock.ts'
import { durationForm } from '../../text/duration.ts'
import { defineRoute } from './route.ts'

export const getClock = defineRoute({
  id: 'getClock',
  tag: 'clock',
  method: 'get',
  path: '/clock',
  perApp: true,
  summary: 'Get the time and the mode of the clock; of the first application if none is named',
  answer: 'Clock',
  gives: '`now`, `mode`, the `beginning` of the scenario, when something is due next, and what is `due`.',
  handle: ({ core, app = core.defaultApp }) => clock.toClockView(app),
})

export const setClock = defineRoute({
  id: 'setClock',
  tag: 'clock',
  method: 'put',
  path: '/clock',
  perApp: true,
  summary: 'Set the mode of the clock; of every application if none is named. The time stays',
  input: z.strictObject({
    mode: z.string().meta({ description: clockForm, examples: ['real', 'manual', 'auto', '60x'] }),
    idle: z
      .string()
      .optional()
      .meta({ description: 'In mode auto: real time without requests before a jump; 50ms if absent.' }),
    maxSkip: z.string().optional().meta({ description: 'In mode auto: the longest jump; 1h if absent.' }),
  }),
  answer: 'Clock',
  gives: 'The clock.',
  handle: ({ core, app, input }) => {
    clock.setClock(core, input, app)
    return clock.toClockView(app ?? core.defaultApp)
  },
})

export const advanceClock = defineRoute({
  id: 'advanceClock',
  tag: 'clock',
  method: 'post',
  path: '/clock/advance',
  perApp: true,
  summary: 'Advance the clock, of every application if none is named, and perform everything due on the way, in order',
  input: z.union([
    z.strictObject({ by: z.string().meta({ description: durationForm, examples: ['30s'] }) }),
    z.strictObject({ to: z.string().meta({ description: 'A time, ISO 8601.', examples: ['2026-01-15T09:31:00Z'] }) }),
  ]),
  answer: 'Advance',
  gives: '`now`, what `happened`, by time, and how many earlier events are `omitted`.',
  handle: async ({ core, control, app, input }) => {
    const ahead =
      'to' in input
        ? { to: clock.toInstant(input.to, catchUp(app ?? core.defaultApp)) }
        : { by: clock.toDuration(input.by, 'by') }
    const { now, happened, omitted } = await clock.advanceClock(control, ahead, app)
    return { now: toIso(now), happened: happened.map(toEventView), omitted }
  },
})
