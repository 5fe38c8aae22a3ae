import { type Came, checks, createReceive, good, parse, pause, type Receive, refuse, say } from './receiver.ts'

/** How long the tests of late receivers wait for an answer, in milliseconds. */
export const answerTimeout = 500

/** A receiver that breaks exactly one rule. */
export interface WrongReceiver {
  readonly name: string
  readonly rule: string
  /** Whether it is late by `answerTimeout`. */
  readonly isSlow?: true
  readonly receive: () => Receive
}

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
  {
    name: 'refuses MediaType beside CallMediaType',
    rule: 'RB-W17',
    receive: () =>
      where(
        ({ text }) => text.includes('"MediaType":"Audio","ChatGroupId"'),
        () => ({ status: 400, text: 'unknown field' }),
      ),
  },
  {
    name: 'requires MediaType',
    rule: 'RB-W17',
    receive: () =>
      where(
        ({ text }) => text.includes('CallMediaType') && !text.includes('"MediaType"'),
        () => refuse('MediaType is missing'),
      ),
  },
  {
    name: 'answers 500',
    rule: 'RB-W01',
    receive: () => answerWith(500, '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'),
  },
  { name: 'answers 204', rule: 'RB-W01', receive: () => answerWith(204, '') },
  {
    name: 'cuts the connection at the end of a call',
    rule: 'RB-W01',
    receive: () =>
      where(
        came => wordOf(came).includes('EndCall'),
        () => 'cut',
      ),
  },
  {
    name: 'takes too long',
    isSlow: true,
    rule: 'RB-W02',
    receive: () => async came => {
      await pause(answerTimeout + 150)
      return good(came)
    },
  },
  {
    name: 'takes too long to refuse another application',
    isSlow: true,
    rule: 'RB-W02',
    receive: () =>
      where(
        came => application(came) !== undefined,
        async () => {
          await pause(answerTimeout + 150)
          return refuse('slowly')
        },
      ),
  },
  { name: 'answers with HTML', rule: 'RB-W03', receive: () => answerWith(200, '<html>thank you</html>') },
  { name: 'answers with nothing', rule: 'RB-W03', receive: () => answerWith(200, '') },
  {
    name: 'leaves out ErrorCode',
    rule: 'RB-W04',
    receive: () => answerWith(200, '{"ActionStatus":"OK","ErrorInfo":""}'),
  },
  {
    name: 'has ErrorCode as a string',
    rule: 'RB-W04',
    receive: () => answerWith(200, '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}'),
  },
  { name: 'leaves out ActionStatus', rule: 'RB-W04', receive: () => answerWith(200, '{"ErrorInfo":"","ErrorCode":0}') },
  {
    name: 'has ErrorInfo null',
    rule: 'RB-W04',
    receive: () => answerWith(200, '{"ActionStatus":"OK","ErrorInfo":null,"ErrorCode":0}'),
  },
  { name: 'answers with a list', rule: 'RB-W04', receive: () => answerWith(200, '[]') },
  { name: 'refuses whatever comes', rule: 'RB-W05', receive: () => () => refuse('no') },
  { name: 'ignores SdkAppid', rule: 'RB-W06', receive: () => createReceive(method, sign, age, json) },
  {
    name: 'ends when it sees another SdkAppid',
    rule: 'RB-W06',
    receive: () =>
      where(
        came => application(came) !== undefined,
        () => 'end',
      ),
  },
  { name: 'ignores Sign', rule: 'RB-W07', receive: () => createReceive(method, application, json) },
  {
    name: 'checks Sign only where there is one',
    rule: 'RB-W07',
    receive: () => came => (came.query.has('Sign') ? good(came) : createReceive(method, application, json)(came)),
  },
  { name: 'ignores RequestTime', rule: 'RB-W08', receive: () => createReceive(method, application, sign, json) },
  {
    name: 'reads SdkAppid by its place',
    rule: 'RB-W09',
    receive: () =>
      where(
        ({ target }) => !target.includes('?SdkAppid='),
        () => refuse('no SdkAppid'),
      ),
  },
  {
    name: 'has no room for a query of its own',
    rule: 'RB-W09',
    receive: () =>
      where(
        ({ query }) => query.has('ringback'),
        () => ({ status: 404, text: '' }),
      ),
  },
  {
    name: 'refuses duplicates',
    rule: 'RB-W10',
    receive: () => onRepetition(() => ({ status: 409, text: 'duplicate key' })),
  },
  { name: 'ends at a duplicate', rule: 'RB-W10', receive: () => onRepetition(() => 'end') },
  {
    name: 'refuses an end before a beginning',
    rule: 'RB-W11',
    receive: () => {
      const begun = new Set<unknown>()
      return async came => {
        const body = parse(came.text)
        const [, id] = /"CallId":"([^"]*)"/.exec(came.text) ?? []
        if (wordOf(came).includes('StartCall')) begun.add(id)
        return body !== undefined && wordOf(came).includes('EndCall') && !begun.has(id)
          ? refuse('which call?')
          : good(came)
      }
    },
  },
  {
    name: 'does one thing at a time',
    rule: 'RB-W12',
    receive: () => {
      let busy = false
      return async came => {
        if (busy) return { status: 503, text: 'busy' }
        busy = true
        await pause(50)
        busy = false
        return good(came)
      }
    },
  },
  {
    name: 'lets a second one wait, and all others behind it',
    isSlow: true,
    rule: 'RB-W12',
    receive: () => {
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
  },
  { name: 'refuses unknown fields', rule: 'RB-W13', receive: () => where(extended, () => refuse('unknown field')) },
  { name: 'cuts the connection at unknown fields', rule: 'RB-W13', receive: () => where(extended, () => 'cut') },
  { name: 'ends at unknown fields', rule: 'RB-W13', receive: () => where(extended, () => 'end') },
  {
    name: 'refuses unknown fields deep in the end of a call',
    rule: 'RB-W13',
    receive: () =>
      where(
        came => /"CallRecord":\{[^}]*RingbackText/.test(came.text),
        () => refuse('unknown field'),
      ),
  },
  {
    name: 'answers an unknown word with 500',
    rule: 'RB-W14',
    receive: () =>
      where(
        came => !known.includes(wordOf(came)),
        () => ({ status: 500, text: '' }),
      ),
  },
  {
    name: 'ends at an unknown word',
    rule: 'RB-W14',
    receive: () =>
      where(
        came => !known.includes(wordOf(came)),
        () => 'end',
      ),
  },
  {
    name: 'answers a large body with 413',
    rule: 'RB-W15',
    receive: () =>
      where(
        ({ text }) => text.length > 65_536,
        () => ({ status: 413, text: '' }),
      ),
  },
  {
    name: 'ends at what is not JSON',
    rule: 'RB-W16',
    receive: () =>
      where(
        came => json(came) !== undefined,
        () => 'end',
      ),
  },
  {
    name: 'cuts the connection at what is not JSON',
    rule: 'RB-W16',
    receive: () =>
      where(
        came => json(came) !== undefined,
        () => 'cut',
      ),
  },
  {
    name: 'answers nothing good after what is not JSON',
    rule: 'RB-W16',
    receive: () => {
      let poisoned = false
      return came => {
        poisoned ||= json(came) !== undefined
        return poisoned ? refuse('confused') : good(came)
      }
    },
  },
]

/** A receiver that says OK and nothing else. */
export const credulous: Receive = () => say({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 })
