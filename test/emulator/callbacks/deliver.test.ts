import { createHash } from 'node:crypto'
import dns from 'node:dns'
import { once } from 'node:events'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { callbackCommands, callbacks } from '../../../src/contracts/callbacks.ts'
import { getCallback, redeliver } from '../../../src/control/callbacks.ts'
import { listCalls } from '../../../src/control/calls.ts'
import type { SendCallback } from '../../../src/emulator/callbacks/delivery-result.ts'
import { type FaultInput, toFault } from '../../../src/faults/fault.ts'
import { createAuthority } from '../../../src/intercept/authority.ts'
import type { CallInput } from '../../../src/scenarios/schema.ts'
import { createEmulator, type Emulator, type EmulatorOptions, startCall } from '../../create-emulator.ts'
import { okResponse, openReceiver } from '../../surfaces/receiver.ts'

const app = { sdkAppId: 1400000001, secretKey: 'a-secret', admins: ['administrator'] }
const talk: CallInput = {
  id: 'talk',
  from: 'alice',
  to: ['bob'],
  media: 'audio',
  then: [
    { at: '5s', user: 'bob', does: 'answer' },
    { at: '20s', user: 'alice', does: 'hangup' },
  ],
}

function open(url: string | undefined, more: Partial<EmulatorOptions> & Script = {}): Emulator {
  const { calls = [talk], faults = [], token, retries, commands = callbackCommands, ...options } = more
  const callback = url === undefined ? undefined : { url, commands, token, retries }
  return createEmulator({
    clock: 'manual',
    scenario: {
      ringback: 1,
      start: '2026-01-15T09:30:00Z',
      apps: [{ ...app, ...(callback ? { callback } : {}) }],
      calls,
      faults,
    },
    ...options,
  })
}

interface Script {
  readonly calls?: readonly CallInput[]
  readonly faults?: readonly FaultInput[]
  readonly token?: string
  readonly retries?: number
  readonly commands?: typeof callbackCommands
}

const log = (emulator: Emulator) => emulator.core.callbacks.since()

test('Sends callbacks for the start, the members and the end of a call, each at its own time', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url)
  await emulator.clock.advance('1m')
  const startedAt = Date.parse('2026-01-15T09:30:00Z')
  expect(receiver.commands()).toEqual(['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall'])
  expect(receiver.received.map(({ json }) => (json?.EventTime ?? 0) - startedAt)).toEqual([0, 5_000, 20_000, 20_000])
  for (const { json } of receiver.received) {
    const contract = callbacks[json?.CallbackCommand as keyof typeof callbacks]
    expect(() => contract.body.strict().parse(json)).not.toThrow()
  }
  expect(receiver.received[2]?.json).toMatchObject({
    UserList: [{ User_Account: 'bob', Status: 'Calling' }],
    ChangedUserList: [{ User_Account: 'alice', ActionType: 'Hangup' }],
  })
})

test('Sends a POST with JSON and appends the parameters of the service to the query', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(`${receiver.url}?token=abc`)
  await emulator.clock.advance('1s')
  const [first] = receiver.received
  expect(first?.method).toBe('POST')
  expect(first?.headers['content-type']).toMatch(/^application\/json/)
  expect(first?.target).toBe(
    '/callback?token=abc&SdkAppid=1400000001&CallbackCommand=Call.CallbackAfterStartCall&contenttype=json&ClientIP=127.0.0.1&OptPlatform=Unknown',
  )
})

test('Signs each attempt with its own time if there is a token', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { token: 'xxxxyyyy' })
  await emulator.clock.advance('1m')
  for (const { query, json } of receiver.received) {
    const time = query.get('RequestTime') ?? ''
    expect(Number(time)).toBe(Math.floor((json?.EventTime ?? 0) / 1000))
    expect(query.get('Sign')).toBe(createHash('sha256').update(`xxxxyyyy${time}`).digest('hex'))
  }
  expect(receiver.received).toHaveLength(4)
})

