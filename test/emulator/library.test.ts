import { expect, test } from 'vitest'
import { errorNames, toError } from '../../src/contracts/errors.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { listCalls } from '../../src/control/calls.ts'
import type { CallbackRequest } from '../../src/emulator/callbacks/delivery-result.ts'
import { toCallbackSign } from '../../src/emulator/callbacks/sign.ts'
import type { Exchange } from '../../src/emulator/exchange.ts'
import { failureModes } from '../../src/faults/failure-modes.ts'
import { type LibraryName, libraryNames } from '../../src/scenarios/library.ts'
import { sha256 } from '../../src/sdk/callback-dispatcher.ts'
import { createEmulator } from '../create-emulator.ts'

/** A receiver without a port that accepts everything, and the callbacks that it got. */
function createReceiver() {
  const requests: CallbackRequest[] = []
  const send = async (request: CallbackRequest) => {
    requests.push(request)
    return { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }
  }
  return { requests, send }
}

/** The result of one request, in a word. */
async function requestCall(emulator: ReturnType<typeof createEmulator>, CallId: string): Promise<string> {
  const request = { method: 'POST', body: JSON.stringify({ CallId }) }
  try {
    const response = await emulator.fetch(emulator.target('get_call_info'), request)
    const text = await response.text()
    if (response.status !== 200) return `HTTP ${response.status}`
    return text.endsWith('}') ? `${JSON.parse(text).ErrorCode}` : 'half a response'
  } catch {
    return 'reset'
  }
}

test.each(libraryNames.map(name => [name]))('Skips no step of %s within an hour', async name => {
  const emulator = createEmulator({ scenario: name, clock: 'manual', send: createReceiver().send })
  await emulator.clock.advance('1h')
  expect(emulator.core.events.log.since().filter(event => event.about === 'skipped')).toEqual([])
})

test('Keeps the documented call of demo live without end, besides other calls', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { happened } = await emulator.clock.advance('30m')
  expect(new Set(happened.map(event => event.about === 'call' && event.what)).size).toBeGreaterThan(3)
  await emulator.clock.advance('7d')
  expect(await requestCall(emulator, '055662e1-bc8a-469c-a334-1126c8c17d58')).toBe('0')
})

test('Fails requests to flaky-backend as its comment states', async () => {
  const emulator = createEmulator({ scenario: 'flaky-backend', clock: 'manual' })
  const seen = []
  for (let request = 0; request < 8; request++) seen.push(await requestCall(emulator, 'flaky-1'))
  expect(seen).toEqual(['0', '101001', 'HTTP 502', '101001', 'reset', 'half a response', '0', '0'])
})

test('Fails requests to strange-answers as its comment states', async () => {
  const emulator = createEmulator({ scenario: 'strange-answers', clock: 'manual' })
  const texts = []
  for (let request = 0; request < 4; request++) {
    const init = { method: 'POST', body: '{"CallId":"strange-1"}' }
    texts.push(await (await emulator.fetch(emulator.target('get_call_info'), init)).text())
  }
  expect(texts[0]).toContain('<html>')
  expect(texts[1]).toBe('')
  expect(texts[2]).toContain('not json')
  expect(Object.keys(JSON.parse(texts[3] ?? ''))).toEqual(['ErrorCode', 'ErrorInfo', 'Response'])
})

/** The results of a client that polls a call for `seconds`, every `every` seconds, without waiting for replies. */
async function poll(scenario: LibraryName, CallId: string, every: number, seconds: number): Promise<Exchange[]> {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  const seen: Exchange[] = []
  for (let second = every; second <= seconds; second += every) {
    await emulator.clock.advance(`${every}s`)
    const apiRequest = parseRequest('POST', emulator.target('get_call_info'), { text: JSON.stringify({ CallId }) })
    seen.push(emulator.core.handle(apiRequest).exchange)
  }
  return seen
}

/** The refusals after which a client may retry; get_call_info has none of the callback configuration's. */
const retried = errorNames
  .filter(name => toError(name).retry !== 'never' && name !== 'ConfigInternalError')
  .map(name => toError(name).code)

const toFailures = ({ failureModes, errorCode }: Exchange) =>
  failureModes.map(failures => (failures === 'refusal' ? errorCode : failures))

test.each([
  ['second', 1, 120],
  ['five seconds', 5, 120],
  ['minute', 60, 1800],
])(
  'Applies each fault of every-fault once and in the same order to a client that polls every %s',
  async (_, every, seconds) => {
    const seen = await poll('every-fault', 'every-fault-1', every, seconds)
    const failures = seen.flatMap(toFailures)
    const onTheLine = failureModes.filter(one => one !== 'refusal')
    expect([...failures].sort()).toEqual([...onTheLine, ...retried].sort())
    expect(failures.filter(one => one !== 'slow')).toEqual([
      ...onTheLine.filter(one => one !== 'slow'),
      ...[101001, 60008, 60013, 60014, 70169, 70500, 60007, 60011, 60018, 60019, 70050],
    ])
  },
)

