import type { Probe } from '../probe.ts'
import { atOnce, duplicate, outOfOrder } from './delivery.ts'
import { foreignApp, ownQuery, stale, unsigned, wrongSign } from './identity.ts'
import { endCall, memberChanged, startCall, startCallSample } from './life.ts'
import { huge, malformed, unknownFields, unknownWord } from './oddity.ts'

/**
 * Every probe, in the order in which they are played. Those of one wave may be played side by side; what could end a
 * receiver stands alone, so that its end is not blamed on a neighbour, and last.
 */
export const waves: readonly (readonly Probe[])[] = [
  [startCall],
  [startCallSample],
  [memberChanged],
  [endCall],
  [atOnce],
  [ownQuery, foreignApp],
  [wrongSign, unsigned],
  [stale],
  [duplicate],
  [outOfOrder],
  [unknownWord],
  [unknownFields],
  [huge],
  [malformed],
]

/** Every probe there is. */
export const probes: readonly Probe[] = waves.flat()