test('Sends only the commands that the application has configured', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { commands: ['Call.CallbackAfterEndCall'] })
  await emulator.clock.advance('1m')
  expect(receiver.commands()).toEqual(['EndCall'])
  expect(log(emulator)).toHaveLength(1)
})

test('Shows a receiver the current state of the call in get_call_info', async () => {
  const seen: unknown[] = []
  await using receiver = await openReceiver(async (_, response) => {
    const body = '{"CallId":"talk"}'
    const answer = await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body })
    seen.push(((await answer.json()) as { ErrorCode: number }).ErrorCode)
    response.end(okResponse)
  })
  await using emulator = open(receiver.url)
  await emulator.clock.advance('1h')
  expect(seen).toEqual([0, 0, 101004, 101004])
})

test('Sends the callback of a request after its reply, with OptPlatform RESTAPI', async () => {
  const order: string[] = []
  await using receiver = await openReceiver((_, response) => {
    order.push('callback')
    response.end(okResponse)
  })
  await using emulator = open(receiver.url, { calls: [{ ...talk, then: [] }] })
  await emulator.clock.advance('1s')
  order.length = 0
  const { url } = await emulator.listen()
  const init = { method: 'POST', body: '{"CallId":"talk"}' }
  emulator.core.armFault(toFault({ on: 'end_call', times: 1, delay: '300ms' }))
  const answer = await fetch(url + emulator.target('end_call'), init)
  order.push(`answer ${answer.status}`)
  await expect.poll(() => order).toEqual(['answer 200', 'callback'])
  expect(receiver.received.at(-1)?.query.get('OptPlatform')).toBe('RESTAPI')
  expect(receiver.received.at(-1)?.json?.CallRecord?.CallResult).toBe('Cancel')
})

test('Sends callbacks to the URL of set_callback, and none after delete_callback', async () => {
  await using one = await openReceiver()
  await using other = await openReceiver()
  await using emulator = open(one.url, { calls: [] })
  const sendCommand = (command: 'set_callback' | 'delete_callback', body: object) =>
    emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
  const call = async (id: string) => {
    startCall(emulator.core, app.sdkAppId, { id, from: 'a', to: ['b'], media: 'audio' })
    await emulator.clock.advance(0)
  }
  await call('1')
  await sendCommand('set_callback', { Url: other.url, CallbackCommandList: ['Call.CallbackAfterStartCall'] })
  await call('2')
  await sendCommand('delete_callback', {})
  await call('3')
  expect(one.received.map(({ json }) => json?.CallInfo?.CallId)).toEqual(['1'])
  expect(other.received.map(({ json }) => json?.CallInfo?.CallId)).toEqual(['2'])
})

test('Shares a few connections between callbacks', async () => {
  await using receiver = await openReceiver()
  const calls = Array.from({ length: 25 }, (_, index) => ({ ...talk, id: `call-${index}`, at: `${index}s` as const }))
  await using emulator = open(receiver.url, { calls })
  await emulator.clock.advance('5m')
  expect(receiver.received).toHaveLength(100)
  expect(new Set(receiver.received.map(({ connection }) => connection)).size).toBeLessThan(5)
})

test('Keeps the order of callbacks of one call when many calls send at once', async () => {
  let turn = 0
  await using receiver = await openReceiver((_, response) => {
    // Every other response is delayed, so a callback that did not wait for it would arrive first.
    setTimeout(() => response.end(okResponse), (turn++ % 2) * 10)
  })
  const calls = Array.from({ length: 60 }, (_, index) => ({ ...talk, id: `call-${index}` }))
  await using emulator = open(receiver.url, { calls })
  await emulator.clock.advance('1m')
  const commandsByCall = new Map<string, string[]>()
  for (const { json } of receiver.received) {
    const id = json?.CallId ?? json?.CallInfo?.CallId ?? json?.CallRecord?.CallId ?? ''
    commandsByCall.set(id, [...(commandsByCall.get(id) ?? []), json?.CallbackCommand ?? ''])
  }
  const commandsOfCall = ['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall'].map(
    word => `Call.CallbackAfter${word}`,
  )
  expect([...commandsByCall.values()]).toEqual(Array.from({ length: 60 }, () => commandsOfCall))
})

