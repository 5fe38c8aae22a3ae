import { expect, test } from 'vitest'
import { run } from '../cli/run.ts'
import { ask, callbackToken, launch, type Ringback, soon, startRingback, toSigned } from './launch.ts'

/** The backend, started as the emulator's client, and the ways to use it. */
async function startBackend(ringback: Ringback) {
  const env = { CALL_API_URL: ringback.url, CALLBACK_TOKEN: callbackToken, PORT: '0', RECORD_DELAY_MS: '10' }
  const child = launch(process.execPath, ['examples/backend/server.mjs'], env)
  const url = (await child.firstLine()).replace('reminders at ', '')
  return {
    url,
    said: child.said,
    remind: (callee: string) => ask(`${url}/reminders`, { callee }),
    /** What the backend says of a reminder. */
    show: async (id = '') => (await ask(`${url}/reminders/${id}`)).json,
    [Symbol.asyncDispose]: child[Symbol.asyncDispose],
  }
}

/** Where callbacks go, by the service's own answer. */
async function findCallbackUrl(ringback: Ringback): Promise<URL> {
  const { Response } = await ringback.command('call_config/get_callback')
  // A configuration has an Url; without one the story fails here.
  return new URL((Response as { Url: string }).Url)
}

test('Calls, follows the call and shows its record', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using backend = await startBackend(ringback)
  const { remind, show } = backend
  const { status, json } = await remind('alice')
  expect({ status, json }).toEqual({
    status: 201,
    json: { id: expect.any(String), callee: 'alice', state: 'ringing', record: null },
  })

  await ringback.steer(`/calls/${json.id}/answer`, { user: 'alice' })
  await expect.poll(() => show(json.id), soon).toMatchObject({ state: 'answered', record: null })

  await ringback.steer(`/calls/${json.id}/hangup`, { user: 'alice' })
  await expect.poll(() => ringback.codes('get_record_by_callid'), soon).toEqual([101050])
  expect(await show(json.id)).toMatchObject({ state: 'ended', record: null })

  await ringback.steer('/clock/advance', { by: '6s' })
  const record = { result: 'NormalEnd', answeredAt: expect.any(String) }
  await expect.poll(() => show(json.id), soon).toMatchObject({ state: 'ended', record })
})

test('Ends an unanswered reminder as NotAnswer', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using backend = await startBackend(ringback)
  const { remind, show } = backend
  const { json } = await remind('alice')
  await ringback.steer('/clock/advance', { by: '29s' })
  expect(await show(json.id)).toMatchObject({ state: 'ringing' })
  await ringback.steer('/clock/advance', { by: '7s' })
  const record = { result: 'NotAnswer', answeredAt: null }
  await expect.poll(() => show(json.id), soon).toMatchObject({ state: 'ended', record })
})

test('Survives two internal errors, and gives up after the fourth', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using backend = await startBackend(ringback)
  const { remind } = backend
  await ringback.steer('/faults', { on: 'start_call_by_robot', times: 2, error: 101001 })
  expect(await remind('alice')).toMatchObject({ status: 201 })
  expect(await ringback.codes('start_call_by_robot')).toEqual([101001, 101001, 0])

  await ringback.steer('/faults', { on: 'start_call_by_robot', error: 60008 })
  const error = expect.stringContaining('60008')
  expect(await remind('bob')).toEqual({ status: 502, json: { error } })
  expect((await ringback.codes('start_call_by_robot')).slice(3)).toEqual([60008, 60008, 60008, 60008])
})

