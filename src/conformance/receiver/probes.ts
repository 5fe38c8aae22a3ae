import type { Prerequisite } from '../probe-runner.ts'
import {
  type CallbackTemplate,
  createCall,
  type ExampleCall,
  type ReceiverContext,
  type ReceiverProbe,
  toAnswered,
  toEnd,
  toStart,
  toTemplate,
} from './request.ts'

const accepted = (...probes: readonly string[]): readonly Prerequisite[] =>
  probes.map(probe => ({ probe, condition: 'accepted' }))

/** The start of a call of its own, with something changed in the request. */
const start =
  (name: string, change: Partial<CallbackTemplate> | ((context: ReceiverContext) => Partial<CallbackTemplate>) = {}) =>
  (context: ReceiverContext): readonly CallbackTemplate[] => [
    {
      ...toTemplate(context, toStart(createCall(context, name))),
      ...(typeof change === 'function' ? change(context) : change),
    },
  ]

/** A callback that does not exist. */
const unknownCommand = 'Call.CallbackAfterRingback'

/** Fields that do not exist yet: a text, a number, a list, an object. */
const extra = { RingbackText: 'new', RingbackNumber: 1, RingbackList: [1], RingbackInfo: { New: true } }

const extend = <One extends object>(one: One) => ({ ...one, ...extra })

/**
 * Every probe of a receiver, in the order in which they are sent. Those that could end a receiver come last and alone, so
 * that no other probe is blamed.
 */
export const receiverProbes = [
  { id: 'start-call', title: 'A call begins.', toRequests: start('life') },
  {
    id: 'start-call-sample',
    title: 'A call begins, with CallMediaType but without MediaType.',
    requires: [{ probe: 'start-call', condition: 'on-time' }],
    toRequests: context => [toTemplate(context, toStart({ ...createCall(context, 'sample'), shape: 'sample' }))],
  },
  {
    id: 'member-changed',
    title: 'The first call is answered.',
    toRequests: context => [toTemplate(context, toAnswered(createCall(context, 'life')))],
  },
  {
    id: 'end-call',
    title: 'The first call ends.',
    toRequests: context => [toTemplate(context, toEnd(createCall(context, 'life')))],
  },
  {
    id: 'at-once',
    title: 'Two calls begin, and both callbacks are sent at the same time.',
    requires: accepted('start-call'),
    batch: 2,
    toRequests: context => [...start('one')(context), ...start('other')(context)],
  },
  {
    id: 'own-query',
    title: "A call begins, and the receiver's address has ringback=1 in its query.",
    requires: accepted('start-call'),
    toRequests: start('own query', ({ target }) => ({ url: addQuery(target.url) })),
  },
  {
    id: 'foreign-app',
    title: 'A call begins, and SdkAppid is of another application.',
    joinsPrevious: true,
    requires: accepted('start-call'),
    toRequests: start('foreign', ({ target }) => ({
      sdkAppId: target.sdkAppId === 1400000001 ? 1400000002 : 1400000001,
    })),
  },
  {
    id: 'wrong-sign',
    title: 'A call begins, and Sign was made with another token.',
    requires: accepted('start-call'),
    needs: ['token'],
    toRequests: start('wrong sign', { signing: 'wrong' }),
  },
  {
    id: 'unsigned',
    title: 'A call begins, without Sign and RequestTime.',
    joinsPrevious: true,
    requires: accepted('start-call'),
    needs: ['token'],
    toRequests: start('unsigned', { signing: 'none' }),
  },
  {
    id: 'stale',
    title: 'A call begins, with a RequestTime of a day ago and a valid Sign.',
    // If Sign is not checked, anyone can send a recent RequestTime.
    requires: [...accepted('start-call'), { probe: 'wrong-sign', condition: 'refused' }],
    needs: ['token'],
    toRequests: start('stale', { signing: 'stale' }),
  },
  {
    id: 'duplicate',
    title: 'A call begins, and the callback is sent twice.',
    requires: accepted('start-call'),
    toRequests: context => [...start('twice')(context), ...start('twice')(context)],
  },
  {
    id: 'out-of-order',
    title: 'The end of a call is sent before its beginning.',
    requires: accepted('start-call', 'end-call'),
    toRequests: context => {
      const call = createCall(context, 'backwards')
      return [toTemplate(context, toEnd(call)), toTemplate(context, toStart(call))]
    },
  },
  {
    id: 'unknown-word',
    title: `A callback is sent whose CallbackCommand is ${unknownCommand}, which does not exist.`,
    requires: accepted('start-call'),
    toRequests: context => {
      const body = { ...toStart(createCall(context, 'unknown word')), CallbackCommand: unknownCommand }
      return [toTemplate(context, body)]
    },
  },
  {
    id: 'unknown-fields',
    title: 'The three callbacks of a call are sent with additional fields, in the body and in every object in it.',
    requires: accepted('start-call', 'member-changed', 'end-call'),
    toRequests: context => {
      const call = createCall(context, 'unknown fields')
      const [begin, change, end] = [toStart(call), toAnswered(call), toEnd(call)]
      const [UserList, Changed] = [change.UserList.map(extend), change.ChangedUserList.map(extend)]
      return [
        extend({ ...begin, CallInfo: extend(begin.CallInfo), UserList: begin.UserList.map(extend) }),
        extend({ ...change, UserList, ChangedUserList: Changed }),
        extend({ ...end, CallRecord: extend(end.CallRecord) }),
      ].map(body => toTemplate(context, body))
    },
  },
  {
    id: 'huge',
    title: 'A call to 950 members begins: a body of more than 64 KiB.',
    requires: accepted('start-call'),
    toRequests: start('huge', context => toHugeStart(createCall(context, 'huge'))),
  },
  {
    id: 'malformed',
    title: 'A truncated body is sent, and a valid callback follows.',
    requires: accepted('start-call'),
    toRequests: context => [
      ...start('malformed')(context).map(request => ({ ...request, body: request.body.slice(0, 60) })),
      ...start('after malformed')(context),
    ],
  },
] as const satisfies readonly ReceiverProbe[]

/** The id of a probe of a receiver. */
export type ReceiverProbeId = (typeof receiverProbes)[number]['id']

function addQuery(url: string): string {
  const [address = ''] = url.split('#')
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${joint}ringback=1`
}

/** How many more members are called, so that the body exceeds 64 KiB. */
const members = 950

/** How many digits the name of such a member ends in; it has 32 characters then. */
const digits = 25

/** The start of a call to many members, as a body and as shell commands that print the same body. */
function toHugeStart(call: ExampleCall): Pick<CallbackTemplate, 'body' | 'bodyCommand'> {
  const whole = JSON.stringify(toStart(call))
  const end = whole.lastIndexOf(']')
  const [head, tail] = [whole.slice(0, end), whole.slice(end)]
  const all = Array.from({ length: members }, (_, index) => toMember(`${index + 1}`.padStart(digits, '0')))
  const format = toMember(`%0${digits}d`).replaceAll('"', '\\"')
  return {
    body: [head, ...all, tail].join(''),
    bodyCommand: `{ printf %s '${head}'; awk 'BEGIN{for(i=1;i<=${members};i++)printf "${format}",i}'; printf %s '${tail}'; }`,
  }
}

const toMember = (number: string) => `,{"User_Account":"member-${number}","Status":"Waiting"}`