test('Aborts an attempt after two seconds and logs the timeout', async () => {
  await using receiver = await openReceiver(() => {})
  await using emulator = open(receiver.url, { calls: [{ ...talk, then: [] }] })
  await emulator.clock.advance('1s')
  const [delivery] = log(emulator)
  expect(delivery).toMatchObject({ state: 'failed', code: 'timeout' })
  expect(delivery?.attempts).toHaveLength(1)
  expect(delivery?.attempts[0]?.took).toBeGreaterThan(1_900)
})

test('Makes one attempt without retries, and with them doubles the pauses and keeps the order', async () => {
  let isDown = true
  await using receiver = await openReceiver((_, response) => {
    if (isDown) response.destroy()
    else response.end(okResponse)
  })
  await using once = open(receiver.url)
  await once.clock.advance('1m')
  expect(log(once).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1])

  receiver.received.length = 0
  await using emulator = open(receiver.url, { retries: 3 })
  await emulator.clock.advance('6s')
  const [first] = log(emulator)
  const startedAt = first?.at ?? 0
  expect(first?.attempts.map(({ at }) => at - startedAt)).toEqual([0, 1_000, 3_000])
  isDown = false
  await emulator.clock.advance('1m')
  expect(first?.attempts.map(({ at, status }) => [at - startedAt, status])).toEqual([
    [0, undefined],
    [1_000, undefined],
    [3_000, undefined],
    [7_000, 200],
  ])
  expect(receiver.commands().slice(3)).toEqual(['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall'])
})

test('Does not retry after an invalid answer, and reports what is wrong', async () => {
  const answers = ['{"ActionStatus":"OK"}', '<html>', '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":"0"}']
  await using receiver = await openReceiver(({ json }, response) => {
    if (json?.CallbackCommand === 'Call.CallbackAfterEndCall') response.statusCode = 500
    response.end(answers.shift())
  })
  await using emulator = open(receiver.url, { retries: 5 })
  await emulator.clock.advance('1m')
  expect(log(emulator).map(({ state, code, attempts }) => [state, code, attempts.length])).toEqual([
    ['delivered', 'invalid-answer', 1],
    ['delivered', 'answer-not-json', 1],
    ['delivered', 'invalid-answer', 1],
    ['failed', 'wrong-status', 1],
  ])
})

test('Keeps every callback in the log when nothing listens', async () => {
  const stopped = await openReceiver()
  await stopped.close()
  await using emulator = open(stopped.url)
  await emulator.clock.advance('1m')
  expect(log(emulator).map(({ state, code }) => [state, code])).toEqual(Array(4).fill(['failed', 'connection-refused']))
  expect(log(emulator)[0]?.reason).toContain(`127.0.0.1:${stopped.port}`)
})

test('Delays no request, no other application, and an advance by at most five seconds for a slow receiver', async () => {
  await using slow = await openReceiver(() => {})
  await using quick = await openReceiver()
  const other = { sdkAppId: 1400000002, secretKey: 'b', admins: ['administrator'] }
  const calls = Array.from({ length: 40 }, (_, index) => ({ ...talk, id: `slow-${index}`, at: `${index}s` as const }))
  await using emulator = createEmulator({
    clock: 'manual',
    scenario: {
      ringback: 1,
      apps: [
        { ...app, callback: { url: slow.url, commands: callbackCommands } },
        { ...other, callback: { url: quick.url, commands: callbackCommands } },
      ],
      calls: [...calls, { ...talk, app: other.sdkAppId, id: 'quick', at: '30s' }],
    },
  })
  let isAdvanced = false
  const advancing = emulator.clock.advance('2m').then(() => {
    isAdvanced = true
  })
  await emulator.app(other.sdkAppId).clock.advance('2m')
  expect(quick.commands()).toEqual(['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall'])
  const answer = await emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
  expect(answer.status).toBe(200)
  expect(isAdvanced).toBe(false)
  await advancing
  expect(listCalls(emulator.core, {}).every(({ call }) => call.ending)).toBe(true)
})

