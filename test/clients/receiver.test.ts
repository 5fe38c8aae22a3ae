import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../cli/run.ts'
import { ask, callbackToken, launch, soon, startRingback, toSigned } from './launch.ts'
import { hasProgram } from './programs.ts'

const hasPython = hasProgram('python')
const hasJava = hasProgram('java')

/** The receiver, and where it receives. */
async function startReceiver() {
  const env = { CALLBACK_TOKEN: callbackToken, PORT: '0' }
  const child = launch('python3', ['examples/receiver/receiver.py'], env)
  const url = (await child.firstLine()).replace('receives at ', '')
  return { ...child, url }
}

/** An emulator that plays the scenario beside the receiver to it: answered after 3 s, hung up after 10 s. */
async function playTo(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-'))
  try {
    const file = join(folder, 'told.scenario.yaml')
    const script = await readFile('examples/receiver/told.scenario.yaml', 'utf8')
    await writeFile(file, script.replace('http://127.0.0.1:3000/callback', url))
    return await startRingback('--scenario', file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const told = `Call.CallbackAfterStartCall told alice bob
Call.CallbackAfterMemberChanged told bob Answer
Call.CallbackAfterMemberChanged told alice Hangup
Call.CallbackAfterEndCall told NormalEnd
`

test.skipIf(!hasPython)('the receiver prints every callback of a call, and refuses forged ones', async () => {
  await using receiver = await startReceiver()
  const { url } = receiver
  await using ringback = await playTo(url)
  const greeting = `receives at ${url}\n`
  await ringback.steer('/clock/advance', { by: '20s' })
  await expect.poll(() => receiver.said, soon).toEqual({ stdout: greeting + told, stderr: '' })

  const forged = { CallbackCommand: 'Call.CallbackAfterEndCall', CallRecord: { CallId: 'told', CallResult: 'Cancel' } }
  expect(await ask(url, forged)).toMatchObject({ status: 403, json: { ActionStatus: 'FAIL' } })
  const sign = { Sign: '0'.repeat(64) }
  expect(await ask(toSigned(new URL(url), sign), forged)).toMatchObject({ status: 403 })
  expect(await ask(toSigned(new URL(url), { SdkAppid: '1' }), forged)).toMatchObject({ status: 403 })
  expect(await ask(toSigned(new URL(url), { RequestTime: '1669872112' }), forged)).toMatchObject({ status: 403 })
  expect(receiver.said.stdout).toBe(greeting + told)
  const unheardOf = { CallbackCommand: 'Call.CallbackAfterLunch' }
  expect(await ask(toSigned(new URL(url)), unheardOf)).toMatchObject({ status: 200, json: { ErrorCode: 0 } })
})

test.skipIf(!hasPython)('the receiver keeps every rule of ringback webhook check', async () => {
  await using receiver = await startReceiver()
  const { code, stdout } = await run(['webhook', 'check', receiver.url, '--token', callbackToken])
  expect(stdout).toMatch(/^PASSED: .* 17 rules passed, 0 failed, 0 not exercised\.$/m)
  expect(code).toBe(0)
})

test.skipIf(!hasJava)(
  'java examples/java/SetCallback.java registers an address, reads it back and deletes it',
  async () => {
    await using ringback = await startRingback()
    await ringback.steer('/faults', { on: 'set_callback', times: 2, error: 100001 })
    await using java = launch('java', ['examples/java/SetCallback.java'], { RINGBACK_URL: ringback.url })
    expect(await java.ended).toEqual({ code: 0 })
    const printed = [
      /^http:\/\/127\.0\.0\.1:3000\/callback\?token=[0-9a-f]{32}$/,
      /^Call\.CallbackAfterStartCall$/,
      /^Call\.CallbackAfterMemberChanged$/,
      /^Call\.CallbackAfterEndCall$/,
      /^$/,
    ]
    expect(java.said.stdout.split('\n')).toEqual(printed.map(form => expect.stringMatching(form)))
    expect(await ringback.codes('set_callback')).toEqual([100001, 100001, 0])
    expect(await ringback.codes('delete_callback')).toEqual([0])
    expect(await ringback.command('call_config/get_callback')).toMatchObject({ ErrorCode: 100301 })
  },
)

test.skipIf(!hasPython)('of what a killed receiver missed, every callback is kept with the reason', async () => {
  await using receiver = await startReceiver()
  const { url } = receiver
  await using ringback = await playTo(url)
  await ringback.steer('/clock/advance', { by: '5s' })
  await receiver[Symbol.asyncDispose]()
  await ringback.steer('/clock/advance', { by: '10s' })
  const { host } = new URL(url)
  const heard = { state: 'delivered', reason: null, attempts: [{ status: 200, reason: null }] }
  const why = expect.stringContaining(host)
  const missed = { state: 'failed', reason: why, attempts: [{ status: null, reason: why }] }
  expect(await ringback.look('/webhooks')).toMatchObject({
    count: 4,
    webhooks: [
      { command: 'Call.CallbackAfterStartCall', ...heard },
      { command: 'Call.CallbackAfterMemberChanged', ...heard },
      { command: 'Call.CallbackAfterMemberChanged', ...missed, body: { ChangedUserList: [{ ActionType: 'Hangup' }] } },
      { command: 'Call.CallbackAfterEndCall', ...missed, body: { CallRecord: { CallResult: 'NormalEnd' } } },
    ],
  })
})