test('Handles duplicate callbacks once and callbacks that overtake the reply', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using backend = await startBackend(ringback)
  const { remind, show } = backend
  await ringback.steer('/faults', { on: 'callbacks', callback: 'duplicate' })
  await ringback.steer('/faults', { on: 'start_call_by_robot', delay: '1s' })
  const reminded = remind('alice')
  const theirs = async () => {
    const { calls } = await ringback.look('/calls?state=live')
    // What the admin API lists as calls are objects with these two.
    return (calls as { id: string; from: string }[]).find(({ from }) => from === 'robot')?.id
  }
  await expect.poll(theirs, soon).toEqual(expect.any(String))
  const CallId = await theirs()
  const ChangedUserList = [{ User_Account: 'alice', ActionType: 'Answer' }]
  const answer = { CallbackCommand: 'Call.CallbackAfterMemberChanged', CallId, ChangedUserList }
  expect(await ask(toSigned(await findCallbackUrl(ringback)), answer)).toMatchObject({ status: 200 })

  await ringback.steer('/clock/advance', { by: '1s' })
  expect(await reminded).toMatchObject({ status: 201, json: { id: CallId } })
  await expect.poll(() => show(CallId), soon).toMatchObject({ state: 'answered' })

  await ringback.steer(`/calls/${CallId}/end`, {})
  await ringback.steer('/clock/advance', { by: '6s' })
  await expect.poll(() => show(CallId), soon).toMatchObject({ state: 'ended', record: { result: 'Cancel' } })
  const lines = [expect.any(String), `${CallId}: answered`, `${CallId}: ended`, `${CallId}: Cancel`, '']
  await expect.poll(() => backend.said.stdout.split('\n'), soon).toEqual(lines)
})

test('Refuses forged callbacks and accepts unknown commands', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using backend = await startBackend(ringback)
  const { remind, show } = backend
  const { json } = await remind('alice')
  const CallRecord = { CallId: json.id, CallResult: 'NormalEnd' }
  const end = { CallbackCommand: 'Call.CallbackAfterEndCall', CallRecord }
  const url = await findCallbackUrl(ringback)
  const forgeries: readonly Record<string, string>[] = [
    { token: 'a guess' },
    { SdkAppid: '1' },
    { Sign: '0'.repeat(64) },
    { RequestTime: '1669872112' },
  ]
  for (const forgery of forgeries) {
    expect(await ask(toSigned(url, forgery), end)).toMatchObject({ status: 403, json: { ActionStatus: 'FAIL' } })
  }
  const unheardOf = { CallbackCommand: 'Call.CallbackAfterLunch', CallId: json.id }
  const taken = { status: 200, json: { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 } }
  expect(await ask(toSigned(url), unheardOf)).toEqual(taken)
  expect(await show(json.id)).toMatchObject({ state: 'ringing' })
})

test('Distinguishes mistakes of its callers from those of the service', async () => {
  await using ringback = await startRingback()
  await using backend = await startBackend(ringback)
  expect(await backend.remind('')).toMatchObject({ status: 400 })
  expect(await ask(`${backend.url}/reminders`, [])).toMatchObject({ status: 400 })
  expect(await fetch(`${backend.url}/reminders`, { method: 'POST', body: 'alice' })).toMatchObject({ status: 400 })
  expect(await ask(`${backend.url}/reminders/none`)).toMatchObject({ status: 404 })
  expect(await ringback.codes('start_call_by_robot')).toEqual([])
})

test('Explains why it cannot start with the key of another application', async () => {
  await using ringback = await startRingback()
  const env = { CALL_API_URL: ringback.url, SECRET_KEY: 'another', PORT: '0' }
  await using child = launch(process.execPath, ['examples/backend/server.mjs'], env)
  expect(await child.ended).toEqual({ code: 1 })
  expect(child.said).toEqual({ stdout: '', stderr: expect.stringMatching(/^call_config\/set_callback: 70009 .*\n$/) })
})

test('Passes every rule of ringback webhook check', async () => {
  await using ringback = await startRingback('--callback-token', callbackToken)
  await using _backend = await startBackend(ringback)
  const { href } = await findCallbackUrl(ringback)
  const { code, stdout } = await run(['webhook', 'check', href, '--token', callbackToken])
  expect(stdout).toMatch(/^PASSED: .* 17 rules passed, 0 failed, 0 not exercised\.$/m)
  expect(code).toBe(0)
})
