import { expect, test } from 'vitest'
import { invitationActions, memberActions, wholeCallActions } from '../../src/call/call.ts'
import { createEmulator, type EmulatorOptions } from '../../src/sdk/create-emulator.ts'
import { EmulatorError, NotYetError } from '../../src/sdk/emulator-error.ts'

const start = Date.parse('2026-01-15T09:30:00Z')
const open = (options: EmulatorOptions = {}) =>
  createEmulator({ scenario: { ringback: 1, start: '2026-01-15T09:30:00Z' }, clock: 'manual', ...options })
const ask = (emulator: ReturnType<typeof open>, command: 'get_call_info' | 'end_call', CallId: string) =>
  emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify({ CallId }) })
const view = async (emulator: ReturnType<typeof open>, path: string) =>
  (await emulator.fetch(`/_ringback${path}`)).json()

test('a call that is opened is a handle of it as it is now, and the very view of the control surface', async () => {
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

test('whatever a scenario does to a call, a handle does', async () => {
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
  const brief = () => calls.open({ from: 'alice', to: ['bob'] })
  expect([brief().cancel().outcome, brief().interrupt().outcome, call.end().outcome]).toEqual([
    'cancelled',
    'interrupted',
    'completed',
  ])
  const names = [...memberActions, ...invitationActions, ...wholeCallActions].map(deed => deed.replace('-i', 'I'))
  expect(names.filter(name => !(name in call))).toEqual([])
})

test('calls are listed by state and application, and got or found by their id', async () => {
  await using emulator = open()
  const { calls } = emulator
  calls.open({ id: 'one', from: 'alice', to: ['bob'] }).end()
  calls.open({ id: 'two', from: 'alice', to: ['bob'] })
  expect(calls.list().map(({ id }) => id)).toEqual(['one', 'two'])
  expect(calls.list({ state: 'ended' }).map(({ id }) => id)).toEqual(['one'])
  expect(calls.get('two').state).toBe('live')
  expect([calls.find('two')?.id, calls.find('three')]).toEqual(['two', undefined])
  expect(() => calls.get('tow')).toThrow('There is no call "tow". Did you mean "two"?')
  // @ts-expect-error a filter has no such key
  expect(() => calls.list({ sate: 'live' })).toThrow('"sate" is no key of a filter of calls. Did you mean "state"?')
})

test('a deed that is not possible says why, what would be, and where it was asked for', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ from: 'alice', to: ['bob', 'carol'] }).answer('bob')
  const slip = catchIt(() => call.answer('bob'))
  expect(slip).toBeInstanceOf(EmulatorError)
  expect(slip).toMatchObject({
    code: 'not-possible',
    message:
      '"bob" cannot answer: bob is in the call already. What can be done: answer, reject, busy, offline or cancel-invite for carol; hangup or offline for alice or bob; join or invite for others; interrupt or end.',
  })
  expect((slip as Error).stack?.split('\n')[1]).toContain('handles.test.ts')
  expect(() => call.end().end()).toThrow('The call has ended. Nothing more can be done to it.')
  emulator.reset()
  expect(() => call.end()).toThrow(/^The call is not there any more\.$/)
})

test('nobody but an account is named in a deed, and no id but a text finds a call', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ from: 'alice', to: ['bob'] })
  // @ts-expect-error names stand one after the other
  expect(() => call.invite(['carol'])).toThrow('["carol"] is no account: want a text such as "user2".')
  // @ts-expect-error somebody has to answer
  expect(() => call.answer()).toThrow('undefined is no account')
  // @ts-expect-error an id is a text
  expect(() => emulator.calls.get(5)).toThrow('There is no call 5.')
  expect(call.members.map(({ user }) => user)).toEqual(['alice', 'bob'])
})

test('an opening is refused with every slip at once', async () => {
  await using emulator = open()
  // @ts-expect-error neither a medium nor a key
  const slip = catchIt(() => emulator.calls.open({ from: 'alice', to: ['bob'], media: 'adio', rign: '3s' }))
  expect(slip).toMatchObject({ code: 'not-valid', problems: [{}, {}] })
  expect((slip as Error).message.split('\n')).toEqual([
    expect.stringContaining('media is "adio"'),
    expect.stringContaining('Did you mean "ring"?'),
  ])
})

