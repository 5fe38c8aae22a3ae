import packageJson from '../../../package.json' with { type: 'json' }
import { defineRoute } from './route.ts'
import { toIso } from './views.ts'

export const health = defineRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether it serves',
  gives: "`status`, `version`, `now` on the emulator's clock, and how many calls are live.",
  handle: ({ switchboard }) => ({
    status: 'ok',
    version: packageJson.version,
    now: toIso(switchboard.now()),
    calls: switchboard.countLive(),
  }),
})

export const reset = defineRoute({
  method: 'post',
  path: '/reset',
  summary: "Back to the scenario's beginning: calls, faults, clock, ids",
  gives: 'The same as `health`.',
  handle: visit => {
    visit.switchboard.reset()
    return health.handle(visit)
  },
})