test('Does not send callbacks outside of private networks without permission', async () => {
  await using emulator = open('http://198.51.100.7/callback')
  await emulator.clock.advance('1s')
  expect(log(emulator)[0]).toMatchObject({ code: 'out-of-scope', reason: expect.stringContaining('198.51.100.7') })
})

test('Accepts a function as receiver', async () => {
  const sent: string[] = []
  await using emulator = open('https://hooks.example/callback', {
    send: async ({ target }) => {
      sent.push(new URL(target).searchParams.get('CallbackCommand') ?? '')
      return { status: 200, text: okResponse }
    },
  })
  await emulator.clock.advance('1m')
  expect(sent).toHaveLength(4)
  expect(log(emulator).every(({ state, reason }) => state === 'delivered' && reason === undefined)).toBe(true)
})

test('Sends callbacks without an advance in real time', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, {
    clock: '60x',
    calls: [{ ...talk, then: [{ at: '10s', user: 'bob', does: 'reject' }] }],
  })
  await emulator.listen()
  await expect.poll(() => receiver.commands(), { timeout: 3_000 }).toEqual(['StartCall', 'MemberChanged', 'EndCall'])
})

test('Aborts the current attempt at a reset, and sends nothing old', async () => {
  let isAborted = false
  await using receiver = await openReceiver((_, response) => {
    response.on('close', () => {
      isAborted = true
    })
  })
  await using emulator = open(receiver.url, { calls: [{ ...talk, at: '1s' }] })
  const advancing = emulator.clock.advance('3s')
  await expect.poll(() => receiver.received.length).toBe(1)
  emulator.reset()
  await advancing
  expect(log(emulator)).toEqual([])
  await expect.poll(() => isAborted).toBe(true)
})

const fault = (callback: NonNullable<FaultInput['callback']>, word = 'StartCall', more: Partial<FaultInput> = {}) => ({
  on: `Call.CallbackAfter${word}` as (typeof callbackCommands)[number],
  callback,
  ...more,
})

test('Never sends a dropped callback, and logs the reason', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { faults: [fault('drop', 'MemberChanged', { times: 1 })] })
  await emulator.clock.advance('1m')
  expect(receiver.commands()).toEqual(['StartCall', 'MemberChanged', 'EndCall'])
  expect(log(emulator)[1]).toMatchObject({ state: 'dropped', code: 'dropped-by-fault', attempts: [] })
})

test('Sends a duplicated callback twice, byte for byte', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { faults: [fault('duplicate', 'EndCall')] })
  await emulator.clock.advance('1m')
  expect(receiver.commands()).toEqual(['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall', 'EndCall'])
  expect(receiver.received[4]?.text).toBe(receiver.received[3]?.text)
  expect(log(emulator)[3]?.attempts).toHaveLength(2)
})

test('Sends a reordered callback after the next one of its call, or after five seconds if none follows', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { faults: [fault('reorder'), fault('reorder', 'EndCall')] })
  await emulator.clock.advance('1m')
  expect(receiver.commands()).toEqual(['MemberChanged', 'StartCall', 'MemberChanged', 'EndCall'])
  const last = log(emulator).at(-1)
  expect((last?.attempts[0]?.at ?? 0) - (last?.at ?? 0)).toBe(5_000)
})

test('Sends an invalid Sign in a wrongly signed callback, with and without a token', async () => {
  await using receiver = await openReceiver()
  for (const token of ['xxxxyyyy', undefined]) {
    await using emulator = open(receiver.url, {
      ...(token ? { token } : {}),
      faults: [fault('wrong-signature')],
    })
    await emulator.clock.advance('1s')
    const query = receiver.received.at(-1)?.query
    expect(query?.get('Sign')).toMatch(/^[0-9a-f]{64}$/)
    const good = createHash('sha256')
      .update(`${token ?? ''}${query?.get('RequestTime')}`)
      .digest('hex')
    expect(query?.get('Sign')).not.toBe(good)
  }
})

