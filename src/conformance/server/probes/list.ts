import type { Probe } from '../probe.ts'
import { bodyProbes } from './body.ts'
import { callbackProbes } from './callback.ts'
import { callProbes } from './calls.ts'
import { floodProbes } from './flood.ts'
import { identityProbes } from './identity.ts'
import { orderProbes } from './order.ts'
import { queryProbes } from './query.ts'
import { recordProbes } from './records.ts'

const all = [
  ...queryProbes,
  ...identityProbes,
  ...orderProbes,
  ...bodyProbes,
  ...callProbes,
  ...callbackProbes,
  ...recordProbes,
  ...floodProbes,
] as const

/** What a probe is called. */
export type ProbeId = (typeof all)[number]['id']

/** Every probe, in the order in which they are played. */
export const probes: readonly Probe[] = all
