import { type Probe, toDraft } from '../probe.ts'
import { createToldCall, toEndCall, toStartCall } from '../told-call.ts'

/** Two calls begin at once. */
export const atOnce: Probe = {
  id: 'at-once',
  sentence: 'Two calls begin, and both callbacks are sent at once.',
  controls: ['start-call'],
  atOnce: true,
  toDrafts: stage => [
    toDraft(stage, toStartCall(createToldCall('one', stage))),
    toDraft(stage, toStartCall(createToldCall('other', stage))),
  ],
}

/** A callback comes twice. */
export const duplicate: Probe = {
  id: 'duplicate',
  sentence: 'The beginning of a call is told twice, with the same body.',
  controls: ['start-call'],
  toDrafts: stage => {
    const draft = toDraft(stage, toStartCall(createToldCall('twice', stage)))
    return [draft, draft]
  },
}

/** The end of a call comes before its beginning. */
export const outOfOrder: Probe = {
  id: 'out-of-order',
  sentence: 'The end of a call is told before its beginning.',
  controls: ['start-call', 'end-call'],
  toDrafts: stage => {
    const call = createToldCall('backwards', stage)
    return [toDraft(stage, toEndCall(call)), toDraft(stage, toStartCall(call))]
  },
}
