import { expect, test } from 'vitest'
import { invitationActions, memberActions, wholeCallActions } from '../../src/call/call.ts'
import { createEmulator, type EmulatorOptions } from '../../src/sdk/create-emulator.ts'
import { EmulatorError, NotYetError } from '../../src/sdk/emulator-error.ts'

const start = Date.parse('2026-01-15T09:30:00Z')
const open = (options: EmulatorOptions = {}) =>
  createEmulator({ scenario: { ringback: 1, start: '2026-01-15T09:30:00Z' }, clock: 'manual', ...options })
const sendCommand = (emulator: ReturnType<typeof open>, command: 'get_call_info' | 'end_call', CallId: string) =>
  emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify({ CallId }) })
const view = async (emulator: ReturnType<typeof open>, path: string) =>
  (await emulator.fetch(`/_ringback${path}`)).json()

test('Shows a call as it is now, as the admin API shows it', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'], room: 7 })
  expect(call).toMatchObject({ state: 'live', media: 'audio', room: 7, answeredAt: null })
  call.answer('bob')
  await emulator.clock.advance('30s')
  expect(call.hangup('alice').outcome).toBe('completed')
  expect(call).toEqual(await view(emulator, '/calls/c'))
  expect(JSON.parse(JSON.stringify(call))).toEqual({ ...call })
  expect(call.events.map(({ what }) => what)).toEqual(['started', 'answered', 'hung-up', 'ended'])
})

test('Performs every action of scenarios on a call', async () => {
  await using emulator = open()
  const { calls } = emulator
  const call = calls.open({ from: 'alice', to: ['bob', 'carol', 'dave', 'eve'] })
  call.answer('bob').reject('carol').busy('dave').offline('eve').join('frank').invite('gina', 'hugo')
  expect(
    call
      .cancelInvite('gina', 'hugo')
      .hangup('bob')
      .members.map(({ user }) => user),
  ).toEqual(['alice', 'frank'])
  const openCall = () => calls.open({ from: 'alice', to: ['bob'] })
  expect([openCall().cancel().outcome, openCall().interrupt().outcome, call.end().outcome]).toEqual([
    'cancelled',
    'interrupted',
    'completed',
  ])
  const names = [...memberActions, ...invitationActions, ...wholeCallActions].map(name => name.replace('-i', 'I'))
  expect(names.filter(name => !(name in call))).toEqual([])
})

test('Lists calls by state, and finds them by id', async () => {
  await using emulator = open()
  const { calls } = emulator
  calls.open({ id: 'one', from: 'alice', to: ['bob'] }).end()
  calls.open({ id: 'two', from: 'alice', to: ['bob'] })
  expect(calls.list().map(({ id }) => id)).toEqual(['one', 'two'])
  expect(calls.list({ state: 'ended' }).map(({ id }) => id)).toEqual(['one'])
  expect(calls.get('two').state).toBe('live')
  expect([calls.find('two')?.id, calls.find('three')]).toEqual(['two', undefined])
  expect(catchIt(() => calls.get('tow'))).toMatchObject({
    code: 'no-such-call',
    message: expect.stringContaining('"two"'),
  })
  // @ts-expect-error unknown key
  expect(() => calls.list({ sate: 'live' })).toThrow('Did you mean "state"?')
})

test("Refuses an impossible action with the possible ones, at the caller's line", async () => {
  await using emulator = open()
  const call = emulator.calls.open({ from: 'alice', to: ['bob', 'carol'] }).answer('bob')
  const error = catchIt(() => call.answer('bob'))
  expect(error).toBeInstanceOf(EmulatorError)
  expect(error).toMatchObject({ code: 'not-possible', message: expect.stringContaining('Possible actions: answer,') })
  expect((error as Error).stack?.split('\n')[1]).toContain('handles.test.ts')
  expect(() => call.end().end()).toThrow('No action is possible.')
  emulator.reset()
  expect(() => call.end()).toThrow(EmulatorError)
})

