import packageJson from '../../../package.json' with { type: 'json' }
import { toIso } from '../../control/views.ts'
import { defineRoute } from './route.ts'

export const health = defineRoute({
  id: 'getHealth',
  tag: 'emulator',
  method: 'get',
  path: '/health',
  isPublic: true,
  summary: 'Whether it serves',
  answer: 'Health',
  gives: "`status`, `version`, `now` on the emulator's clock, and how many calls are live.",
  handle: ({ switchboard }) => ({
    status: 'ok',
    version: packageJson.version,
    now: toIso(switchboard.now()),
    calls: switchboard.countLive(),
  }),
})

export const reset = defineRoute({
  id: 'reset',
  tag: 'emulator',
  method: 'post',
  path: '/reset',
  summary: "Back to the scenario's beginning: calls, faults, clock, ids",
  answer: 'Health',
  gives: 'The same as `health`.',
  handle: visit => {
    visit.switchboard.reset()
    return health.handle(visit)
  },
})
