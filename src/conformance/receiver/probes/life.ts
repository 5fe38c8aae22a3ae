import { type Probe, type Stage, toDraft } from '../probe.ts'
import { createToldCall, toEndCall, toMemberChanged, toStartCall } from '../told-call.ts'

const callOf = (stage: Stage) => createToldCall('life', stage)

/** A call begins. */
export const startCall: Probe = {
  id: 'start-call',
  sentence: 'A call begins.',
  controls: [],
  toDrafts: stage => [toDraft(stage, toStartCall(callOf(stage)))],
}

/** The start of a call in the shape of the sample on page 68941. */
export const startCallSample: Probe = {
  id: 'start-call-sample',
  sentence: 'A call begins, and the media type is in CallMediaType alone, without MediaType.',
  controls: [],
  notAfterSlow: 'start-call',
  toDrafts: stage => [toDraft(stage, toStartCall({ ...createToldCall('sample', stage), shape: 'sample' }))],
}

/** The same call is answered. */
export const memberChanged: Probe = {
  id: 'member-changed',
  sentence: 'The same call is answered.',
  controls: [],
  toDrafts: stage => [toDraft(stage, toMemberChanged(callOf(stage)))],
}

/** The same call ends. */
export const endCall: Probe = {
  id: 'end-call',
  sentence: 'The same call ends.',
  controls: [],
  toDrafts: stage => [toDraft(stage, toEndCall(callOf(stage)))],
}