test('Refuses users and ids that are not strings', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ from: 'alice', to: ['bob'] })
  // @ts-expect-error names are separate arguments
  expect(() => call.invite(['carol'])).toThrow(/^Invalid user: .*\["carol"\]/)
  // @ts-expect-error the user is missing
  expect(() => call.answer()).toThrow(/^Invalid user: .*undefined/)
  // @ts-expect-error an id is a string
  expect(() => emulator.calls.get(5)).toThrow('Unknown call 5.')
  expect(call.members.map(({ user }) => user)).toEqual(['alice', 'bob'])
})

test('Refuses a call with every mistake at once', async () => {
  await using emulator = open()
  // @ts-expect-error unknown media and unknown key
  const error = catchIt(() => emulator.calls.open({ from: 'alice', to: ['bob'], media: 'adio', rign: '3s' }))
  expect(error).toMatchObject({
    code: 'not-valid',
    problems: [
      { code: 'invalid-field', path: ['media'] },
      { code: 'unknown-field', path: ['rign'] },
    ],
  })
  expect((error as Error).message.split('\n')).toHaveLength(2)
})

test('Advances the clock by a duration, by milliseconds and to a time, and sets its mode', async () => {
  await using emulator = open()
  const { clock } = emulator
  await clock.advance('30s')
  await clock.advance(500)
  expect(clock.now()).toBe(start + 30_500)
  for (const to of ['2026-01-15T09:31:00Z', new Date(start + 70_000), start + 80_000]) await clock.advance({ to })
  expect(clock.now()).toBe(start + 80_000)
  await expect(clock.advance({ to: start })).rejects.toMatchObject({ code: 'not-possible' })
  await expect(clock.advance({ to: Number.NaN })).rejects.toMatchObject({ code: 'not-valid' })
  clock.set('60x')
  expect(clock.mode).toBe('60x')
  // @ts-expect-error unknown mode
  expect(() => clock.set('fast')).toThrow(/^Invalid mode: /)
})

test('Shows the counts of a fault, also after it is disarmed', async () => {
  await using emulator = open()
  const fault = emulator.faults.add({ on: 'get_call_info', skip: 1, times: 1, error: 101001 })
  for (const _ of [1, 2]) await sendCommand(emulator, 'get_call_info', 'c')
  expect(fault).toMatchObject({ id: 'fault-1', matched: 2, hit: 1, done: true })
  expect(fault.sentence).toContain('refuses with 101001')
  expect(emulator.faults.list().map(({ id }) => id)).toEqual(['fault-1'])
  fault.remove()
  expect([fault.hit, emulator.faults.list()]).toEqual([1, []])
  expect(() => emulator.faults.remove(fault)).toThrow(expect.objectContaining({ code: 'no-such-fault' }))
  emulator.faults.add({ on: 'all', http: 502 })
  expect([emulator.faults.clear(), emulator.faults.clear()]).toEqual([1, 0])
})

test('Refuses a fault with every mistake at once', async () => {
  await using emulator = open()
  // @ts-expect-error unknown command and unknown code
  const error = catchIt(() => emulator.faults.add({ on: 'get_call_inf', error: 101003 }))
  expect(error).toMatchObject({ code: 'not-valid', problems: [{ path: ['on'] }, { path: ['error'] }] })
})

test('Lists exchanges by command, error and call, without secrets', async () => {
  await using emulator = open()
  emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await sendCommand(emulator, 'get_call_info', 'c')
  await sendCommand(emulator, 'get_call_info', 'd')
  await sendCommand(emulator, 'end_call', 'c')
  const { journal } = emulator
  expect(journal.list().map(({ id }) => id)).toEqual(['88888888-1', '88888888-2', '88888888-3'])
  expect(journal.list({ command: 'get_call_info', errorCode: 0 }).map(({ position }) => position)).toEqual([1])
  expect(journal.list({ q: 'code:!0 call:d' }).map(({ position }) => position)).toEqual([2])
  expect(() => journal.list({ q: 'code:ok' })).toThrow('Invalid code')
  expect(emulator.calls.list({ q: 'state:ended' })).toHaveLength(1)
  expect(journal.last({ callId: 'c' })).toMatchObject({ command: 'end_call', at: '2026-01-15T09:30:00.000Z' })
  const shown = await view(emulator, '/journal')
  expect(shown).toMatchObject({ exchanges: JSON.parse(JSON.stringify(journal.list())) })
  expect(journal.last()?.target).toContain('usersig=…')
  // @ts-expect-error unknown key
  expect(() => journal.list({ comand: 'end_call' })).toThrow('Did you mean "command"?')
  journal.clear()
  expect([journal.last(), journal.count]).toEqual([undefined, 0])
})

