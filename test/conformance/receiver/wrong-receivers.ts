import { setTimeout as pause } from 'node:timers/promises'
import { parseJson } from '../../../src/text/data.ts'
import { checks, createReceive, good, type Receive, type ReceivedCallback, refuse, respond } from './receiver.ts'

/** How long the tests of late receivers wait for an answer, in milliseconds. */
export const answerTimeout = 500

/** A receiver that breaks exactly one rule; `isSlow` if it is late by `answerTimeout`. */
export interface WrongReceiver {
  readonly rule: string
  readonly name: string
  readonly receive: () => Receive
  readonly isSlow: boolean
}

const wrong = (rule: string, name: string, receive: () => Receive, isSlow = false): WrongReceiver => ({
  rule,
  name,
  receive,
  isSlow,
})

const { method, application, sign, age, json } = checks

const wordOf = ({ query }: ReceivedCallback) => query.get('CallbackCommand') ?? ''

/** Responds in another way under a condition. */
const where =
  (condition: (received: ReceivedCallback) => boolean, other: Receive): Receive =>
  received =>
    condition(received) ? other(received) : good(received)

const extended = ({ text }: ReceivedCallback) => text.includes('RingbackText')
const known = ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged', 'Call.CallbackAfterEndCall']

/** Responds in another way to a repeated callback. */
const onRepetition = (other: Receive): Receive => {
  const seen = new Set<string>()
  return where(received => seen.size === seen.add(`${received.text}`).size, other)
}

/** Receivers whose mistakes need a socket or affect later callbacks; all others are examples of the rules. */
export const wrongReceivers: readonly WrongReceiver[] = [
  wrong('RB-W17', 'refuses MediaType beside CallMediaType', () =>
    where(
      ({ text }) => text.includes('"MediaType":"Audio","ChatGroupId"'),
      () => ({ status: 400, text: 'unknown field' }),
    ),
  ),
  wrong('RB-W17', 'requires MediaType', () =>
    where(
      ({ text }) => text.includes('CallMediaType') && !text.includes('"MediaType"'),
      () => refuse('MediaType is missing'),
    ),
  ),
  wrong('RB-W01', 'closes the connection at the end of a call', () =>
    where(
      received => wordOf(received).includes('EndCall'),
      () => 'disconnect',
    ),
  ),
  wrong(
    'RB-W02',
    'takes too long',
    () => async received => {
      await pause(answerTimeout + 150)
      return good(received)
    },
    true,
  ),
  wrong(
    'RB-W02',
    'takes too long to refuse another application',
    () =>
      where(
        received => application(received) !== undefined,
        async () => {
          await pause(answerTimeout + 150)
          return refuse('slowly')
        },
      ),
    true,
  ),
  wrong('RB-W06', 'ignores SdkAppid', () => createReceive(method, sign, age, json)),
  wrong('RB-W06', 'stops at another SdkAppid', () =>
    where(
      received => application(received) !== undefined,
      () => 'stop',
    ),
  ),
  wrong('RB-W07', 'ignores Sign', () => createReceive(method, application, json)),
  wrong(
    'RB-W07',
    'checks Sign only if it is present',
    () => received =>
      received.query.has('Sign') ? good(received) : createReceive(method, application, json)(received),
  ),
  wrong('RB-W08', 'ignores RequestTime', () => createReceive(method, application, sign, json)),
  wrong('RB-W09', 'reads SdkAppid by its position', () =>
    where(
      ({ target }) => !target.includes('?SdkAppid='),
      () => refuse('no SdkAppid'),
    ),
  ),
  wrong('RB-W10', 'stops at a duplicate', () => onRepetition(() => 'stop')),
  wrong('RB-W11', 'refuses an end before a start', () => {
    const started = new Set<unknown>()
    return async received => {
      const body = parseJson(received.text)
      const [, id] = /"CallId":"([^"]*)"/.exec(received.text) ?? []
      if (wordOf(received).includes('StartCall')) started.add(id)
      return body !== undefined && wordOf(received).includes('EndCall') && !started.has(id)
        ? refuse('unknown call')
        : good(received)
    }
  }),
  wrong('RB-W12', 'handles one callback at a time', () => {
    let busy = false
    return async received => {
      if (busy) return { status: 503, text: 'busy' }
      busy = true
      await pause(50)
      busy = false
      return good(received)
    }
  }),
  wrong(
    'RB-W12',
    'makes a concurrent callback wait',
    () => {
      let queue: Promise<unknown> = Promise.resolve()
      let waiting = 0
      let hasWaited = false
      return async received => {
        waiting += 1
        const work = waiting > 1 && !hasWaited ? answerTimeout * 1.5 : 50
        if (work > 50) hasWaited = true
        queue = queue.then(() => pause(work))
        await queue
        waiting -= 1
        return good(received)
      }
    },
    true,
  ),
  wrong('RB-W13', 'closes the connection at unknown fields', () => where(extended, () => 'disconnect')),
  wrong('RB-W13', 'stops at unknown fields', () => where(extended, () => 'stop')),
  wrong('RB-W13', 'refuses unknown fields deep in the end of a call', () =>
    where(
      received => /"CallRecord":\{[^}]*RingbackText/.test(received.text),
      () => refuse('unknown field'),
    ),
  ),
  wrong('RB-W14', 'stops at an unknown callback', () =>
    where(
      received => !known.includes(wordOf(received)),
      () => 'stop',
    ),
  ),
  wrong('RB-W16', 'stops at a body that is not JSON', () =>
    where(
      received => json(received) !== undefined,
      () => 'stop',
    ),
  ),
  wrong('RB-W16', 'closes the connection at a body that is not JSON', () =>
    where(
      received => json(received) !== undefined,
      () => 'disconnect',
    ),
  ),
  wrong('RB-W16', 'refuses everything after a body that is not JSON', () => {
    let isConfused = false
    return received => {
      isConfused ||= json(received) !== undefined
      return isConfused ? refuse('confused') : good(received)
    }
  }),
]

/** A receiver that accepts everything. */
export const acceptAll: Receive = () => respond({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 })