test('Serves four requests between two faults of every-fault', async () => {
  const seen = await poll('every-fault', 'every-fault-1', 1, 120)
  const hit = seen.flatMap((exchange, index) => (exchange.failureModes.length === 0 ? [] : [index + 1]))
  expect(hit).toEqual(Array.from({ length: failureModes.length - 1 + retried.length }, (_, index) => (index + 1) * 5))
})

test('Fails all day in hard-day, more often for a while, and the same way each time', async () => {
  const seen = await poll('hard-day', 'hard-1', 1, 3600 - 1)
  const toShare = (from: number, until: number, condition: (exchange: Exchange) => boolean) => {
    const some = seen.slice(from - 1, until - 1)
    return some.filter(condition).length / some.length
  }
  const isBad = ({ failureModes }: Exchange) => failureModes.some(failures => failures !== 'slow')
  expect(toShare(1, 1200, isBad)).toBeGreaterThan(0.01)
  expect(toShare(1, 1200, isBad)).toBeLessThan(0.07)
  expect(toShare(1200, 1240, isBad)).toBeGreaterThan(0.25)
  expect(toShare(2400, 2700, ({ errorCode }) => errorCode === 60007)).toBeGreaterThan(0.08)
  expect(toShare(1, 3600, ({ delay }) => delay > 3_000)).toBeGreaterThan(0.002)
  expect(new Set(seen.flatMap(({ failureModes }) => failureModes))).toEqual(
    new Set(['refusal', 'http', 'reset-before', 'reset-during', 'truncated', 'html', 'slow']),
  )
  expect((await poll('hard-day', 'hard-1', 1, 3600 - 1)).map(toFailures)).toEqual(seen.map(toFailures))
})

test('Shows Waiting, then Calling, then 101004 in answered', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const [held] = listCalls(emulator.core, {})
  const id = held?.call.id ?? ''
  const states = []
  for (let minute = 0; minute < 2; minute++) {
    states.push(held?.call.members.map(({ state }) => state).join())
    await emulator.clock.advance('15s')
  }
  await emulator.clock.advance('1m')
  expect([...states, await requestCall(emulator, id)]).toEqual(['talking,ringing', 'talking,talking', '101004'])
})

test('Rings for a minute in robot-call, and answers late or not at all', async () => {
  const emulator = createEmulator({ scenario: 'robot-call', clock: 'manual' })
  const { happened } = await emulator.clock.advance('5m')
  const seen = happened.flatMap(event => (event.about === 'call' ? [`${event.call} ${event.what}`] : []))
  expect(seen).toEqual([
    'robot-unanswered started',
    'robot-answered answered',
    'robot-unanswered unanswered',
    'robot-unanswered ended',
    'robot-answered hung-up',
    'robot-answered ended',
  ])
  const at = happened.flatMap(event => ('what' in event && event.what === 'unanswered' ? [event.at] : []))
  expect(at).toEqual([Date.parse('2026-01-15T09:31:05Z')])
})

test('Sends the callbacks of a call in webhooks-gone-wrong as its comments state', async () => {
  const { requests, send } = createReceiver()
  const emulator = createEmulator({ scenario: 'webhooks-gone-wrong', clock: 'manual', send })
  await emulator.clock.advance('5m')
  const sent = requests.map(({ target, body }) => {
    const query = new URL(target).searchParams
    const isSigned = query.get('Sign') === toCallbackSign('xxxxyyyy', Number(query.get('RequestTime')), sha256)
    const action = /"ActionType":"(\w+)"/.exec(body)?.[1] ?? query.get('CallbackCommand')?.slice(18)
    return `${action}${isSigned ? '' : ' unsigned'}${body.endsWith('}') ? '' : ' cut'}`
  })
  expect(sent).toEqual(['StartCall', 'StartCall', 'Answer unsigned', 'Join', 'EndCall cut', 'Hangup'])
})

test('A scripted action precedes a ring timeout of the same time', async () => {
  const scenario = {
    ringback: 1,
    calls: [
      { id: 'c', from: 'a', to: ['b'], media: 'audio', ring: '5s', then: [{ at: '5s', user: 'b', does: 'answer' }] },
    ],
  } as const
  const emulator = createEmulator({ scenario, clock: 'manual' })
  await emulator.clock.advance('5s')
  expect(await requestCall(emulator, 'c')).toBe('0')
})
