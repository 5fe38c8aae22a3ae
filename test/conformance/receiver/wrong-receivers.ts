import { type Came, checks, createReceive, good, parse, pause, type Receive, refuse, say } from './receiver.ts'

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

const wordOf = ({ query }: Came) => query.get('CallbackCommand') ?? ''

/** Answers what is good with another answer, and refuses as a good one does. */
const answerWith =
  (status: number, text: string): Receive =>
  async came => {
    const answer = await good(came)
    return typeof answer === 'object' && answer.text.includes('"OK"') ? { status, text } : answer
  }

/** Does something else where it is so. */
const where =
  (isSo: (came: Came) => boolean, other: Receive): Receive =>
  came =>
    isSo(came) ? other(came) : good(came)

const extended = ({ text }: Came) => text.includes('RingbackText')
const known = ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged', 'Call.CallbackAfterEndCall']

/** Says it to the second of the same. */
const onRepetition = (other: Receive): Receive => {
  const seen = new Set<string>()
  return where(came => seen.size === seen.add(`${came.text}`).size, other)
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
      came => wordOf(came).includes('EndCall'),
      () => 'cut',
    ),
  ),
  wrong(
    'RB-W02',
    'takes too long',
    () => async came => {
      await pause(answerTimeout + 150)
      return good(came)
    },
    true,
  ),
  wrong(
    'RB-W02',
    'takes too long to refuse another application',
    () =>
      where(
        came => application(came) !== undefined,
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
      came => application(came) !== undefined,
      () => 'end',
    ),
  ),
  wrong('RB-W07', 'ignores Sign', () => createReceive(method, application, json)),
  wrong(
    'RB-W07',
    'checks Sign only where there is one',
    () => came => (came.query.has('Sign') ? good(came) : createReceive(method, application, json)(came)),
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
  wrong('RB-W10', 'ends at a duplicate', () => onRepetition(() => 'end')),
  wrong('RB-W11', 'refuses an end before a beginning', () => {
    const begun = new Set<unknown>()
    return async came => {
      const body = parse(came.text)
      const [, id] = /"CallId":"([^"]*)"/.exec(came.text) ?? []
      if (wordOf(came).includes('StartCall')) begun.add(id)
      return body !== undefined && wordOf(came).includes('EndCall') && !begun.has(id)
        ? refuse('which call?')
        : good(came)
    }
  }),
  wrong('RB-W12', 'does one thing at a time', () => {
    let busy = false
    return async came => {
      if (busy) return { status: 503, text: 'busy' }
      busy = true
      await pause(50)
      busy = false
      return good(came)
    }
  }),
  wrong(
    'RB-W12',
    'lets a second one wait, and all others behind it',
    () => {
      let queue: Promise<unknown> = Promise.resolve()
      let waiting = 0
      let rested = false
      return async came => {
        waiting += 1
        const work = waiting > 1 && !rested ? answerTimeout * 1.5 : 50
        if (work > 50) rested = true
        queue = queue.then(() => pause(work))
        await queue
        waiting -= 1
        return good(came)
      }
    },
    true,
  ),
  wrong('RB-W13', 'refuses unknown fields', () => where(extended, () => refuse('unknown field'))),
  wrong('RB-W13', 'cuts the connection at unknown fields', () => where(extended, () => 'cut')),
  wrong('RB-W13', 'ends at unknown fields', () => where(extended, () => 'end')),
  wrong('RB-W13', 'refuses unknown fields deep in the end of a call', () =>
    where(
      came => /"CallRecord":\{[^}]*RingbackText/.test(came.text),
      () => refuse('unknown field'),
    ),
  ),
  wrong('RB-W14', 'answers an unknown word with 500', () =>
    where(
      came => !known.includes(wordOf(came)),
      () => ({ status: 500, text: '' }),
    ),
  ),
  wrong('RB-W14', 'ends at an unknown word', () =>
    where(
      came => !known.includes(wordOf(came)),
      () => 'end',
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
      came => json(came) !== undefined,
      () => 'end',
    ),
  ),
  wrong('RB-W16', 'cuts the connection at what is not JSON', () =>
    where(
      came => json(came) !== undefined,
      () => 'cut',
    ),
  ),
  wrong('RB-W16', 'answers nothing good after what is not JSON', () => {
    let poisoned = false
    return came => {
      poisoned ||= json(came) !== undefined
      return poisoned ? refuse('confused') : good(came)
    }
  }),
]

/** A receiver that says OK and nothing else. */
export const credulous: Receive = () => say({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 })
