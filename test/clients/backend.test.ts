import { expect, test } from 'vitest'
import { run, startEmulator, startProgram } from '../cli/run.ts'
import { callbackToken, listCodes, send, soon, startServer, toSigned } from './launch.ts'

/** An emulator with a manual clock, and the backend as its client. */
async function start() {
  const ringback = await startEmulator(['--clock', 'manual', '--callback-token', callbackToken])
  const backend = await startServer(process.execPath, ['examples/backend/server.mjs'], {
    CALL_API_URL: ringback.facts.url,
    CALLBACK_TOKEN: callbackToken,
    RECORD_DELAY_MS: '10',
  })
  return {
    ringback,
    backend,
    remind: (callee: string) => send(`${backend.url}/reminders`, { callee }),
    /** The reply of the backend for a reminder. */
    getReminder: async (id = '') => (await send(`${backend.url}/reminders/${id}`)).json,
    post: (path: string, input: object) => ringback.control('POST', path, input),
    codes: (command: string) => listCodes(ringback, command),
    async findCallbackUrl(): Promise<string> {
      const { Response } = await ringback.command('call_config/get_callback')
      return Response.Url
    },
    async [Symbol.asyncDispose]() {
      await backend[Symbol.asyncDispose]()
      await ringback[Symbol.asyncDispose]()
    },
  }
}

test('Calls, follows the call and shows its record', async () => {
  await using setup = await start()
  const { remind, getReminder, post, codes } = setup
  const { status, json } = await remind('alice')
  expect({ status, json }).toEqual({
    status: 201,
    json: { id: expect.any(String), callee: 'alice', state: 'ringing', record: null },
  })

  await post(`/calls/${json.id}/answer`, { user: 'alice' })
  await expect.poll(() => getReminder(json.id), soon).toMatchObject({ state: 'answered', record: null })

  await post(`/calls/${json.id}/hangup`, { user: 'alice' })
  await expect.poll(() => codes('get_record_by_callid'), soon).toEqual([101050])
  expect(await getReminder(json.id)).toMatchObject({ state: 'ended', record: null })

  await post('/clock/advance', { by: '6s' })
  const record = { result: 'NormalEnd', answeredAt: expect.any(String) }
  await expect.poll(() => getReminder(json.id), soon).toMatchObject({ state: 'ended', record })
})

test('Ends an unanswered reminder as NotAnswer', async () => {
  await using setup = await start()
  const { remind, getReminder, post } = setup
  const { json } = await remind('alice')
  await post('/clock/advance', { by: '29s' })
  expect(await getReminder(json.id)).toMatchObject({ state: 'ringing' })
  await post('/clock/advance', { by: '7s' })
  const record = { result: 'NotAnswer', answeredAt: null }
  await expect.poll(() => getReminder(json.id), soon).toMatchObject({ state: 'ended', record })
})

test('Survives two internal errors, and gives up after the fourth', async () => {
  await using setup = await start()
  const { remind, post, codes } = setup
  await post('/faults', { on: 'start_call_by_robot', times: 2, error: 101001 })
  expect(await remind('alice')).toMatchObject({ status: 201 })
  expect(await codes('start_call_by_robot')).toEqual([101001, 101001, 0])

  await post('/faults', { on: 'start_call_by_robot', error: 60008 })
  const error = expect.stringContaining('60008')
  expect(await remind('bob')).toEqual({ status: 502, json: { error } })
  expect((await codes('start_call_by_robot')).slice(3)).toEqual([60008, 60008, 60008, 60008])
})

