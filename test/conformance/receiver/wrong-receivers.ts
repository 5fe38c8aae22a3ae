import {
  checks,
  createReceive,
  good,
  parse,
  pause,
  type Receive,
  type ReceivedCallback,
  refuse,
  respond,
} from './receiver.ts'

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

/** Answers what is good with another answer, and refuses as a good one does. */
const answerWith =
  (status: number, text: string): Receive =>
  async received => {
    const answer = await good(received)
    return typeof answer === 'object' && answer.text.includes('"OK"') ? { status, text } : answer
  }

/** Does something else where it is so. */
const where =
  (isSo: (received: ReceivedCallback) => boolean, other: Receive): Receive =>
  received =>
    isSo(received) ? other(received) : good(received)

const extended = ({ text }: ReceivedCallback) => text.includes('RingbackText')
const known = ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged', 'Call.CallbackAfterEndCall']

/** Says it to the second of the same. */
const onRepetition = (other: Receive): Receive => {
  const seen = new Set<string>()
  return where(received => seen.size === seen.add(`${received.text}`).size, other)
}

/** Every receiver that breaks a rule. */
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
  wrong('RB-W01', 'answers 500', () => answerWith(500, '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}')),
  wrong('RB-W01', 'answers 204', () => answerWith(204, '')),
  wrong('RB-W01', 'cuts the connection at the end of a call', () =>
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
  wrong('RB-W03', 'answers with HTML', () => answerWith(200, '<html>thank you</html>')),
  wrong('RB-W03', 'answers with nothing', () => answerWith(200, '')),
  wrong('RB-W04', 'leaves out ErrorCode', () => answerWith(200, '{"ActionStatus":"OK","ErrorInfo":""}')),
  wrong('RB-W04', 'has ErrorCode as a string', () =>
    answerWith(200, '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}'),
  ),
  wrong('RB-W04', 'leaves out ActionStatus', () => answerWith(200, '{"ErrorInfo":"","ErrorCode":0}')),
  wrong('RB-W04', 'has ErrorInfo null', () => answerWith(200, '{"ActionStatus":"OK","ErrorInfo":null,"ErrorCode":0}')),
  wrong('RB-W04', 'answers with a list', () => answerWith(200, '[]')),
  wrong('RB-W05', 'refuses whatever comes', () => () => refuse('no')),
  wrong('RB-W06', 'ignores SdkAppid', () => createReceive(method, sign, age, json)),
  wrong('RB-W06', 'ends when it sees another SdkAppid', () =>
    where(
      received => application(received) !== undefined,
      () => 'stop',
    ),
  ),
  wrong('RB-W07', 'ignores Sign', () => createReceive(method, application, json)),
  wrong(
    'RB-W07',
    'checks Sign only where there is one',
    () => received =>
      received.query.has('Sign') ? good(received) : createReceive(method, application, json)(received),
  ),
  wrong('RB-W08', 'ignores RequestTime', () => createReceive(method, application, sign, json)),
  wrong('RB-W09', 'reads SdkAppid by its place', () =>
    where(
      ({ target }) => !target.includes('?SdkAppid='),
      () => refuse('no SdkAppid'),
    ),
  ),
  wrong('RB-W09', 'has no room for a query of its own', () =>
    where(
      ({ query }) => query.has('ringback'),
      () => ({ status: 404, text: '' }),
    ),
  ),
  wrong('RB-W10', 'refuses duplicates', () => onRepetition(() => ({ status: 409, text: 'duplicate key' }))),
  wrong('RB-W10', 'ends at a duplicate', () => onRepetition(() => 'stop')),
  wrong('RB-W11', 'refuses an end before a beginning', () => {
    const begun = new Set<unknown>()
    return async received => {
      const body = parse(received.text)
      const [, id] = /"CallId":"([^"]*)"/.exec(received.text) ?? []
      if (wordOf(received).includes('StartCall')) begun.add(id)
      return body !== undefined && wordOf(received).includes('EndCall') && !begun.has(id)
        ? refuse('which call?')
        : good(received)
    }
  }),
  wrong('RB-W12', 'does one thing at a time', () => {
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
    'lets a second one wait, and all others behind it',
    () => {
      let queue: Promise<unknown> = Promise.resolve()
      let waiting = 0
      let rested = false
      return async received => {
        waiting += 1
        const work = waiting > 1 && !rested ? answerTimeout * 1.5 : 50
        if (work > 50) rested = true
        queue = queue.then(() => pause(work))
        await queue
        waiting -= 1
        return good(received)
      }
    },
    true,
  ),
  wrong('RB-W13', 'refuses unknown fields', () => where(extended, () => refuse('unknown field'))),
  wrong('RB-W13', 'cuts the connection at unknown fields', () => where(extended, () => 'disconnect')),
  wrong('RB-W13', 'ends at unknown fields', () => where(extended, () => 'stop')),
  wrong('RB-W13', 'refuses unknown fields deep in the end of a call', () =>
    where(
      received => /"CallRecord":\{[^}]*RingbackText/.test(received.text),
      () => refuse('unknown field'),
    ),
  ),
  wrong('RB-W14', 'answers an unknown word with 500', () =>
    where(
      received => !known.includes(wordOf(received)),
      () => ({ status: 500, text: '' }),
    ),
  ),
  wrong('RB-W14', 'ends at an unknown word', () =>
    where(
      received => !known.includes(wordOf(received)),
      () => 'stop',
    ),
  ),
  wrong('RB-W15', 'answers a large body with 413', () =>
    where(
      ({ text }) => text.length > 65_536,
      () => ({ status: 413, text: '' }),
    ),
  ),
  wrong('RB-W16', 'ends at what is not JSON', () =>
    where(
      received => json(received) !== undefined,
      () => 'stop',
    ),
  ),
  wrong('RB-W16', 'cuts the connection at what is not JSON', () =>
    where(
      received => json(received) !== undefined,
      () => 'disconnect',
    ),
  ),
  wrong('RB-W16', 'answers nothing good after what is not JSON', () => {
    let poisoned = false
    return received => {
      poisoned ||= json(received) !== undefined
      return poisoned ? refuse('confused') : good(received)
    }
  }),
]

/** A receiver that says OK and nothing else. */
export const acceptAll: Receive = () => respond({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 })
