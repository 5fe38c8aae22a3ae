import { expect, test } from 'vitest'
import { act, createEmulator, type Emulator, startCall } from '../create-emulator.ts'
import { openReceiver } from '../surfaces/receiver.ts'

/** The requests of existing clients, unchanged except for the host. */

const sixtyThreeBits = '8674665223082153551'

interface ServiceReply {
  readonly ErrorCode: number
  readonly ErrorInfo: string
  readonly Response: { readonly CallId: string }
}

/** A Go client that ends a call and reads its record, with `random` from Int63 and its own order of the query. */
const sendAsGo = (emulator: Emulator, url: string, path: string, random: string, body: object) =>
  fetch(
    `${url}/v4/${path}?sdkappid=88888888&identifier=administrator&usersig=${emulator.credentials().userSig}&random=${random}&contenttype=json`,
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
  ).then(answer => answer.json() as Promise<ServiceReply>)

test('Serves a Go client that starts a call, ends it and reads its record', async () => {
  await using emulator = createEmulator({ clock: 'manual', validation: 'lenient' })
  const { url } = await emulator.listen()
  const started = await sendAsGo(emulator, url, 'call_engine_http_srv/start_call_by_robot', sixtyThreeBits, {
    Robot_Account: 'robot',
    CalleeList_Account: ['jack'],
    Timeout: 300_000,
    CallInfo: { MediaType: 'Video' },
  })
  const { CallId } = started.Response
  const sendRequest = (path: string) => sendAsGo(emulator, url, path, sixtyThreeBits, { CallId })
  expect(await sendRequest('call_engine_http_srv/end_call')).toMatchObject({ ErrorCode: 0, ActionStatus: 'OK' })
  expect(await sendRequest('call_record_http_srv/get_record_by_callid')).toMatchObject({ ErrorCode: 101050 })
  await emulator.clock.advance('5s')
  expect(await sendRequest('call_record_http_srv/get_record_by_callid')).toMatchObject({
    ErrorCode: 0,
    Response: { CallRecord: { CallId, Caller_Account: 'robot', CallResult: 'Cancel', AcceptTime: 0 } },
  })
})

test("Refuses a Go client's random of 63 bits, or reports it in lenient validation", async () => {
  await using strict = createEmulator()
  const { url } = await strict.listen()
  const refused = await sendAsGo(strict, url, 'call_engine_http_srv/end_call', sixtyThreeBits, { CallId: 'x' })
  expect(refused).toMatchObject({ ErrorCode: 60002 })
  expect(refused.ErrorInfo).toContain(sixtyThreeBits)

  await using lenient = createEmulator({ validation: 'lenient' })
  const listening = await lenient.listen()
  await sendAsGo(lenient, listening.url, 'call_engine_http_srv/end_call', sixtyThreeBits, { CallId: 'x' })
  const [exchange] = lenient.core.runLog.exchanges.since()
  expect(exchange?.tolerated).toHaveLength(1)
  expect(exchange?.tolerated[0]).toContain(sixtyThreeBits)
})

test('Sends callbacks to a Java client at an address with a token', async () => {
  await using receiver = await openReceiver()
  await using emulator = createEmulator({ clock: 'manual', scenario: { ringback: 1 } })
  const { url } = await emulator.listen()
  const address = `${receiver.url}?token=s3cr3t%2B`
  const answer = await fetch(url + emulator.target('set_callback'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json;charset=UTF-8', Accept: 'text/plain, application/json, */*' },
    body: JSON.stringify({ Url: address, CallbackCommandList: ['Call.CallbackAfterEndCall'] }),
  })
  expect(await answer.json()).toMatchObject({ ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK' })
  const held = startCall(emulator.core, 88888888, { id: 'c', from: 'a', to: ['b'], media: 'audio' })
  if ('call' in held) act(held, { does: 'interrupt' })
  await emulator.clock.advance(0)
  const [only, ...more] = receiver.received
  expect(more).toEqual([])
  expect(only?.target).toMatch(
    /^\/callback\?token=s3cr3t%2B&SdkAppid=88888888&CallbackCommand=Call\.CallbackAfterEndCall/,
  )
  expect(only?.query.get('token')).toBe('s3cr3t+')
})

test('Names the missing field to a client that misspells it', async () => {
  await using emulator = createEmulator()
  const body = JSON.stringify({ RobotAccount: 'robot', CalleeList_Account: ['jack'], Timeout: 5, CallInfo: {} })
  const answer = await emulator.fetch(emulator.target('start_call_by_robot'), { method: 'POST', body })
  expect(await answer.json()).toMatchObject({
    ErrorCode: 101002,
    ErrorInfo:
      'Missing Robot_Account (received "RobotAccount"; names must match exactly): expected a string. Invalid Timeout: expected at least 10000 milliseconds, got 5. Missing CallInfo.MediaType: expected "Audio" or "Video".',
  })
})