test('Waits for what has happened or happens', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await sendCommand(emulator, 'get_call_info', 'c')
  expect(await emulator.waitFor({ request: { command: 'get_call_info' } })).toMatchObject([{ callId: 'c' }])
  const coming = emulator.waitFor({ call: { id: 'c', outcome: 'rejected' } })
  call.reject('bob')
  expect(await coming).toMatchObject([{ id: 'c', state: 'ended' }])
})

test('Rejects a wait with its near misses', async () => {
  await using emulator = open()
  await sendCommand(emulator, 'get_call_info', 'c')
  const error = await emulator
    .waitFor({ request: { command: 'end_call' } }, { count: 2, within: 20 })
    .catch(error => error)
  expect(error).toBeInstanceOf(NotYetError)
  expect(error).toMatchObject({
    code: 'not-yet',
    found: [],
    near: [{ differs: ['command is get_call_info, expected end_call'], request: { position: 1 } }],
  })
  // @ts-expect-error unknown command
  await expect(emulator.waitFor({ request: { command: 'end_cal' } })).rejects.toThrow('Did you mean "end_call"?')
  await expect(emulator.waitFor({ call: {} }, { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({
    code: 'not-yet',
  })
})

function catchIt(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

test('Refuses unknown options and invalid values', async () => {
  for (const [options, message] of [
    [{ scenaro: 'answered' }, /^Unknown key "scenaro" .* Did you mean "scenario"\?$/],
    [{ clock: 'manuell' }, /^Invalid clock: /],
    [{ validation: 'strickt' }, /^Invalid validation: expected strict or lenient/],
    [{ auth: 'no' }, /^Invalid auth: /],
    [{ rateLimit: 0 }, /^Invalid rateLimit: .*got 0\.$/],
    [{ journal: -1 }, /^Invalid journal: /],
    [{ seed: 'abc' }, /^Invalid seed: /],
    [{ send: 'x' }, /^Invalid send: /],
    [{ scenario: null }, /expected a scenario/],
  ] as const) {
    // Invalid on purpose.
    expect(() => createEmulator(options as object)).toThrow(message)
  }
  await using emulator = createEmulator({ clock: undefined, journal: undefined, auth: undefined })
  expect(emulator.clock.mode).toBe('real')
  // @ts-expect-error unknown key
  await expect(emulator.listen({ prot: 1 })).rejects.toThrow('Did you mean "port"?')
})

test('Advances a clock by at most ten years', async () => {
  await using emulator = open()
  for (const ahead of [1e300, 315_360_000_001, -1, Number.NaN, undefined, null]) {
    // @ts-expect-error the compiler refuses some of these
    await expect(emulator.clock.advance(ahead)).rejects.toThrow(/^Invalid duration: /)
  }
  // @ts-expect-error a mode is a string
  expect(() => emulator.clock.set(60)).toThrow(/^Invalid mode: /)
  expect(emulator.clock.now()).toBe(start)
})

test('Refuses unknown applications, commands and keys', async () => {
  await using emulator = open()
  expect(() => emulator.app(5)).toThrow(EmulatorError)
  // @ts-expect-error unknown command
  expect(() => emulator.target('get_call_inf')).toThrow('Did you mean "get_call_info"?')
  // @ts-expect-error unknown command
  expect(() => emulator.journal.list({ command: 'get_call_inf' })).toThrow('Did you mean "get_call_info"?')
  // @ts-expect-error unknown key
  await expect(emulator.waitFor({ request: {} }, { witin: '1s' })).rejects.toThrow('Did you mean "within"?')
  await sendCommand(emulator, 'get_call_info', 'x')
  // @ts-expect-error unknown severity
  await expect(emulator.report({ failOn: 'warn' })).rejects.toThrow(
    'Invalid failOn: expected error, warning or none, got "warn".',
  )
})

test('Refuses to listen when it is closed, also meanwhile', async () => {
  const emulator = open()
  const between = emulator.listen()
  await emulator.close()
  await expect(between).rejects.toThrow('The emulator is closed.')
  await expect(emulator.listen()).rejects.toThrow('The emulator is closed.')
  await emulator.close()
})

const scenario = { ringback: 1, name: 'inputs', seed: 7, start: '2026-01-15T09:30:00Z' } as const

test('Lists every action on the emulator in a journal, each with the request before it', async () => {
  await using emulator = createEmulator({ scenario, clock: 'manual' })
  const call = emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"c"}' })
  call.answer('bob')
  const fault = emulator.faults.add({ on: 'end_call', error: 101001 })
  await emulator.clock.advance('30s')
  emulator.faults.remove(fault.id)
  const app = emulator.apps.create({ sdkAppId: 1_500_000_000, clock: '60x' })
  emulator.app(app.sdkAppId).reset()
  emulator.apps.remove(app.sdkAppId)
  const { actions = [], entries, seed, source } = emulator.saveJournal()
  expect(actions.map(({ after, app, does }) => [after, app, does])).toEqual([
    [0, 88888888, 'start-call'],
    [1, 88888888, 'change-call'],
    [1, undefined, 'arm-fault'],
    [1, 88888888, 'advance-clock'],
    [1, undefined, 'disarm-fault'],
    [1, 1_500_000_000, 'create-application'],
    [1, 1_500_000_000, 'reset'],
    [1, 1_500_000_000, 'remove-application'],
  ])
  expect(actions[1]?.input).toEqual({ call: 'c', does: 'answer', user: 'bob' })
  expect(actions[2]?.input).toEqual({ on: 'end_call', error: 101001 })
  expect(actions[3]?.input).toEqual({ to: Date.parse('2026-01-15T09:30:30Z') })
  expect([entries.length, seed, source]).toEqual([1, 7, scenario])
})

test('Shows the keys of applications in no action of a journal', async () => {
  await using emulator = createEmulator({ scenario })
  const secretKey = 'a1'.repeat(32)
  emulator.apps.create({ secretKey })
  expect(JSON.stringify(emulator.saveJournal())).not.toContain(secretKey)
})

test('Lists the calls and callbacks that are kept in a journal, without tokens', async () => {
  const token = 'token-of-the-callbacks'
  await using emulator = createEmulator({
    scenario: {
      ...scenario,
      apps: [
        {
          sdkAppId: 5,
          secretKey: 'a-secret',
          admins: ['administrator'],
          callback: {
            url: `http://127.0.0.1:9/callback?key=${token}`,
            commands: ['Call.CallbackAfterStartCall'],
            token,
          },
        },
      ],
    },
    clock: 'manual',
    journal: 2,
    send: async () => ({ status: 500, text: token }),
  })
  for (const id of ['a', 'b', 'c']) emulator.calls.open({ id, from: 'alice', to: ['bob'] })
  const other = emulator.app(emulator.apps.create({ sdkAppId: 6 }).sdkAppId)
  other.calls.open({ id: 'd', from: 'alice', to: ['bob'] })
  await emulator.clock.advance('30s')
  const { calls = [], callbacks = [] } = emulator.saveJournal()
  expect(calls.map(({ id, app, outcome }) => [id, app, outcome])).toEqual([
    ['c', 5, 'unanswered'],
    ['d', 6, null],
  ])
  expect(callbacks.map(({ id, state, attempts }) => [id, state, attempts.length])).toEqual([
    ['5-2', 'failed', 1],
    ['5-3', 'failed', 1],
  ])
  expect(JSON.stringify({ calls, callbacks })).not.toContain(token)
  expect(other.saveJournal()).toMatchObject({ calls: [{ id: 'd' }], callbacks: [] })
})
