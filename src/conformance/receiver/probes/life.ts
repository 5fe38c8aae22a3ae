import { type Probe, type Stage, toDraft } from '../probe.ts'
import { createToldCall, toEndCall, toMemberChanged, toStartCall } from '../told-call.ts'

const callOf = ({ began, sha256 }: Stage) => createToldCall('life', began, sha256)

/** A call begins. */
export const startCall: Probe = {
  id: 'start-call',
  sentence: 'A call begins.',
  controls: [],
  toDrafts: stage => [toDraft(stage, toStartCall(callOf(stage)))],
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
