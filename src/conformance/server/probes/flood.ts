import type { Probe } from '../probe.ts'
import { toPlain } from './query.ts'

/** More requests than a second's limit, at once; twice as many as the limit, so that it is met on slow lines too. */
export const floodProbes = [
  {
    id: 'flood',
    sentence: 'A call that there never was is asked for 400 times, 50 at once.',
    command: 'get_call_info',
    needsWrite: true,
    flood: { times: 400, atOnce: 50 },
    toDraft: toPlain,
  },
] as const satisfies readonly Probe[]