test('the clock is put ahead by a duration, by milliseconds and to a moment, and lets time pass as told', async () => {
  await using emulator = open()
  const { clock } = emulator
  await clock.advance('30s')
  await clock.advance(500)
  expect(clock.now()).toBe(start + 30_500)
  for (const to of ['2026-01-15T09:31:00Z', new Date(start + 70_000), start + 80_000]) await clock.advance({ to })
  expect(clock.now()).toBe(start + 80_000)
  await expect(clock.advance({ to: start })).rejects.toThrow('time does not go back')
  await expect(clock.advance({ to: Number.NaN })).rejects.toThrow('want a moment such as')
  clock.set('60x')
  expect(clock.mode).toBe('60x')
  // @ts-expect-error there is no such mode
  expect(() => clock.set('fast')).toThrow('want real, manual or a speed such as 60x')
})

test('a fault that is added tells how often it matched and hit, also when it is gone', async () => {
  await using emulator = open()
  const fault = emulator.faults.add({ on: 'get_call_info', skip: 1, times: 1, error: 101001 })
  for (const _ of [1, 2]) await ask(emulator, 'get_call_info', 'c')
  expect(fault).toMatchObject({ id: 'fault-1', matched: 2, hit: 1, done: true })
  expect(fault.sentence).toContain('refuses with 101001')
  expect(emulator.faults.list().map(({ id }) => id)).toEqual(['fault-1'])
  fault.remove()
  expect([fault.hit, emulator.faults.list()]).toEqual([1, []])
  expect(() => emulator.faults.remove(fault)).toThrow('There is no fault "fault-1": none is armed.')
  emulator.faults.add({ on: 'all', http: 502 })
  expect([emulator.faults.clear(), emulator.faults.clear()]).toEqual([1, 0])
})

test('a fault is refused with every slip at once', async () => {
  await using emulator = open()
  // @ts-expect-error no such command, no such code
  const slip = catchIt(() => emulator.faults.add({ on: 'get_call_inf', error: 101003 }))
  expect(slip).toMatchObject({ code: 'not-valid', problems: [{ path: ['on'] }, { path: ['error'] }] })
})

test('the journal is read by command, error and call, without secrets', async () => {
  await using emulator = open()
  emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await ask(emulator, 'get_call_info', 'c')
  await ask(emulator, 'get_call_info', 'd')
  await ask(emulator, 'end_call', 'c')
  const { journal } = emulator
  expect(journal.list().map(({ id }) => id)).toEqual([1, 2, 3])
  expect(journal.list({ command: 'get_call_info', errorCode: 0 }).map(({ id }) => id)).toEqual([1])
  expect(journal.last({ callId: 'c' })).toMatchObject({ command: 'end_call', at: '2026-01-15T09:30:00.000Z' })
  expect(journal.list()).toMatchObject(((await view(emulator, '/journal')) as { exchanges: object[] }).exchanges)
  expect(journal.last()?.target).toContain('usersig=…')
  // @ts-expect-error a filter has no such key
  expect(() => journal.list({ comand: 'end_call' })).toThrow('Did you mean "command"?')
  journal.clear()
  expect([journal.last(), journal.count]).toEqual([undefined, 3])
})

test('an await gives what has come, or comes', async () => {
  await using emulator = open()
  const call = emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await ask(emulator, 'get_call_info', 'c')
  expect(await emulator.waitFor({ request: { command: 'get_call_info' } })).toMatchObject([{ callId: 'c' }])
  const coming = emulator.waitFor({ call: { id: 'c', outcome: 'rejected' } })
  call.reject('bob')
  expect(await coming).toMatchObject([{ id: 'c', state: 'ended' }])
})

