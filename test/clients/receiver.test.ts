import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, startEmulator, startProgram, useFolder } from '../cli/run.ts'
import { callbackToken, listCodes, send, soon, startServer, toSigned } from './launch.ts'
import { hasProgram } from './programs.ts'

const hasPython = hasProgram('python')
const hasJava = hasProgram('java')
const folder = useFolder()

const startReceiver = () => startServer('python3', ['examples/receiver/receiver.py'], { CALLBACK_TOKEN: callbackToken })

/** Starts an emulator in which each call to the receiver's callee is answered after 3 s and ended after 10 s. */
async function playTo(url: string) {
  const file = join(folder, 'call.scenario.yaml')
  const script = await readFile('examples/receiver/call.scenario.yaml', 'utf8')
  await writeFile(file, script.replace('http://127.0.0.1:3000/callback', url))
  return startEmulator(['--clock', 'manual', '--scenario', file])
}

const printed = `Call.CallbackAfterStartCall call-1 alice bob
Call.CallbackAfterMemberChanged call-1 bob Answer
Call.CallbackAfterMemberChanged call-1 alice Hangup
Call.CallbackAfterEndCall call-1 NormalEnd
`

test.skipIf(!hasPython)('Prints every callback of a call, and refuses forged ones', async () => {
  await using receiver = await startReceiver()
  const { url } = receiver
  await using ringback = await playTo(url)
  const greeting = `receives at ${url}\n`
  await ringback.control('POST', '/clock/advance', { by: '20s' })
  await expect.poll(receiver.printed, soon).toEqual({ stdout: greeting + printed, stderr: '' })

  const forged = {
    CallbackCommand: 'Call.CallbackAfterEndCall',
    CallRecord: { CallId: 'call-1', CallResult: 'Cancel' },
  }
  expect(await send(url, forged)).toMatchObject({ status: 403, json: { ActionStatus: 'FAIL' } })
  const sign = { Sign: '0'.repeat(64) }
  expect(await send(toSigned(url, sign), forged)).toMatchObject({ status: 403 })
  expect(await send(toSigned(url, { SdkAppid: '1' }), forged)).toMatchObject({ status: 403 })
  expect(await send(toSigned(url, { RequestTime: '1669872112' }), forged)).toMatchObject({ status: 403 })
  expect(receiver.printed().stdout).toBe(greeting + printed)
  const unknown = { CallbackCommand: 'Call.CallbackAfterLunch' }
  expect(await send(toSigned(url), unknown)).toMatchObject({ status: 200, json: { ErrorCode: 0 } })
})

test.skipIf(!hasPython)('Passes every rule of ringback webhook check', async () => {
  await using receiver = await startReceiver()
  const { code, stdout } = await run(['webhook', 'check', receiver.url, '--token', callbackToken])
  expect(stdout).toMatch(/^PASSED: .* 17 rules passed, 0 failed, 0 not exercised\.$/m)
  expect(code).toBe(0)
})

test.skipIf(!hasJava)('Registers a URL, reads it back and deletes it with SetCallback.java', async () => {
  await using ringback = await startEmulator(['--clock', 'manual'])
  await ringback.control('POST', '/faults', { on: 'set_callback', times: 2, error: 100001 })
  await using java = startProgram('java', ['examples/java/SetCallback.java'], { RINGBACK_URL: ringback.facts.url })
  const { code, stdout } = await java.ended
  expect(code).toBe(0)
  const printed = [
    /^http:\/\/127\.0\.0\.1:3000\/callback\?token=[0-9a-f]{32}$/,
    /^Call\.CallbackAfterStartCall$/,
    /^Call\.CallbackAfterMemberChanged$/,
    /^Call\.CallbackAfterEndCall$/,
    /^$/,
  ]
  expect(stdout.split('\n')).toEqual(printed.map(form => expect.stringMatching(form)))
  expect(await listCodes(ringback, 'set_callback')).toEqual([100001, 100001, 0])
  expect(await listCodes(ringback, 'delete_callback')).toEqual([0])
  expect(await ringback.command('call_config/get_callback')).toMatchObject({ ErrorCode: 100301 })
})

test.skipIf(!hasPython)('Lists every callback that a killed receiver missed, with the reason', async () => {
  await using receiver = await startReceiver()
  const { url } = receiver
  await using ringback = await playTo(url)
  await ringback.control('POST', '/clock/advance', { by: '5s' })
  await receiver[Symbol.asyncDispose]()
  await ringback.control('POST', '/clock/advance', { by: '10s' })
  const { host } = new URL(url)
  const delivered = { state: 'delivered', reason: null, attempts: [{ status: 200, reason: null }] }
  const why = expect.stringContaining(host)
  const missed = { state: 'failed', reason: why, attempts: [{ status: null, reason: why }] }
  expect(await ringback.control('GET', '/webhooks')).toMatchObject({
    count: 4,
    webhooks: [
      { command: 'Call.CallbackAfterStartCall', ...delivered },
      { command: 'Call.CallbackAfterMemberChanged', ...delivered },
      { command: 'Call.CallbackAfterMemberChanged', ...missed, body: { ChangedUserList: [{ ActionType: 'Hangup' }] } },
      { command: 'Call.CallbackAfterEndCall', ...missed, body: { CallRecord: { CallResult: 'NormalEnd' } } },
    ],
  })
})