test('Handles duplicate callbacks once and callbacks that overtake the reply', async () => {
  await using setup = await start()
  const { ringback, backend, remind, getReminder, post, findCallbackUrl } = setup
  await post('/faults', { on: 'callbacks', callback: 'duplicate' })
  await post('/faults', { on: 'start_call_by_robot', delay: '1s' })
  const reminded = remind('alice')
  const getCallId = async () => {
    const { calls } = await ringback.control('GET', '/calls?state=live')
    return calls.find(({ from }: { from: string }) => from === 'robot')?.id
  }
  await expect.poll(getCallId, soon).toEqual(expect.any(String))
  const CallId = await getCallId()
  const ChangedUserList = [{ User_Account: 'alice', ActionType: 'Answer' }]
  const answer = { CallbackCommand: 'Call.CallbackAfterMemberChanged', CallId, ChangedUserList }
  expect(await send(toSigned(await findCallbackUrl()), answer)).toMatchObject({ status: 200 })

  await post('/clock/advance', { by: '1s' })
  expect(await reminded).toMatchObject({ status: 201, json: { id: CallId } })
  await expect.poll(() => getReminder(CallId), soon).toMatchObject({ state: 'answered' })

  await post(`/calls/${CallId}/end`, {})
  await post('/clock/advance', { by: '6s' })
  await expect.poll(() => getReminder(CallId), soon).toMatchObject({ state: 'ended', record: { result: 'Cancel' } })
  const lines = [expect.any(String), `${CallId}: answered`, `${CallId}: ended`, `${CallId}: Cancel`, '']
  await expect.poll(() => backend.printed().stdout.split('\n'), soon).toEqual(lines)
})

test('Refuses forged callbacks and accepts unknown commands', async () => {
  await using setup = await start()
  const { remind, getReminder, findCallbackUrl } = setup
  const { json } = await remind('alice')
  const CallRecord = { CallId: json.id, CallResult: 'NormalEnd' }
  const end = { CallbackCommand: 'Call.CallbackAfterEndCall', CallRecord }
  const url = await findCallbackUrl()
  const forgeries: readonly Record<string, string>[] = [
    { token: 'a guess' },
    { SdkAppid: '1' },
    { Sign: '0'.repeat(64) },
    { RequestTime: '1669872112' },
  ]
  for (const forgery of forgeries) {
    expect(await send(toSigned(url, forgery), end)).toMatchObject({ status: 403, json: { ActionStatus: 'FAIL' } })
  }
  const unknownCallback = { CallbackCommand: 'Call.CallbackAfterLunch', CallId: json.id }
  const accepted = { status: 200, json: { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 } }
  expect(await send(toSigned(url), unknownCallback)).toEqual(accepted)
  expect(await getReminder(json.id)).toMatchObject({ state: 'ringing' })
})

test('Distinguishes mistakes of its callers from those of the service', async () => {
  await using setup = await start()
  const { backend, remind, codes } = setup
  expect(await remind('')).toMatchObject({ status: 400 })
  expect(await send(`${backend.url}/reminders`, [])).toMatchObject({ status: 400 })
  expect(await fetch(`${backend.url}/reminders`, { method: 'POST', body: 'alice' })).toMatchObject({ status: 400 })
  expect(await send(`${backend.url}/reminders/none`)).toMatchObject({ status: 404 })
  expect(await codes('start_call_by_robot')).toEqual([])
})

test('Explains why it cannot start with the key of another application', async () => {
  await using ringback = await startEmulator()
  const environment = { CALL_API_URL: ringback.facts.url, SECRET_KEY: 'another', PORT: '0' }
  await using backend = startProgram(process.execPath, ['examples/backend/server.mjs'], environment)
  const stderr = expect.stringMatching(/^call_config\/set_callback: 70009 .*\n$/)
  expect(await backend.ended).toEqual({ code: 1, stdout: '', stderr })
})

test('Passes every rule of ringback webhook check', async () => {
  await using setup = await start()
  const { findCallbackUrl } = setup
  const url = await findCallbackUrl()
  const { code, stdout } = await run(['webhook', 'check', url, '--token', callbackToken])
  expect(stdout).toMatch(/^PASSED: .* 17 rules passed, 0 failed, 0 not exercised\.$/m)
  expect(code).toBe(0)
})