test('an await for what does not come rejects with what came near', async () => {
  await using emulator = open()
  await ask(emulator, 'get_call_info', 'c')
  const slip = await emulator
    .waitFor({ request: { command: 'end_call' } }, { count: 2, within: 20 })
    .catch(error => error)
  expect(slip).toBeInstanceOf(NotYetError)
  expect(slip).toMatchObject({
    code: 'not-yet',
    message:
      'Waited 20ms for 2 requests with command end_call, and there was none. What came nearest: command is get_call_info, want end_call.',
    found: [],
    near: [{ differs: ['command is get_call_info, want end_call'], request: { id: 1 } }],
  })
  // @ts-expect-error there is no such command
  await expect(emulator.waitFor({ request: { command: 'end_cal' } })).rejects.toThrow('Did you mean "end_call"?')
  await expect(emulator.waitFor({ call: {} }, { signal: AbortSignal.timeout(10) })).rejects.toThrow('has left')
})

function catchIt(deed: () => unknown): unknown {
  try {
    deed()
  } catch (error) {
    return error
  }
  throw new Error('It was possible.')
}

test('an option that there is none of, or that cannot be, is told, and not taken for the usual', async () => {
  const make = (options: object) => () => createEmulator(options)
  expect(make({ scenaro: 'answered' })).toThrow(
    '"scenaro" is no key of the options of an emulator. Did you mean "scenario"?',
  )
  expect(make({ clock: 'manuell' })).toThrow('clock is "manuell": want real, manual or a speed such as 60x.')
  expect(make({ validation: 'strickt' })).toThrow('validation is "strickt": want strict or lenient.')
  expect(make({ auth: 'no' })).toThrow('auth is "no": want verify or off.')
  expect(make({ rateLimit: 0 })).toThrow('rateLimit is 0: want a whole number, 1 or more, or off.')
  expect(make({ journal: -1 })).toThrow('journal is -1: want a whole number, 0 or more.')
  expect(make({ seed: 'abc' })).toThrow('seed is "abc": want a whole number, 0 or more.')
  expect(make({ send: 'x' })).toThrow('send is "x": want a function.')
  expect(make({ scenario: null })).toThrow('want a scenario')
  await using emulator = createEmulator({ clock: undefined, journal: undefined, auth: undefined })
  expect(emulator.clock.mode).toBe('real')
  // @ts-expect-error a place has no such key
  await expect(emulator.listen({ prot: 1 })).rejects.toThrow(
    '"prot" is no key of a place to listen. Did you mean "port"?',
  )
})

test('a clock is put ahead by ten years at most, so that it stays within the calendar', async () => {
  await using emulator = open()
  for (const ahead of [1e300, 315_360_000_001, -1, Number.NaN, undefined, null]) {
    // @ts-expect-error some of these are no stretch for the compiler either
    await expect(emulator.clock.advance(ahead)).rejects.toThrow('milliseconds, ten years at most.')
  }
  // @ts-expect-error a mode is a text
  expect(() => emulator.clock.set(60)).toThrow('mode is 60: want real, manual or a speed such as 60x.')
  expect(emulator.clock.now()).toBe(start)
})

test('whoever asks in the name of nobody, or for no command, is told so', async () => {
  await using emulator = open()
  expect(() => emulator.app(5)).toThrow(EmulatorError)
  // @ts-expect-error there is no such command
  expect(() => emulator.target('get_call_inf')).toThrow('Did you mean "get_call_info"?')
  // @ts-expect-error there is no such command
  expect(() => emulator.journal.list({ command: 'get_call_inf' })).toThrow('Did you mean "get_call_info"?')
  // @ts-expect-error patience has no such key
  await expect(emulator.waitFor({ request: {} }, { witin: '1s' })).rejects.toThrow('Did you mean "within"?')
  await ask(emulator, 'get_call_info', 'x')
  // @ts-expect-error there is no such severity
  await expect(emulator.report({ failOn: 'warn' })).rejects.toThrow(
    'Invalid failOn: expected error, warning or none, got "warn".',
  )
})

test('nothing listens once it is closed, also where that comes in between', async () => {
  const emulator = open()
  const between = emulator.listen()
  await emulator.close()
  await expect(between).rejects.toThrow('The emulator is closed: create another.')
  await expect(emulator.listen()).rejects.toThrow('The emulator is closed: create another.')
  await emulator.close()
})