test('Sends no JSON in a malformed callback, and logs the sent and the intended body', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { faults: [fault('malformed')] })
  await emulator.clock.advance('1s')
  expect(receiver.received[0]?.json).toBeUndefined()
  const [delivery] = log(emulator)
  expect(delivery?.attempts[0]?.sent).toBe(receiver.received[0]?.text)
  expect(JSON.parse(delivery?.body ?? '')).toMatchObject({ CallbackCommand: 'Call.CallbackAfterStartCall' })
})

test('Sends a delayed callback later, and the callbacks of its call after it', async () => {
  await using receiver = await openReceiver()
  const delay = { on: 'Call.CallbackAfterStartCall', delay: '7s' } as const
  await using emulator = open(receiver.url, { faults: [delay] })
  await emulator.clock.advance('6s')
  expect(receiver.commands()).toEqual([])
  await emulator.clock.advance('2s')
  expect(receiver.commands()).toEqual(['StartCall', 'MemberChanged'])
})

test('Applies faults on commands to no callback, and faults on callbacks to no command', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, {
    faults: [
      { on: 'all', error: 101001 },
      { on: 'callbacks', callback: 'drop' },
    ],
  })
  await emulator.clock.advance('1m')
  const answer = await emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
  expect(await answer.json()).toMatchObject({ ErrorCode: 101001 })
  expect(receiver.received).toEqual([])
  expect(emulator.core.defaultApp.faults.map(({ count: hits }) => hits.hit)).toEqual([1, 4])
})

test('Redelivers a callback without its fault', async () => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { faults: [fault('malformed'), fault('drop', 'EndCall')] })
  await emulator.clock.advance('1m')
  const [first, , , last] = log(emulator)
  if (!first || !last) throw new Error('There are four callbacks.')
  redeliver(emulator.core, first)
  redeliver(emulator.core, last)
  await emulator.clock.advance(0)
  expect(receiver.commands()).toEqual(['not JSON', 'MemberChanged', 'MemberChanged', 'StartCall', 'EndCall'])
  expect(log(emulator).every(({ state }) => state === 'delivered')).toBe(true)
})

test('Sends the same callbacks for the same scenario, whatever the steps of the clock', async () => {
  const run = async (steps: readonly (`${number}s` | `${number}m`)[]) => {
    await using receiver = await openReceiver()
    const faults = [{ on: 'callbacks', callback: 'drop', probability: 0.3 } as const]
    const calls = Array.from({ length: 20 }, (_, index) => ({ ...talk, id: `call-${index}`, at: `${index}s` as const }))
    await using emulator = open(receiver.url, { faults, calls, token: 'xxxxyyyy' })
    for (const step of steps) await emulator.clock.advance(step)
    return receiver.received.map(({ target, text }) => target + text).sort()
  }
  const whole = await run(['1m'])
  expect(whole.length).toBeGreaterThan(20)
  expect(await run(Array.from({ length: 60 }, () => '1s'))).toEqual(whole)
})

test('Releases a reply that a fault delays, and the callbacks after it, when the clock is advanced', async () => {
  await using receiver = await openReceiver()
  const faults = [{ on: 'end_call', delay: '3s' } as const]
  await using emulator = open(receiver.url, { faults, calls: [{ ...talk, then: [] }] })
  const { url } = await emulator.listen()
  await emulator.clock.advance(0)
  const answering = fetch(url + emulator.target('end_call'), { method: 'POST', body: '{"CallId":"talk"}' })
  await expect.poll(() => log(emulator).length).toBe(2)
  const startedAt = performance.now()
  await emulator.clock.advance('3s')
  await answering
  // In real time this takes three seconds.
  expect(performance.now() - startedAt).toBeLessThan(2_900)
  await expect.poll(() => receiver.commands()).toEqual(['StartCall', 'EndCall'])
})

