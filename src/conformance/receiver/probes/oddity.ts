import { toCrowdedStart } from '../crowd.ts'
import { type Draft, type Probe, type Stage, toDraft } from '../probe.ts'
import { createToldCall, toEndCall, toMemberChanged, toStartCall } from '../told-call.ts'

const callOf = (name: string, stage: Stage) => createToldCall(name, stage)

const begin = (name: string, stage: Stage): Draft => toDraft(stage, toStartCall(callOf(name, stage)))

/** A word that no callback of today has. */
const unknown = 'Call.CallbackAfterRingback'

/** A callback of a word that there is not yet. */
export const unknownWord: Probe = {
  id: 'unknown-word',
  sentence: `A callback comes whose word is ${unknown}, which there is not.`,
  controls: ['start-call'],
  toDrafts: stage => {
    const body = { ...toStartCall(callOf('unknown word', stage)), CallbackCommand: unknown }
    return [{ ...begin('unknown word', stage), command: unknown, body: JSON.stringify(body) }]
  },
}

/** Fields that there are not yet: a text, a number, a list, a struct. */
const extra = { RingbackText: 'new', RingbackNumber: 1, RingbackList: [1], RingbackInfo: { New: true } }

const extend = <One extends object>(one: One) => ({ ...one, ...extra })

/** Callbacks with fields that there are not yet, at every depth. */
export const unknownFields: Probe = {
  id: 'unknown-fields',
  sentence: "A call's three callbacks come with further fields, in the body and in every struct in it.",
  controls: ['start-call', 'member-changed', 'end-call'],
  toDrafts: stage => {
    const call = callOf('unknown fields', stage)
    const [start, change, end] = [toStartCall(call), toMemberChanged(call), toEndCall(call)]
    return [
      toDraft(stage, extend({ ...start, CallInfo: extend(start.CallInfo), UserList: start.UserList.map(extend) })),
      toDraft(
        stage,
        extend({
          ...change,
          UserList: change.UserList.map(extend),
          ChangedUserList: change.ChangedUserList.map(extend),
        }),
      ),
      toDraft(stage, extend({ ...end, CallRecord: extend(end.CallRecord) })),
    ]
  },
}

/** A body of more than 64 KiB. */
export const huge: Probe = {
  id: 'huge',
  sentence: 'A call to some hundred members begins: a body of more than 64 KiB.',
  controls: ['start-call'],
  toDrafts: stage => [{ ...begin('huge', stage), ...toCrowdedStart(callOf('huge', stage)) }],
}

/** A body that breaks off in the middle, and a good one after it. */
export const malformed: Probe = {
  id: 'malformed',
  sentence: 'A body breaks off in the middle, and a good callback follows.',
  controls: ['start-call'],
  toDrafts: stage => {
    const broken = begin('malformed', stage)
    return [{ ...broken, body: broken.body.slice(0, 60) }, begin('after malformed', stage)]
  },
}