test.each(['resetApp', 'removeApp'] as const)(
  'Sends nothing from before %s, and redelivers nothing',
  async operation => {
    await using receiver = await openReceiver((_, response) => void response.destroy())
    await using emulator = open(receiver.url, { retries: 5, calls: [talk, { ...talk, id: 'other' }] })
    await emulator.clock.advance('500ms')
    expect(receiver.commands()).toEqual(['StartCall', 'StartCall'])
    emulator.core.createApp({})
    emulator.core[operation](emulator.core.defaultApp)
    receiver.received.length = 0
    await emulator.clock.advance('700ms')
    const epoch = operation === 'resetApp' ? 2 : 0
    expect(receiver.commands()).toEqual(Array.from({ length: epoch }, () => 'StartCall'))
    const states = log(emulator).map(({ state, code }) => [state, code])
    expect(states.slice(0, 2)).toEqual(Array(2).fill(['dropped', 'application-closed']))
    expect(states.slice(2).map(([state]) => state)).toEqual(Array(epoch).fill('waiting'))
  },
)

test('Loses no callback when a receiver closes kept connections without a response', async () => {
  const bodies: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    // One request per connection; the server ignores the rest.
    socket.once('data', data => {
      bodies.push(data.toString())
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${okResponse.length}\r\n\r\n${okResponse}`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const calls = Array.from({ length: 50 }, (_, index) => ({ ...talk, id: `call-${index}`, at: `${index}s` as const }))
  await using emulator = open(`http://127.0.0.1:${port}/`, { calls })
  await emulator.clock.advance('5m')
  server.close()
  expect(log(emulator).map(({ state }) => state)).toEqual(Array.from({ length: 200 }, () => 'delivered'))
  expect(bodies).toHaveLength(200)
})

test.each([
  ['nothing', () => undefined, 'invalid-result'],
  ['a status without a text', () => ({ status: 200 }), 'invalid-result'],
  ['a reason without a code', () => ({ unanswered: 'nobody' }), 'invalid-result'],
  ['an error', () => Promise.reject(new Error('No way.')), 'sender-failed'],
  ['no answer', () => new Promise(() => {}), 'timeout'],
])('Fails only the callback for which a custom sender returns %s', async (_, answer, code) => {
  // Invalid by the types on purpose.
  const send = answer as unknown as SendCallback
  await using emulator = open('http://hooks.example/', { send, calls: [{ ...talk, then: [] }] })
  await emulator.clock.advance('1s')
  expect(log(emulator).map(one => [one.state, one.code])).toEqual([['failed', code]])
  expect(emulator.core.defaultApp.outbox.isIdle).toBe(true)
})

test('Fails only the callback whose URL has a login that cannot be decoded', async () => {
  await using emulator = open(undefined, { calls: [] })
  const body = JSON.stringify({ Url: 'http://user:pa%ss@127.0.0.1:1/', CallbackCommandList: callbackCommands })
  await emulator.fetch(emulator.target('set_callback'), { method: 'POST', body })
  startCall(emulator.core, app.sdkAppId, { from: 'a', to: ['b'], media: 'audio' })
  await emulator.clock.advance(0)
  expect(log(emulator)[0]).toMatchObject({ state: 'failed', code: 'request-failed' })
})

test('Logs that a receiver returned an error, and does not retry', async () => {
  await using receiver = await openReceiver((_, response) => {
    response.end('{"ActionStatus":"FAIL","ErrorInfo":"not mine","ErrorCode":7}')
  })
  await using emulator = open(receiver.url, { retries: 3, calls: [{ ...talk, then: [] }] })
  await emulator.clock.advance('1s')
  const [delivery] = log(emulator)
  expect(delivery).toMatchObject({ state: 'delivered', code: 'objection' })
  expect(delivery?.attempts).toHaveLength(1)
})

test('Ends an advance that waits for a receiver at a reset', { retry: 3 }, async () => {
  await using receiver = await openReceiver(() => {})
  await using emulator = open(receiver.url, { calls: [{ ...talk, at: '1s' }] })
  const startedAt = performance.now()
  const advancing = emulator.clock.advance('3s')
  await expect.poll(() => receiver.received.length).toBe(1)
  emulator.reset()
  await advancing
  expect(performance.now() - startedAt).toBeLessThan(1_500)
})

test('Finds a callback that is not settled even if the log keeps none', async () => {
  await using receiver = await openReceiver((_, response) => void response.destroy())
  await using emulator = open(receiver.url, { journal: 0, retries: 5, calls: [{ ...talk, then: [] }] })
  await emulator.clock.advance('1s')
  const id = `${app.sdkAppId}-1`
  expect(getCallback(emulator.core, id)).toMatchObject({ id, state: 'waiting' })
  await emulator.clock.advance('1h')
  expect(() => getCallback(emulator.core, id)).toThrow(expect.objectContaining({ code: 'no-such-webhook' }))
})

test('Sends a reordered and delayed callback after its delay if none has overtaken it', async () => {
  await using receiver = await openReceiver()
  const faults = [fault('reorder', 'EndCall'), { on: 'Call.CallbackAfterEndCall', delay: '7s' } as const]
  await using emulator = open(receiver.url, { faults })
  await emulator.clock.advance('1m')
  expect(receiver.commands()).toEqual(['StartCall', 'MemberChanged', 'MemberChanged', 'EndCall'])
  const last = log(emulator).at(-1)
  expect((last?.attempts[0]?.at ?? 0) - (last?.at ?? 0)).toBe(7_000)
})

test.each([
  ['both', { CallMediaType: 'Audio', MediaType: 'Audio' }],
  ['sample', { CallMediaType: 'Audio' }],
] as const)('Sends the media type in the shape %s', async (callbackShape, names) => {
  await using receiver = await openReceiver()
  await using emulator = open(receiver.url, { callbackShape, commands: ['Call.CallbackAfterStartCall'] })
  await emulator.clock.advance('1s')
  const { ChatGroupId, CallId, RoomId, RoomIdType, ...rest } = Object(receiver.received[0]?.json).CallInfo
  expect(rest).toEqual(names)
})

test('Rejects an unknown shape', () => {
  // A client in JavaScript may pass any value.
  expect(() => createEmulator({ callbackShape: 'table' as 'both' })).toThrow(/callbackShape/)
})

test.each([
  [401, '', undefined, true],
  [403, '', undefined, true],
  [400, '{"error":"Sign is missing"}', undefined, true],
  [200, '{"ActionStatus":"FAIL","ErrorInfo":"invalid signature","ErrorCode":1}', undefined, true],
  [400, 'design', undefined, false],
  [500, '', undefined, false],
  [401, '', 'token', false],
] as const)('Explains a %i %j with the token %s by the missing Sign: %s', async (status, text, token, isExplained) => {
  const send: SendCallback = async () => ({ status, text })
  await using emulator = open('http://127.0.0.1:1/', { send, ...(token ? { token } : {}) })
  await emulator.clock.advance('1s')
  const [attempt] = log(emulator)[0]?.attempts ?? []
  expect(attempt?.reason?.includes('--callback-token') ?? false).toBe(isExplained)
})

test('Delivers to a local receiver with a self-signed certificate, with a warning in the attempt', async () => {
  const { cert, key } = await createAuthority()
  const receiver = createHttps({ cert, key }, (_, answer) =>
    answer.end('{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'),
  )
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  await using emulator = open(`https://127.0.0.1:${port}/`)
  await emulator.clock.advance('1m')
  const deliveries = log(emulator)
  expect(deliveries.map(({ state }) => state)).toEqual(Array(4).fill('delivered'))
  for (const { code, reason, attempts } of deliveries) {
    expect(code).toBe('accepted-certificate')
    expect(attempts[0]).toMatchObject({ status: 200, code, reason })
    expect(reason).toMatch(/\(UNABLE_TO|\(SELF_SIGNED|\(DEPTH_ZERO/)
  }
  receiver.close()
})

test.each(['https://console.tim.qq.com/v4/x?a=1', 'http://ADMINAPI.my-imcloud.com.:8080/'])(
  'Sends no callback to a host of the service, whatever the callback scope: %s',
  async url => {
    const lookup = vi.spyOn(dns, 'lookup')
    await using emulator = open(url, { callbacks: 'anywhere' })
    await emulator.clock.advance('1s')
    expect(log(emulator)[0]).toMatchObject({ state: 'failed', code: 'vendor-host' })
    expect(lookup).not.toHaveBeenCalled()
    lookup.mockRestore()
  },
)
